"""A parse tree in one line, for tests and for looking at what was read."""

from __future__ import annotations

from derive.reading import parse_tree as written
from derive.reading.parse_tree import Statement, Tree, Unread


def shown(tree: Tree | Statement | Unread) -> str:
    """A tree as an s-expression without spans: `(* delta_(j) f' (par z_(j)))`."""
    match tree:
        case Statement(sides=sides, relations=relations, notes=notes):
            parts = [shown(sides[0])]
            for relation, side in zip(relations, sides[1:], strict=True):
                parts += [relation, shown(side)]
            return " ".join(parts) + "".join(f" ;; {shown(note)}" for note in notes)
        case Unread(met=met):
            return f"unread: {met}"
        case written.Number(value=value):
            return str(value)
        case written.Symbol(name=name, style=style, accent=accent):
            return f"{style[:2]}{':' if style else ''}{name}{'~' if accent else ''}{accent}"
        case written.Words(text=text):
            return f'"{text}"'
        case written.Scripted(base=base, lower=lower, upper=upper, primes=primes):
            below = f"_{_held(lower)}" if lower is not None else ""
            above = f"^{_held(upper)}" if upper is not None else ""
            return f"{_held(base)}{chr(39) * primes}{below}{above}"
        case written.Fenced(fence=fence, inner=inner):
            closing = {"(": ")", "[": "]", "{": "}", "|": "|", "||": "||"}[fence]
            return f"{fence}{shown(inner)}{closing}"
        case written.Fraction(above=above, below=below):
            return f"<frac {shown(above)} {shown(below)}>"
        case written.Root(inner=inner):
            return f"<root {shown(inner)}>"
        case _:
            return _shown_many(tree)


def _shown_many(tree: Tree) -> str:
    match tree:
        case written.Terms(parts=signed):
            terms = " ".join(f"{'-' if sign < 0 else '+'}{shown(part)}" for sign, part in signed)
            return f"<sum {terms}>"
        case written.Factors(parts=joined):
            factors = " ".join(f"{joint}{' ' if joint else ''}{shown(p)}" for joint, p in joined)
            return f"<{factors}>"
        case written.Elementwise(parts=parts, signs=signs):
            rest = (f" {sign} {shown(p)}" for sign, p in zip(signs, parts[1:], strict=True))
            return f"<{shown(parts[0])}{''.join(rest)}>"
        case written.Big(kind=kind, lower=lower, upper=upper, body=body):
            below = f"_{_held(lower)}" if lower is not None else ""
            above = f"^{_held(upper)}" if upper is not None else ""
            return f"<{kind}{below}{above} {shown(body)}>"
        case written.Comparison(parts=parts, relations=relations):
            rest = (f" {sign} {shown(p)}" for sign, p in zip(relations, parts[1:], strict=True))
            return f"<{shown(parts[0])}{''.join(rest)}>"
        case written.Cases(branches=branches):
            rows = (f"{shown(v)} if {shown(c) if c else 'else'}" for v, c in branches)
            return f"<cases {'; '.join(rows)}>"
        case written.Grid(rows=grid):
            return f"<grid {'; '.join(', '.join(map(shown, row)) for row in grid)}>"
        case written.Listing(parts=parts):
            return f"<{', '.join(map(shown, parts))}>"
        case _:
            raise AssertionError(f"no kind of tree: {type(tree).__name__}")


def _held(tree: Tree) -> str:
    text = shown(tree)
    return f"{{{text}}}" if isinstance(tree, written.Scripted) else text
