"""The writer's own commands, put in before anything is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.notation.tokens import Span, Token
from derive.reading.latex_tokens import latex_tokens
from derive.reading.tokens import MAX_TOKENS

MAX_EXPANSION_DEPTH = 16
MAX_EXPANSION_IN_ALL = 20_000


@dataclass(frozen=True, slots=True)
class Macro:
    r"""What `\\newcommand` defines.

    Attributes:
        arguments: How many arguments it takes.
        body: Its LaTeX, in which #1 is the first argument.
    """

    arguments: int
    body: str


def brace_depth(token: Token) -> int:
    """1 for an opening brace, -1 for a closing one, else 0."""
    return (token.text == "{") - (token.text == "}") if token.kind == "sign" else 0


def group_end(tokens: Sequence[Token], position: int) -> int:
    """Where the argument that begins at a token ends: after it, or after its closing brace.

    Braces that never close end after the last token, in one more than there are tokens.
    """
    depth = 0
    for at in range(position, len(tokens)):
        depth += brace_depth(tokens[at])
        if depth <= 0:
            return at + 1
    return len(tokens) + 1


def is_argument(tokens: Sequence[Token], position: int) -> bool:
    """Whether a whole argument begins at a position."""
    if position >= len(tokens) or tokens[position].kind in {"newline", "open", "close"}:
        return False
    if brace_depth(tokens[position]) <= 0:
        return tokens[position].text not in {"&", "^", "_", "}"}
    return group_end(tokens, position) <= len(tokens)


def is_group(tokens: Sequence[Token], position: int) -> bool:
    """Whether an opening brace stands at a position."""
    return position < len(tokens) and brace_depth(tokens[position]) > 0


def expanded(tokens: Sequence[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens with every macro put in; those of an expansion stand where the call stands."""
    if not any(t.kind == "command" and t.text in macros for t in tokens):
        return list(tokens)
    bodies = {name: latex_tokens(macro.body, 0) for name, macro in macros.items()}
    found: list[Token] = []
    position = spent = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind != "command" or token.text not in macros:
            found.append(token)
            position += 1
            continue
        end = _call_end(tokens, position, macros[token.text])
        span = Span(token.span.start, tokens[end - 1].span.end)
        inside = _expansion(tokens[position:end], macros, bodies, MAX_EXPANSION_IN_ALL - spent)
        if isinstance(inside, str):
            inside = [Token("bad", inside, span)]
        spent += len(inside)
        found += (Token(one.kind, one.text, span) for one in inside)
        position = end
    return found


def _call_end(tokens: Sequence[Token], position: int, macro: Macro) -> int:
    end = position + 1
    for _ in range(macro.arguments):
        end = min(group_end(tokens, end), len(tokens))
    return end


def _expansion(
    call: Sequence[Token],
    macros: Mapping[str, Macro],
    bodies: Mapping[str, Sequence[Token]],
    room: int,
) -> list[Token] | str:
    """One call, expanded to its end; a sentence if it cannot be."""
    name = call[0].text
    waiting = [(token, 0) for token in reversed(call)]
    found: list[Token] = []
    steps = 0
    while waiting:
        token, depth = waiting.pop()
        if token.kind != "command" or token.text not in macros:
            found.append(token)
        else:
            macro = macros[token.text]
            if depth >= MAX_EXPANSION_DEPTH:
                return f"The macro \\{name} is nested too deeply, or stands for itself.\n"
            arguments = []
            for _ in range(macro.arguments):
                argument = _popped_argument(waiting)
                if not argument:
                    return f"The macro \\{token.text} lacks an argument.\n"
                arguments.append(argument)
            body = _filled(bodies[token.text], arguments)
            waiting += ((one, depth + 1) for one in reversed(body))
        steps += 1
        if len(found) + len(waiting) > min(MAX_TOKENS, room) or steps > 4 * MAX_TOKENS:
            return f"The macro \\{name} stands for too many signs.\n"
    return found


def _popped_argument(waiting: list[tuple[Token, int]]) -> list[Token]:
    """The next argument, without its braces; empty if there is none."""
    argument: list[Token] = []
    depth = 0
    while waiting:
        token, _ = waiting.pop()
        argument.append(token)
        depth += brace_depth(token)
        if depth <= 0:
            break
    if depth != 0:
        return []
    if len(argument) > 1 and argument[0].text == "{":
        return argument[1:-1] if len(argument) > 2 else [Token("command", "relax", token.span)]
    return argument


def _filled(body: Sequence[Token], arguments: Sequence[Sequence[Token]]) -> list[Token]:
    """A body with its arguments in the places of #1, #2."""
    found: list[Token] = []
    position = 0
    while position < len(body):
        token = body[position]
        follows = body[position + 1] if position + 1 < len(body) else None
        if token.text == "#" and follows is not None and follows.kind == "number":
            number = int(follows.text[0])
            found += arguments[number - 1] if 0 < number <= len(arguments) else [token]
            if len(follows.text) > 1:
                found.append(Token("number", follows.text[1:], follows.span))
            position += 2
        else:
            found.append(token)
            position += 1
    return found
