"""`python -m derive.cli`: the same command without an installed script."""

import sys

from derive.cli import main

sys.exit(main())
