"""One or two uses of each command, as its help shows them."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLE_LINE = '"3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | squared_error"'

USES: Mapping[str, str] = {
    "build": "derive build lecture -o out\n  derive build net.toml -o out --lang ja",
    "handout": "derive handout lecture --to pdf --lang ja -o handout.pdf\n"
    "  derive handout net.toml --to tex > handout.tex\n"
    "  derive handout lecture --second w1 -o second.pdf",
    "code": "derive code net.toml -o train.py\n  derive code lecture --style plain\n"
    "  derive code lecture --second w1 -o second.py",
    "verify": "derive verify net.toml\n  derive verify lecture --format json",
    "explain": "derive explain lecture w1\n  derive explain lecture w1 --lang ja",
    "check": "derive check notes.tex --network lecture\n  derive check notes.md --lang ja\n"
    "  derive check notes.ipynb --format html -o report.html\n"
    "  derive check - < notes.txt",
    "show": f"derive show lecture\n  derive show {EXAMPLE_LINE}",
    "new": "derive new net.toml",
    "layers": "derive layers\n  derive layers --kind loss",
    "data": "derive data digits -o digits.npz\n"
    "  derive data text README.md --length 32 -o text.npz",
    "completion": 'eval "$(derive completion bash)"\n'
    "  derive completion zsh > ~/.zfunc/_derive\n"
    "  derive completion fish > ~/.config/fish/completions/derive.fish",
    "gallery": "derive gallery --check\n  derive gallery --write",
}
