"""The characters of LaTeX mathematics as tokens, commands still under their own names.

What cannot be read becomes a "bad" token, so that only its own line is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.notation.tokens import Span, Token
from derive.reading import letters
from derive.reading.latex_commands import PROSE

_PATTERN = re.compile(
    r"(?P<blank>[ \t\r\n\f\v\u00a0\u3000~]+|%[^\n]*(?:\n|$))"
    r"|(?P<newline>\\\\\*?(?:[ \t]*\[[ \t]*-?[0-9.]+[ \t]*[a-z]{2}[ \t]*\])?|\\newline\b|\\cr\b)"
    r"|(?P<environment>\\(?:begin|end)\s*\{[ \t]*[A-Za-z]+\*?[ \t]*\})"
    r"|(?P<command>\\(?:(?:operatorname|tag|hspace|vspace)\*|[A-Za-z]+|[^A-Za-z]))"
    r"|(?P<symbol>[A-Za-z])"
    r"|(?P<dots>\.\.\.?)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<relation>:=|<=|>=|!=|[=<>])"
    r"|(?P<sign>[-+*/()\[\]{}|^_',;.:&!#])"
)
_TWO_MEANINGS = {
    "Σ": ("It is not clear whether Σ is a sum or a letter.", r"Write \sum or \Sigma."),
    "Π": ("It is not clear whether Π is a product or a letter.", r"Write \prod or \Pi."),
}
_OPTIONS = re.compile(r"\s*(?:\[[a-z]{0,4}\]|\{[^{}]{0,200}\})")
_WITH_OPTIONS = re.compile(r"array|alignat|alignedat|aligned|gathered|split|multlined|cases")


def latex_tokens(text: str, start: int) -> list[Token]:
    """The tokens of a text whose first character is the one numbered `start` of the source."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            position = _other(text, position, start, found)
            continue
        kind, end, body = str(match.lastgroup), match.end(), match.group()
        if kind == "environment":
            name = body[body.index("{") + 1 : -1].strip().rstrip("*")
            if body.startswith(r"\begin"):
                kind, end = "open", _after_options(text, end, name)
            else:
                kind = "close"
            body = name
        elif kind == "command":
            body = body[1:].rstrip("*") or "*"
            if body in PROSE:
                found.append(_prose(text, position, end, start))
                position = found[-1].span.end - start
                continue
        if kind == "dots":
            found += _dots(text, position, end, start)
        elif kind != "blank":
            found.append(Token(kind, body, Span(start + position, start + end)))
        position = end
    return found


def _dots(text: str, position: int, end: int, start: int) -> list[Token]:
    """The dots of `1..N` or `1, ..., N`: a part of a listing, whether commas stand or not."""
    span = Span(start + position, start + end)
    comma, dots = Token("sign", ",", span), Token("symbol", "dots", span)
    before = [] if text[:position].rstrip()[-1:] == "," else [comma]
    behind = [] if text[end:].lstrip()[:1] == "," else [comma]
    return [*before, dots, *behind]


def _after_options(text: str, position: int, name: str) -> int:
    """Where an environment begins, after [t] or {ll}."""
    if _WITH_OPTIONS.fullmatch(name):
        match = _OPTIONS.match(text, position)
        if match is not None and (name != "cases" or "[" in match.group()):
            return match.end()
    return position


def _prose(text: str, position: int, after: int, start: int) -> Token:
    r"""The token of `\text{...}`."""
    opening = after
    while opening < len(text) and text[opening].isspace():
        opening += 1
    depth, end = 0, opening
    while end < len(text):
        if text[end] == "\\":
            end += 1
        else:
            depth += (text[end] == "{") - (text[end] == "}")
        end += 1
        if depth == 0:
            break
    span = Span(start + position, start + min(end, len(text)))
    if depth != 0 or text[opening : opening + 1] != "{":
        name = text[position:after]
        return Token("bad", f"Braces are expected after {name}.\n", span)
    return Token("words", text[opening + 1 : end - 1], span)


def _other(text: str, position: int, start: int, found: list[Token]) -> int:
    """Where reading goes on after a character that LaTeX does not name; its tokens are added."""
    end = position
    if letters.is_prose(text[position]):
        while end < len(text) and (letters.is_prose(text[end]) or text[end] in "々ー（）"):
            end += 1
        span = Span(start + position, start + end)
        found.append(Token("words", text[position:end], span))
        return end
    script = letters.plain_script(text[position])
    if script is None:
        span = Span(start + position, start + position + 1)
        found.append(unicode_token(text[position], span))
        return position + 1
    sign = script[0]
    raised = []
    while end < len(text):
        script = letters.plain_script(text[end])
        if script is None or script[0] != sign:
            break
        raised.append(script[1])
        end += 1
    found += script_tokens(sign, raised, start + position)
    return end


def script_tokens(sign: str, characters: list[str], start: int) -> Iterator[Token]:
    """A run of raised or lowered characters as a script in braces."""
    first = Span(start, start + 1)
    yield Token("sign", sign, first)
    yield Token("sign", "{", first)
    number = ""
    for offset, character in enumerate(characters):
        span = Span(start + offset, start + offset + 1)
        if character.isdecimal():
            number += character
            continue
        if number:
            yield Token("number", number, Span(span.start - len(number), span.start))
            number = ""
        yield _scripted_character(character, span)
    end = start + len(characters)
    if number:
        yield Token("number", number, Span(end - len(number), end))
    yield Token("sign", "}", Span(end - 1, end))


def _scripted_character(character: str, span: Span) -> Token:
    if character in "()+-=":
        return Token("relation" if character == "=" else "sign", character, span)
    return unicode_token(character, span)


def unicode_token(character: str, span: Span) -> Token:
    """The token of one character: a letter, a sign, a relation, or a bad one."""
    if character in letters.SIGNS_BY_CHARACTER:
        return Token("sign", letters.SIGNS_BY_CHARACTER[character], span)
    if character in letters.RELATIONS_BY_CHARACTER:
        return Token("relation", letters.RELATIONS_BY_CHARACTER[character], span)
    if character in letters.BIG_BY_CHARACTER:
        return Token("command", letters.BIG_BY_CHARACTER[character], span)
    if character in letters.FRACTIONS_BY_CHARACTER:
        return Token("number", letters.FRACTIONS_BY_CHARACTER[character], span)
    if character == letters.BLACKBOARD_ONE:
        return Token("one", "1", span)
    if character in _TWO_MEANINGS:
        met, accepted = _TWO_MEANINGS[character]
        return Token("bad", f"{met}\n{accepted}", span)
    name = letters.letter_name(character)
    if name is not None:
        return Token("symbol", name, span)
    accepted = "Accepted: letters, digits, the usual signs of mathematics."
    return Token("bad", f"The character {character!r} has no meaning here.\n{accepted}", span)
