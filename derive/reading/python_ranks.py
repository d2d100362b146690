"""How many axes the arrays of a program have, told by what is done with them; never run."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

_FOLDS = frozenset(("sum", "mean", "max", "min"))
_ROUNDS = 4
_MATRIX = 2


def ranks_in(body: Sequence[ast.stmt], known: Mapping[str, int]) -> dict[str, int]:
    """The ranks of names, as far as assignments tell them.

    Args:
        body: The statements.
        known: Ranks that are stated.
    """
    found = dict(known)
    walked = [part for node in body for part in ast.walk(node)]
    names = {part.id for part in walked if isinstance(part, ast.Name)}
    for part in walked:
        match part:
            case ast.Attribute(value=ast.Name(id=name), attr="T"):
                found.setdefault(name, _MATRIX)
    assigned = [node for node in body if isinstance(node, ast.Assign)]
    for _ in range(_ROUNDS):
        for node in assigned:
            match node.targets:
                case [ast.Name(id=name)] if not is_gradient_of(name, names):
                    rank = rank_of(node.value, found)
                    if rank is not None:
                        found.setdefault(name, rank)
                    elif name in found:
                        _give(node.value, found[name], found)
    for name in names:  # never the other way: a gradient's line may be wrong
        of = is_gradient_of(name, names)
        if of in found:
            found[name] = found[of]
    return found


def is_gradient_of(name: str, names: AbstractSet[str]) -> str:
    """What a name is the gradient of, as grad_w, d_w and dw are of w; "" if of nothing."""
    for prefix in ("grad_", "d_", "d"):
        of = name.removeprefix(prefix)
        if name.startswith(prefix) and of in names:
            return of
    return ""


def rank_of(tree: ast.expr, known: Mapping[str, int]) -> int | None:
    """How many axes an expression has; None as long as that is not known."""
    match tree:
        case ast.Constant():
            return 0
        case ast.Name(id=name):
            return known.get(name)
        case ast.UnaryOp(operand=operand):
            return rank_of(operand, known)
        case ast.Attribute(value=value, attr="T"):
            return rank_of(value, known)
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            one, other = rank_of(left, known), rank_of(right, known)
            return None if one is None or other is None else one + other - 2
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            both = [rank_of(left, known), rank_of(right, known)]
            ranked = [one for one in both if one is not None]
            return max(ranked) if len(ranked) == len(both) or _MATRIX in ranked else None
        case ast.Call():
            return _rank_of_call(tree, known)
        case _:
            return None


def _rank_of_call(tree: ast.Call, known: Mapping[str, int]) -> int | None:
    if not isinstance(tree.func, ast.Attribute):
        return None
    name, of = tree.func.attr, tree.func.value
    is_module = isinstance(of, ast.Name) and of.id in ("np", "numpy", "torch", "jnp")
    arguments = tree.args if is_module else [of, *tree.args]
    named = {one.arg for one in tree.keywords}
    if name in _FOLDS:
        inner = rank_of(arguments[0], known) if arguments else None
        keeps = named & {"keepdims", "keepdim"}
        if not named & {"axis", "dim"} and len(arguments) == 1:
            return 0
        return inner if inner is None or keeps else inner - 1
    ranks = [rank_of(one, known) for one in arguments]
    ranked = [one for one in ranks if one is not None]
    return max(ranked) if ranked and (len(ranked) == len(ranks) or _MATRIX in ranked) else None


def _give(tree: ast.expr, rank: int, found: dict[str, int]) -> None:
    """Note what a known result says of a matrix product; a bias has no more axes than it."""
    match tree:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            one, other = rank_of(left, found), rank_of(right, found)
            if isinstance(right, ast.Name) and one is not None and other is None:
                found[right.id] = rank + 2 - one
            elif isinstance(left, ast.Name) and other is not None and one is None:
                found[left.id] = rank + 2 - other
        case ast.Call(args=[only]) if not _is_fold(tree):
            _give(only, rank, found)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for part in (left, right):
                if isinstance(part, ast.BinOp) and isinstance(part.op, ast.MatMult):
                    _give(part, rank, found)


def _is_fold(tree: ast.Call) -> bool:
    return isinstance(tree.func, ast.Attribute) and tree.func.attr in _FOLDS
