"""A Python file of assignments as formulas, never run: forward lines, then gradients d<name>.

What a line says of an array beside its value is kept apart: N, D = X.shape is its shape,
np.eye(K)[labels] and the like are one-hot, np.random and numbers are given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.errors import DeriveError
from derive.reading.python_ranks import ranks_in
from derive.reading.source import Mathematics, Piece, Prose, Source, place_of

_ACCEPTED = (
    "Only assignments are read of a file that is not run; a function 'gradients' is run if a "
    "network is given with --network."
)
_GIVEN = re.compile(
    r"(?:np|numpy|torch|jnp)\s*\.\s*(?:random\b|load|asarray|array|rand|tensor|from)"
)


_SIZES = r"\(\s*((?:[A-Za-z]\w*|\d+)\s*(?:,\s*(?:[A-Za-z]\w*|\d+)\s*)*,?)\s*\)"
_NAMED_SHAPE = re.compile(rf"\b([A-Za-z]\w*)\s*(?::|is|has shape|of shape)\s*{_SIZES}")
_GRADIENT = re.compile(r"\bd_(\w+)")
_SHAPE_BEHIND = re.compile(rf"#\s*{_SIZES}")


@dataclass(slots=True)
class _Said:
    """What lines say of arrays: the letters of their extents, and which are one-hot."""

    extents: dict[str, dict[int, str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)


def python_source(text: str, name: str) -> Source:
    """The assignments of a Python file as formulas in plain text.

    Raises:
        DeriveError: The file is no Python, or holds more than assignments.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        line = getattr(problem, "lineno", None) or 1
        where = place_of(text, name, _start(text, line, 0))
        raise DeriveError("The file is no Python that can be read.", where=where) from None
    said = _Said()
    names = frozenset(part.id for part in ast.walk(tree) if isinstance(part, ast.Name))
    found: list[Piece] = []
    for node in tree.body:
        if _is_silent(node) or _is_said(node, said):
            continue
        if not isinstance(node, ast.Assign | ast.AugAssign) or not _is_one(node):
            where = place_of(text, name, _start(text, node.lineno, node.col_offset))
            raise DeriveError("This is no assignment to one name.", where=where, accepted=_ACCEPTED)
        found.append(_formula(node, text, names))
    for stated, sizes in _stated(text, tree):
        said.extents.setdefault(stated, {}).update(enumerate(sizes))
        said.whole.add(stated)
    shapes = tuple(_shapes(said, tree, text, name))
    notes = [Prose(note[1:], start) for start, note in _comments(text)]
    pieces = sorted([*found, *notes], key=lambda piece: piece.start)
    return Source(name, text, "python", tuple(pieces), shapes=shapes, labels=said.labels)


def _is_silent(node: ast.stmt) -> bool:
    """Whether a statement says nothing: an import, a text, a number or data that is given."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.Expr(value=ast.Call(func=func)):
            return ast.unparse(func) in ("np.random.seed", "torch.manual_seed", "print")
        case ast.Assign(targets=[ast.Name()], value=value):
            is_number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
            return is_number or _GIVEN.match(ast.unparse(value)) is not None
        case _:
            return False


def _is_said(node: ast.stmt, said: _Said) -> bool:
    """Whether a statement says what an array is like; noted if it does."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=names)],
            value=ast.Attribute(value=ast.Name(id=of), attr="shape"),
        ) if all(isinstance(one, ast.Name) for one in names):
            letters = [one.id for one in names if isinstance(one, ast.Name)]
            said.extents.setdefault(of, {}).update(enumerate(letters))
            said.whole.add(of)
            return True
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            match value:
                case ast.Subscript(
                    value=ast.Attribute(value=ast.Name(id=of), attr="shape"),
                    slice=ast.Constant(value=int() as at),
                ):
                    said.extents.setdefault(of, {})[at] = name
                    return True
                case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=of)]):
                    said.extents.setdefault(of, {})[0] = name
                    return True
                case ast.Subscript(
                    value=ast.Call(func=ast.Attribute(attr="eye")), slice=ast.Name()
                ):
                    said.labels[name] = "one-hot"
                    return True
    return False


def _is_one(node: ast.Assign | ast.AugAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return len(targets) == 1 and isinstance(targets[0], ast.Name)


def _formula(node: ast.stmt, text: str, names: frozenset[str]) -> Mathematics:
    """A statement's text, line ends and comments inside it blank, and d_W written dW."""

    def joined(found: re.Match[str]) -> str:
        return f"d{found[1]} " if found[1] in names else found[0]

    assert node.end_lineno is not None, "a statement that was parsed ends"
    assert node.end_col_offset is not None, "a statement that was parsed ends"
    start = _start(text, node.lineno, node.col_offset)
    end = _start(text, node.end_lineno, node.end_col_offset)
    inner = re.sub(r"#.*|\\(?=[\r\n])|[\r\n]", lambda found: " " * len(found[0]), text[start:end])
    return Mathematics(_GRADIENT.sub(joined, inner), start, "plain", is_display=True)


def _start(text: str, line: int, column: int) -> int:
    """Where a place is, whose column counts bytes."""
    lines = text.splitlines(keepends=True)
    before = sum(len(one) for one in lines[: line - 1])
    own = lines[line - 1] if line <= len(lines) else ""
    return before + len(own.encode()[:column].decode(errors="ignore"))


def _stated(text: str, tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The shapes that comments and texts state: "W1 is (D, H)", and "# (B, H)" behind a line."""
    names = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
    comments = [found for _, found in _comments(text)]
    comments += [ast.get_docstring(tree) or ""]
    for comment in comments:
        for found in _NAMED_SHAPE.finditer(comment):
            if found[1] in names:
                yield found[1], _sizes(found[2])
    lines = text.splitlines()
    for node in tree.body:
        behind = _SHAPE_BEHIND.search(lines[(node.end_lineno or 1) - 1])
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if behind is not None:
                yield name, _sizes(behind[1])


def _sizes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _shapes(
    said: _Said, tree: ast.Module, text: str, name: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The shapes of arrays, with "" for what is not known of them.

    Raises:
        DeriveError: Nothing tells whether a small letter in a product is a vector or a matrix.
    """
    known = {one: len(said.extents[one]) for one in said.whole}
    operands = {
        part.id: part
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
        for part in (node.left, node.right)
        if isinstance(part, ast.Name)
    }
    known.update({one: 2 for one in operands if one[0].isupper() and one not in known})
    ranks = ranks_in(tree.body, known)
    for one, part in operands.items():
        if one not in ranks:
            where = place_of(text, name, _start(text, part.lineno, part.col_offset))
            raise DeriveError(
                f"Nothing tells whether '{one}' is a vector or a matrix.",
                where=where,
                accepted=f"A line such as 'N, D = {one}.shape', or a comment '{one} is (N, D)'.",
            )
    for one in sorted({*ranks, *said.extents} - set(said.labels)):
        extents = said.extents.get(one, {})
        rank = max(ranks.get(one, 0), *(at + 1 for at in extents), 0)
        if rank and not one.startswith(("grad_", "d_")):
            yield one, tuple(extents.get(at, "") for at in range(rank))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"^[ \t]*(#.*)$", text, re.MULTILINE):
        yield found.start(1), found[1]
