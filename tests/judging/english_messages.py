"""The English messages of reading and judging, collected from the syntax of the modules.

A message is any text that reads as a sentence and that reaches a finding: which constructor or
helper takes it does not matter, so that a new one need not be known here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

DERIVE = Path(__file__).resolve().parents[2] / "derive"
# What these raise ends the command with a line of its own: it is in no finding.
NO_FINDINGS = {"delimiters.py", "python_lines.py", "python_runner.py", "python_source.py"}
# Outside the two folders: what the grammars inherit, and the hint at a near name.
SHARED = {"notation/cursor.py": {"expected", "described"}, "errors.py": {"did_you_mean"}}
NO_MESSAGE = {"AssertionError", "DeriveError", "NoExpression", "compile", "_mistake"}
# These give what is put into a message: "the end was met".
GIVES_PARTS = {"described", "_told"}

_SENTENCE = re.compile(r"[A-Z'{\\].*\s.*[.?]", re.DOTALL)
_BETWEEN = re.compile(r"(?<=[.?]) (?=[A-Z]|\{\}$)|\n")
_QUOTED = re.compile(r"'[^' ]*'")

Scope = Mapping[str, ast.expr]


def english() -> tuple[set[str], set[str]]:
    """The templates of messages and those of what is put into them, each slot as {}."""
    sentences: set[str] = set()
    parts: set[str] = set()
    for folder, root in _roots():
        found = _texts(root, {}, is_part=False)
        for is_part, text in (*found, *(_of_both_languages(root) if folder == "reading" else ())):
            one = text.replace("{}, {}", "{}")
            if not is_part:
                sentences |= set(_BETWEEN.split(one))
            elif re.match(r"'?[A-Za-z]|'.* ", one) and not _QUOTED.fullmatch(one):
                parts.add(one)
    return {one for one in sentences if _SENTENCE.fullmatch(one)}, parts


def _roots() -> Iterator[tuple[str, ast.AST]]:
    for folder in ("reading", "judging"):
        for path in sorted((DERIVE / folder).glob("*.py")):
            if path.name not in NO_FINDINGS:
                yield folder, ast.parse(path.read_text(encoding="utf-8"))
    for name, wanted in SHARED.items():
        for node in ast.walk(ast.parse((DERIVE / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in wanted:
                yield "", node


def _texts(node: ast.AST, scope: Scope, *, is_part: bool) -> Iterator[tuple[bool, str]]:
    match node:
        case ast.Assert() | ast.Expr(value=ast.Constant()) | ast.FormattedValue():
            return
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in NO_MESSAGE:
            return
        case ast.Call(func=ast.Name(id="Text")):
            return  # it is in both languages where it stands
        case ast.Call(func=ast.Attribute(attr="expected"), args=[wanted, *others]):
            yield from ((True, one) for one in _templates(wanted, scope))
            for other in others:
                yield from _texts(other, scope, is_part=False)
            return
        case ast.FunctionDef(name=name):
            is_part = name in GIVES_PARTS
            scope = {**scope, **_assigned(node)}
        case ast.Constant(value=str()) | ast.JoinedStr():
            found = _templates(node, scope)
            yield from ((is_part, one) for one in found if not is_part or " " in one.strip())
            return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, scope, is_part=is_part)


def _of_both_languages(root: ast.AST) -> Iterator[tuple[bool, str]]:
    """The English of shapes and ranges that do not fit: of a forward equation, it is a problem."""
    for node in ast.walk(root):
        match node:
            case ast.Call(func=ast.Name(id="Text"), args=[en, *_]):
                for one in _templates(en, {}):
                    yield _SENTENCE.fullmatch(one) is None, one


def _assigned(function: ast.FunctionDef) -> Scope:
    """The local names of a function that are given texts."""
    pairs = (one for one in ast.walk(function) if isinstance(one, ast.Assign))
    return {
        target.id: one.value
        for one in pairs
        for target in one.targets
        if isinstance(target, ast.Name) and isinstance(one.value, ast.IfExp)
    }


def _templates(node: ast.expr, scope: Scope) -> list[str]:
    """The templates that an expression stands for; one that is no text is a slot."""
    match node:
        case ast.Constant(value=str() as text):
            return [text.replace("{", "{{").replace("}", "}}")]
        case ast.IfExp(body=one, orelse=other):
            return [*_templates(one, scope), *_templates(other, scope)]
        case ast.Name(id=name) if name in scope:
            return _templates(scope[name], {})
        case ast.FormattedValue(value=value):
            found = _templates(value, scope)
            return ["{}"] if "{}" in found else found
        case ast.JoinedStr(values=values):
            pieces = [_templates(one, scope) for one in values]
            return ["".join(one) for one in product(*pieces)]
        case _:
            return ["{}"]
