"""What the words around formulas say that matters for judging: one-hot labels, layout, samples.

Words are looked for, in English and in Japanese; a sentence that denies them says nothing,
and so does everything that is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from derive.reading.source import Mathematics, Source

LabelKind = Literal["one-hot", "distribution"]
Layout = Literal["numerator", "denominator"]
Vectors = Literal["row", "column"]

_ONE_HOT = re.compile(r"one[- ‐‑–]?hot|1[- ]of[- ][KCN]\b|ワン\s*[・-]?\s*ホット", re.IGNORECASE)
_DISTRIBUTION = re.compile(
    r"probability (?:distribution|vector)|sums? (?:up )?to (?:1\b|one\b)|soft labels?"
    r"|確率分布|確率ベクトル|(?:和|総和|合計)[はが]\s*(?:1|1|一)(?![0-9.])|ソフトラベル",
    re.IGNORECASE,
)
_EINSTEIN = re.compile(
    r"(?:Einstein(?:'s|’s)?|summation) (?:summation )?(?:convention|notation)"
    r"|sum over repeated ind|repeated indices are summed"
    r"|(?:アインシュタイン|Einstein)\s*の(?:縮約|記法|規約|和)|縮約記法",
    re.IGNORECASE,
)
_LAYOUTS = re.compile(
    r"(?P<kind>numerator|denominator)[- ]layout|(?P<ja>分子|分母)(?:レイアウト|配置)", re.IGNORECASE
)
_VECTORS = re.compile(
    r"(?P<kind>row|column)[- ]vectors?|(?P<ja>行|列|横|縦)ベクトル|samples? (?:are|as|in) (?:the )?"
    r"(?P<of>rows?|columns?)",
    re.IGNORECASE,
)
_SAMPLES = re.compile(
    r"(?:mini-?)?batch|\b(?:samples|examples|data points|training (?:pairs|set))\b"
    r"|ミニ?バッチ|バッチ|サンプル|標本|データ数|訓練データ|個のデータ",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bnot\b|\bno\b|n['’]t\b|\bneither\b|\bunlike\b|\bwithout\b|ではな|でな[いく]|しない|使わな",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])\s+|[。!?\n\r;]+")
# A formula in a sentence stands as its number between two signs of no other use.
_LETTER = re.compile("\ue000([0-9]+)\ue001|(?<![A-Za-z'’-])([B-HJ-Zb-z])(?![A-Za-z'’-])")
_SYMBOL = re.compile(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathsf|pmb)\s*\{?\s*)?\\?(?P<letter>[A-Za-z]+)"
)
_FOLLOWED = re.compile(
    r"(?:[- ]?(?:encoded|coded))?\s*(?:の|な)?\s*"
    r"(?:vectors?|labels?|targets?|encodings?|ベクトル|ラベル|表現|教師信号)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the words of a document say.

    Attributes:
        labels: "one-hot" or "distribution" by letter of a target; "" for all targets.
        is_einstein: Whether repeated indices are summed without a sign.
        layout: How derivatives by vectors are laid out, where it is said.
        vectors: Whether vectors, or samples in a matrix, are rows or columns, where it is said.
        has_samples: Whether a batch, or several samples, are spoken of.
    """

    labels: Mapping[str, LabelKind] = field(default_factory=dict)
    is_einstein: bool = False
    layout: Layout | None = None
    vectors: Vectors | None = None
    has_samples: bool = False


def conditions(source: Source) -> Conditions:
    """What the prose of a source says; what is said later counts."""
    labels: dict[str, LabelKind] = {}
    layout: Layout | None = None
    vectors: Vectors | None = None
    is_einstein = has_samples = False
    for sentence in _sentences(source):
        has_samples = has_samples or _SAMPLES.search(sentence) is not None
        if _DENIED.search(sentence):
            continue
        labels |= dict(_labels(sentence, source))
        is_einstein = is_einstein or _EINSTEIN.search(sentence) is not None
        if found := _LAYOUTS.search(sentence):
            is_numerator = (found["kind"] or "").lower() == "numerator" or found["ja"] == "分子"
            layout = "numerator" if is_numerator else "denominator"
        if found := _VECTORS.search(sentence):
            said = (found["kind"] or found["of"] or "").lower()
            vectors = "row" if said.startswith("row") or found["ja"] in ("行", "横") else "column"
    return Conditions(labels, is_einstein, layout, vectors, has_samples)


def _sentences(source: Source) -> Iterator[str]:
    """The sentences, with a number for each formula that stands in one."""
    parts: list[str] = []
    last = 0
    for number, piece in enumerate(source.pieces):
        if isinstance(piece, Mathematics):
            parts.append("\n" if piece.is_display else f"\ue000{number}\ue001")
        else:
            gap = source.text[last : piece.start]
            parts += ["\n" if "\n\n" in gap else "", _one_line(piece.text)]
        last = piece.start + len(piece.text)
        if not isinstance(piece, Mathematics) and source.kind == "lines":
            parts.append("" if source.text[last : last + 1] not in ("\n", "\r", "") else "\n")
    yield from (one for one in _END.split("".join(parts)) if one.strip())


def _one_line(text: str) -> str:
    """Prose with blanks for single ends of lines, which end no sentence."""
    return re.sub(r"(?<!\n)\r?\n(?![ \t]*\r?\n)", " ", text.replace("\ue000", " "))


def _labels(sentence: str, source: Source) -> Iterator[tuple[str, LabelKind]]:
    """What a sentence says of labels: by the letters that it names, or of all."""
    patterns: tuple[tuple[re.Pattern[str], LabelKind], ...] = (
        (_DISTRIBUTION, "distribution"),
        (_ONE_HOT, "one-hot"),
    )
    for pattern, kind in patterns:
        for found in pattern.finditer(sentence):
            if kind == "distribution" and re.search(
                r"softmax|output|predict|出力|予測", sentence, re.IGNORECASE
            ):
                continue  # of what the network gives, that is derived
            yield _letter(sentence, found, source), kind


def _letter(sentence: str, found: re.Match[str], source: Source) -> str:
    """The letter that a word is said of: right behind it, or the last before it; "" for none."""
    for match in _LETTER.finditer(sentence, found.end()):
        if not _FOLLOWED.fullmatch(sentence[found.end() : match.start()]):
            break
        if letter := _letter_of(match, source):
            return letter
    letters = [_letter_of(match, source) for match in _LETTER.finditer(sentence, 0, found.start())]
    return next((letter for letter in reversed(letters) if letter), "")


def _letter_of(match: re.Match[str], source: Source) -> str:
    """The letter of a formula such as `t_k`, or a letter between words; "" if it is no symbol."""
    if match[1] is None:
        return match[2]
    piece = source.pieces[int(match[1])] if int(match[1]) < len(source.pieces) else None
    if not isinstance(piece, Mathematics):
        return ""
    symbol = _SYMBOL.match(piece.text)
    return symbol["letter"] if symbol else ""
