"""The characters of mathematics in plain text, or in a line of Python, as tokens."""

from __future__ import annotations

import re

from derive.notation.tokens import Span, Token
from derive.reading import letters
from derive.reading.latex_tokens import script_tokens, unicode_token

_PATTERN = re.compile(
    r"(?P<blank>[ \t\r\f\v\u00a0\u3000]+|\\\n|\#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<dots>\.\.\.?)"
    r"|(?P<number>(?:[0-9]+(?:\.(?![.A-Za-z])[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3}(?![A-Za-z0-9_]))?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)"
    r"|(?P<text>\"[^\"\n]*\")"
    r"|(?P<update>[-+]=)"
    r"|(?P<relation>==|:=|<-|->|<=|>=|!=|[=<>~])"
    r"|(?P<sign>\*\*|\|\||[-+*/@^_()\[\]{},;.:|])"
)
_RELATIONS = {"==": "=", "->": "to", "~": "sim"}
_BASE = re.compile(r"d?[A-Za-z][0-9]*|sum|prod|max|min|argmax|mean|partial|nabla")
_TAIL = re.compile(r"[A-Za-z]{1,3}|[0-9]{1,2}|[A-Za-z][0-9]|[0-9][A-Za-z]")
_WORD_TAILS = frozenset("in out new old max min avg sum pre inv all err std var".split())
LONGEST_INDEX = 100
ACCENTS = frozenset(["hat", "bar", "tilde", "dot"])
PROSE = frozenset("for where if and when with forall otherwise all each every over".split())


