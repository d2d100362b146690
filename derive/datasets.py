"""Data to try a program on: handwritten digits, and the characters of texts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from derive.errors import DeriveError, MissingToolError

FIRST, LAST = 32, 126  # the printable characters of ASCII
CLASSES = LAST - FIRST + 2  # and one more, for the end of a line
MOST_BYTES = 64 * 1024 * 1024
MOST_NUMBERS = 2**26


def digits() -> bytes:
    """The 1797 handwritten digits of scikit-learn, as an .npz file's bytes.

    x: pixels from 0 to 1, (1797, 64); t: the digits, (1797,).

    Raises:
        MissingToolError: scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise MissingToolError(
            "The digits come with scikit-learn, which is not installed.",
            accepted="Install it: pip install scikit-learn.",
        ) from None
    found = load_digits()
    return _npz(x=found.data / 16.0, t=found.target.astype("int64"))


def text_windows(paths: Sequence[str], length: int) -> bytes:
    """The characters of texts in windows, each with the same window one character later.

    A character is its number in ASCII less 32, the end of a line is 95; what is no ASCII is
    left out. A window starts at every character: with fewer, a model learns at which place of
    its window a word stands.

    Args:
        paths: Text files in UTF-8, read one after the other.
        length: How many characters a window has.

    Returns:
        An .npz file's bytes. x, t: whole numbers below 96, (windows, length).

    Raises:
        DeriveError: A file cannot be read, or the texts are too short or too long.
    """
    import numpy as np

    codes = [_code(character) for path in paths for character in _text(path)]
    kept = np.array([code for code in codes if code is not None], dtype=np.int64)
    if len(kept) < 4 * length:
        raise DeriveError(
            f"The texts have {len(kept)} characters.", accepted=f"At least {4 * length} are needed."
        )
    if len(kept) * length > MOST_NUMBERS:
        raise DeriveError(
            f"Windows of {length} characters of texts of {len(kept)} would fill the memory.",
            accepted="Take a part of the texts, or a smaller --length.",
        )
    starts = np.arange(len(kept) - length)
    places = starts[:, None] + np.arange(length)
    return _npz(x=kept[places], t=kept[places + 1])


def _code(character: str) -> int | None:
    if character == "\n":
        return CLASSES - 1
    number = ord(character) - FIRST
    return number if 0 <= number < CLASSES - 1 else None


def _text(path: str) -> str:
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise DeriveError(f"'{path}' is larger than 64 MiB.", accepted="Take a part of it.")
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DeriveError(f"'{path}' is no UTF-8 text.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DeriveError(f"'{path}' cannot be read: {reason}.") from None


def _npz(**arrays: Any) -> bytes:
    import numpy as np

    made = io.BytesIO()
    np.savez_compressed(made, **arrays)
    return made.getvalue()
