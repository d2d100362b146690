"""The corpus of hand derivations: what its files hold, and the documents made of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "corpus"

# The catalogue: what people really get wrong, by code.
MISTAKES = {
    "activation-derivative-of-wrong-layer": "f' of the wrong layer",
    "activation-instead-of-derivative": "f for f'",
    "another-activation-closed-form": "another activation's closed form",
    "attention-scale-lost": "attention's 1/√d lost",
    "attention-scale-without-root": "1/d for 1/√d",
    "batch-mean-for-a-sum": "1/N though the loss is a sum",
    "batch-mean-lost": "1/N lost",
    "batch-mean-twice": "1/N twice",
    "bias-times-input": "bias gradient times the input",
    "bias-without-batch-sum": "bias gradient without the sum over the batch",
    "closed-form-with-pre-activation": "closed form with the pre-activation, 1 - z²",
    "convolution-off-by-one": "a place of a convolution off by one",
    "cross-entropy-delta-with-mse": "cross-entropy's delta with squared error",
    "derivative-at-post-activation": "f' at the post-activation",
    "derivative-times-pre-activation": "f'(z) z",
    "diagonal-softmax-jacobian": "only the diagonal of softmax's Jacobian",
    "error-sign": "sign of the error",
    "extra-factor-two": "a factor 2 too many",
    "factor-pulled-out-of-sum": "a factor pulled out of the sum it depends on",
    "factor-two-lost": "a factor 2 lost",
    "future-term-missing": "no term from the next time",
    "gamma-dropped": "γ dropped",
    "group-size-wrong": "1/m of a norm layer wrong",
    "hadamard-for-matrix-product": "entrywise for a matrix product",
    "inner-sign-lost": "sign lost in an inner derivative",
    "inverse-derivative": "1/f'",
    "kernel-not-flipped": "convolution kernel not flipped",
    "kronecker-dropped": "Kronecker's delta dropped",
    "log-derivative-as-value": "d log p = p",
    "log-sign-lost": "sign of -log p lost",
    "matrix-product-for-hadamard": "a matrix product for an entrywise one",
    "mean-path-missing": "no path through the mean",
    "missing-activation-derivative": "f' missing",
    "missing-transpose": "transpose missing",
    "mse-delta-with-cross-entropy": "squared error's delta with cross-entropy",
    "outer-for-inner-product": "outer and inner product mistaken",
    "parentheses-lost": "parentheses lost",
    "path-missing": "one of several paths forgotten",
    "positions-not-summed": "positions of a convolution not summed",
    "previous-state-constant": "the state before held constant",
    "quotient-rule-without-square": "quotient rule without the square",
    "regulariser-doubled": "regulariser doubled",
    "regulariser-missing": "regulariser missing",
    "regulariser-on-bias": "regulariser on the bias",
    "relu-mask-from-gradient": "ReLU's mask from the gradient",
    "reversed-outer-product": "outer product reversed",
    "skip-path-missing": "skip path forgotten",
    "stride-lost": "stride lost",
    "sum-over-wrong-axis": "sum over the wrong axis",
    "sum-survives-differentiation": "a sum survives differentiation",
    "swapped-weight-indices": "indices of a weight swapped",
    "tied-path-missing": "one use of a tied weight forgotten",
    "time-off-by-one": "time off by one",
    "transpose-order": "order of a product of transposes",
    "update-sign": "gradient and update mistaken",
    "upstream-sum-missing": "no sum over the units upstream",
    "variance-path-missing": "no path through the variance",
    "weights-already-updated": "weights already updated",
    "weights-dropped": "weights dropped",
    "wrong-closed-form": "wrong closed form of f'",
    "wrong-layer-activation": "activation of the wrong layer",
    "wrong-layer-delta": "delta of the wrong layer",
    "wrong-layer-weight": "weight of the wrong layer",
}
Form = Literal["align", "align*", "aligned", "split", "eqnarray", "inline", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    """One equality with its label.

    Attributes:
        id: The file's stem and a number.
        line: The equality, without `$`.
        is_right: Its label.
        mistake: The code of the mistake, "" where right.
        also: Codes of other mistakes that make the same line; each is a right diagnosis, too.
        right: The corrected line, "" where right.
        looks_wrong: A right line that a hasty checker rejects.
        is_static: A wrong line without numbers: the right side has a letter that the left side
            lacks, a letter stands on axes of two sizes, or shapes do not fit.
        style: "index", "matrix", "einsum" or "plain".
    """

    id: str
    line: str
    is_right: bool
    mistake: str
    also: tuple[str, ...]
    right: str
    looks_wrong: bool
    is_static: bool
    style: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides with an equality between each and the next.

    Attributes:
        id: The file's stem and a letter.
        kind: "right"; "single", where the last equality alone is wrong; "follow-through", where
            what comes after the wrong one follows from it; "second-error"; "cancel", where two
            errors give the right end; "right-end", where the writer jumps to the known result.
        form: How the sides are set.
        sides: What stands between the equality signs.
        first: The first wrong equality, counted from 1; 0 if all are right.
        wrong: All equalities that are false between successive sides.
        mistakes: The codes of what went wrong, in order; an equality that is wrong because the
            writer jumps to the known result has none.
    """

    id: str
    kind: str
    form: Form
    sides: tuple[str, ...]
    first: int
    wrong: tuple[int, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """A network with the lines that are judged against it.

    Attributes:
        name: The file's stem.
        topic: What it is about, e.g. "softmax-cross-entropy".
        notation: The profile whose letters it uses, "" for none.
        network: A network in one line or an example's name; "" if the document defines its own.
        format: "md", "tex" or "txt".
        text: The document before the lines.
        lines: The single lines.
        chains: The chains.
    """

    name: str
    topic: str
    notation: str
    network: str
    format: Literal["md", "tex", "txt"]
    text: str
    lines: tuple[Line, ...]
    chains: tuple[Chain, ...]


def contexts() -> tuple[Context, ...]:
    """All of the corpus, in the order of its files."""
    return tuple(_context(path) for path in sorted(FOLDER.glob("*.toml")))


def document(context: Context, *pieces: Line | Chain) -> str:
    """A document that ends in these lines and chains; none of them reads the others' words."""
    ends = [_set(piece, context) for piece in pieces]
    text = "\n\n".join([context.text.rstrip("\n"), *ends])
    return text + ("\n\\end{document}\n" if context.format == "tex" else "\n")


def _set(piece: Line | Chain, context: Context) -> str:
    if isinstance(piece, Line):
        text, is_plain = piece.line, piece.style in {"plain", "einsum"}
    else:
        text, is_plain = chain_text(piece), piece.form == "plain"
    if context.format == "txt" or is_plain:
        return text
    if isinstance(piece, Chain) and piece.form in {"align", "align*", "eqnarray"}:
        return text
    return f"\\[ {text} \\]" if context.format == "tex" else f"$$ {text} $$"


def chain_text(chain: Chain) -> str:
    """A chain in its environment."""
    first, *others = chain.sides
    match chain.form:
        case "inline":
            return " = ".join(chain.sides)
        case "plain":
            return "\n".join([f"{first} = {others[0]}", *(f"    = {o}" for o in others[1:])])
        case "eqnarray":
            rows = [f"{first} &=& {others[0]}", *(f"&=& {other}" for other in others[1:])]
        case _:
            rows = [f"{first} &= {others[0]}", *(f"&= {other}" for other in others[1:])]
    body = " \\\\\n".join(rows)
    return f"\\begin{{{chain.form}}}\n{body}\n\\end{{{chain.form}}}"


def _context(path: Path) -> Context:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    style = table.get("style", "index")
    name = path.stem
    return Context(
        name=name,
        topic=table["topic"],
        notation=table.get("notation", ""),
        network=table.get("network", ""),
        format=table.get("format", "md"),
        text=table.get("context", ""),
        lines=tuple(_line(one, style) for one in table.get("lines", [])),
        chains=tuple(_chain(one) for one in table.get("chains", [])),
    )


def _line(table: dict[str, Any], style: str) -> Line:
    assert table["label"] in {"right", "wrong"}, table["id"]
    return Line(
        id=table["id"],
        line=table["line"],
        is_right=table["label"] == "right",
        mistake=table.get("mistake", ""),
        also=tuple(table.get("also", ())),
        right=table.get("right", ""),
        looks_wrong=table.get("looks_wrong", False),
        is_static=table.get("static", False),
        style=table.get("style", style),
    )


def _chain(table: dict[str, Any]) -> Chain:
    return Chain(
        id=table["id"],
        kind=table["kind"],
        form=table["form"],
        sides=tuple(table["sides"]),
        first=table["first"],
        wrong=tuple(table["wrong"]),
        mistakes=tuple(table["mistakes"]),
    )