def plain_tokens(text: str, start: int) -> list[Token]:
    """The tokens of a text whose first character is the one numbered `start` of the source."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            position = _other(text, position, start, found)
            continue
        kind, end, body = str(match.lastgroup), match.end(), match.group()
        span = Span(start + position, start + end)
        if kind == "name":
            _add_name(found, body, span, text[end : end + 1])
        elif kind == "dots":
            _add_dots(found, body, span)
        elif kind == "text":
            found.append(Token("text", body[1:-1], span))
        elif kind != "blank":
            found.append(Token(kind, _RELATIONS.get(body, body), span))
        position = end
    return _with_differentials(_letters_in_scripts(found))


def _add_name(found: list[Token], name: str, span: Span, follows: str) -> None:
    """A name, its subscript apart: w_kj is w with kj below; learning_rate is one name."""
    if name in PROSE and follows not in {"(", "_", "["}:
        if found and found[-1].kind == "words":
            before = found.pop()
            name, span = f"{before.text} {name}", Span(before.span.start, span.end)
        found.append(Token("words", name, span))
    elif name == "in":
        found.append(Token("relation", "in", span))
    elif name in {"else", "or", "not"}:
        met = f"The word '{name}' was met.\nWrite two lines, each with its condition."
        found.append(Token("bad", met, span))
    else:
        at = span.start
        for number, part in enumerate(_with_script(name)):
            if number:
                found.append(Token("sign", "_", Span(at, at + 1)))
                at += 1
            found.append(Token("name", part, Span(at, at + len(part))))
            at += len(part)


def _with_script(name: str) -> list[str]:
    """A name and the scripts that its underscores begin; a longer name is one."""
    base, *tails = name.split("_")
    bare = [tail for tail in tails if tail not in ACCENTS]
    if len(bare) > 1 or len(tails) > len(bare) + 1 or (len(tails) == 2 and tails[0] in bare):
        return [name]
    return [base, *tails] if all(_is_script(base, tail) for tail in tails) else [name]


def _is_script(base: str, tail: str) -> bool:
    is_base = _BASE.fullmatch(base) is not None or base.rstrip("0123456789") in letters.GREEK
    is_tail = (
        tail in ACCENTS
        or tail in letters.GREEK
        or (_TAIL.fullmatch(tail) is not None and tail not in _WORD_TAILS)
    )
    is_gradient = base[0] == "d" and len(base) > 1 and tail[0] == "d" and len(tail) > 1
    return is_base and is_tail and not is_gradient


def _add_dots(found: list[Token], body: str, span: Span) -> None:
    """`1..K` as 1, ..., K; three dots stand for themselves."""
    comma = Token("sign", ",", span)
    dots = Token("symbol", "dots", span)
    found += [comma, dots, comma] if body == ".." else [dots]


def _other(text: str, position: int, start: int, found: list[Token]) -> int:
    """Where reading goes on after a character beyond ASCII, or a quotation mark."""
    character = text[position]
    span = Span(start + position, start + position + 1)
    if character == "'":
        is_prime = position > 0 and (text[position - 1].isalnum() or text[position - 1] in ")]}'_")
        end = text.find("'", position + 1)
        if is_prime or end < 0 or "\n" in text[position:end]:
            found.append(Token("sign", "'", span))
            return position + 1
        found.append(Token("text", text[position + 1 : end], Span(span.start, start + end + 1)))
        return end + 1
    end = position
    if letters.is_prose(character):
        while end < len(text) and letters.is_prose(text[end]):
            end += 1
        found.append(Token("words", text[position:end], Span(span.start, start + end)))
        return end
    script = letters.plain_script(character)
    if script is not None:
        raised = []
        while end < len(text) and (one := letters.plain_script(text[end])) and one[0] == script[0]:
            raised.append(one[1])
            end += 1
        found += script_tokens(script[0], raised, start + position)
        return end
    return _letter(text, position, span, found)


def _letter(text: str, position: int, span: Span, found: list[Token]) -> int:
    """A letter beyond ASCII, with the digits that belong to it: δ2 is delta2."""
    character = text[position]
    end = position + 1
    if character == "Σ":
        found.append(Token("command", "sum", span))
    elif character == "Π":
        found.append(Token("command", "prod", span))
    elif (name := letters.letter_name(character)) in letters.GREEK:
        while end < len(text) and text[end].isascii() and text[end].isdigit():
            end += 1
        whole = Span(span.start, span.start + end - position)
        found.append(Token("name", f"{name}{text[position + 1 : end]}", whole))
    else:
        found.append(unicode_token(character, span))
    return end


def _letters_in_scripts(tokens: list[Token]) -> list[Token]:
    """The tokens, names within `_{...}` taken apart into letters and digits."""
    found: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens):
        if token.kind == "sign" and token.text == "{":
            depth += depth > 0 or (at > 0 and tokens[at - 1].text == "_")
        elif token.kind == "sign" and token.text == "}":
            depth -= depth > 0
        if depth and token.kind == "name":
            found += letters_of(token)
        else:
            found.append(token)
    return found


def letters_of(token: Token) -> list[Token]:
    """A name as its letters and numbers; Greek names stay whole."""
    if token.text in letters.GREEK:
        return [token]
    return [
        Token(
            "number" if part.group().isdigit() else "name",
            part.group(),
            Span(token.span.start + part.start(), token.span.start + part.end()),
        )
        for part in re.finditer(r"[0-9]+|[A-Za-z]", token.text)
    ]


def _with_differentials(tokens: list[Token]) -> list[Token]:
    """The tokens, dL/dw as d L / d w where both names begin with d."""
    split: set[int] = set()
    for at, token in enumerate(tokens[:-1]):
        if token.kind != "sign" or token.text != "/" or not _is_differential(tokens[at + 1]):
            continue
        above = _numerator(tokens, at)
        if above is not None:
            split |= {above, at + 1}
    found = []
    for at, token in enumerate(tokens):
        if at in split and len(token.text) > 1:
            middle = token.span.start + 1
            found.append(Token("name", "d", Span(token.span.start, middle)))
            found.append(Token("name", token.text[1:], Span(middle, token.span.end)))
        else:
            found.append(token)
    return found


def _numerator(tokens: list[Token], slash: int) -> int | None:
    """Where the differential above a slash stands; its indices are passed."""
    at = slash - 1
    if at >= 0 and tokens[at].text in {"]", "}"}:
        at = _opening(tokens, at) - 1
        at -= at >= 0 and tokens[at].text == "_"
    elif at >= 1 and tokens[at - 1].text == "_":
        at -= 2
    if at < 0:
        return None
    return at if tokens[at].text == "d" or _is_differential(tokens[at]) else None


def _opening(tokens: list[Token], closing: int) -> int:
    """Where the bracket that closes at a token opens; 0 if it is not near."""
    depth = 0
    for at in range(closing, max(closing - LONGEST_INDEX, -1), -1):
        depth += (tokens[at].text in {"]", "}"}) - (tokens[at].text in {"[", "{"})
        if depth == 0:
            return at
    return 0


def _is_differential(token: Token) -> bool:
    """Whether a name is d before a variable: dL, dw2, dLoss; not delta, not dim."""
    name = token.text
    if token.kind != "name" or name[0] != "d" or name.rstrip("0123456789") in letters.GREEK:
        return False
    rest = name[1:].rstrip("0123456789")
    is_variable = len(rest) == 1 or rest[:1].isupper() or rest in letters.GREEK
    return is_variable or rest in {"loss", "cost"}
