"""Both lexers: every character is in a token, a blank or a bad token, with its place."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derive.reading.latex_tokens import latex_tokens
from derive.reading.plain_tokens import plain_tokens
from derive.reading.tokens import MAX_DEPTH, MAX_TOKENS, ReadingError, Span, Token, check_limits

LEXERS = {"latex": latex_tokens, "plain": plain_tokens}
IN_BLANKS = set(" \t\r\n\f\v~\u00a0\u3000\\")


@pytest.mark.parametrize("lexer", LEXERS.values(), ids=LEXERS)
@given(text=st.text(alphabet=st.characters(max_codepoint=0x2FFF), max_size=40))
@example(text=r"\text{a")
@example(text="x^²3")
@example(text="'a'")
def test_no_character_is_lost(lexer, text):
    found = lexer(text, 4)
    places = {at for token in found for at in range(token.span.start - 4, token.span.end - 4)}
    comment = min((at for at in (text.find("%"), text.find("#")) if at >= 0), default=len(text))
    lost = {text[at] for at in range(comment) if at not in places} - IN_BLANKS
    assert lost == set()
    assert all(0 <= at < len(text) for at in places)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("w2[k]", "name:w2 sign:[ name:k sign:]"),
        ("w_kj", "name:w sign:_ name:kj"),
        ("w_{kj}", "name:w sign:_ sign:{ name:k name:j sign:}"),
        ("learning_rate", "name:learning_rate"),
        ("dL_dw", "name:dL_dw"),
        ("w_new", "name:w_new"),
        ("y_hat_k", "name:y sign:_ name:hat sign:_ name:k"),
        ("dL/dw2", "name:d name:L sign:/ name:d name:w2"),
        ("dE_{n}/dw", "name:d name:E sign:_ sign:{ name:n sign:} sign:/ name:d name:w"),
        ("delta/dw", "name:delta sign:/ name:dw"),
        ("dim/depth", "name:dim sign:/ name:depth"),
        ("δ2 + Δw", "name:delta2 sign:+ name:Delta name:w"),
        ("x²", "name:x sign:^ sign:{ number:2 sign:}"),
        ("wₖⱼ", "name:w sign:_ sign:{ name:k name:j sign:}"),
        ("f'(x) 'ij->ji'", "name:f sign:' sign:( name:x sign:) text:ij->ji"),
        ("1..K", "number:1 sign:, symbol:dots sign:, name:K"),
        ("x.T", "name:x sign:. name:T"),
        ("2.T", "number:2 sign:. name:T"),
        ("1e-5", "number:1e-5"),
        ("a -= b", "name:a update:-= name:b"),
        ("for all k", "words:for all name:k"),
        ("np.where(a)", "name:np sign:. name:where sign:( name:a sign:)"),
        ("a # b", "name:a"),
    ],
)
def test_plain_text_has_these_tokens(text, tokens):
    found = " ".join(f"{token.kind}:{token.text}" for token in plain_tokens(text, 0))
    assert found.replace("symbol:k symbol:j", "name:k name:j") == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (r"\delta_{k}", "command:delta sign:_ sign:{ symbol:k sign:}"),
        (r"x_12", "symbol:x sign:_ number:12"),
        (r"\\[4pt] a", r"newline:\\[4pt] symbol:a"),
        (r"\\ [z > 0]", r"newline:\\ sign:[ symbol:z relation:> number:0 sign:]"),
        (r"\begin{array}{ll} a", "open:array symbol:a"),
        (r"\begin{align*}", "open:align"),
        (r"\text{if $z > 0$}", "words:if $z > 0$"),
        (r"a % \foo", "symbol:a"),
        ("a かつ b", "symbol:a words:かつ symbol:b"),
        (r"\operatorname*{x}", "command:operatorname sign:{ symbol:x sign:}"),
        (r"\tag*{1}", "command:tag sign:{ number:1 sign:}"),
        ("𝟙", "one:1"),
        ("½", "number:0.5"),
    ],
)
def test_latex_has_these_tokens(text, tokens):
    assert " ".join(f"{token.kind}:{token.text}" for token in latex_tokens(text, 0)) == tokens


def signs(text, count):
    return [Token("sign", text, Span(at, at + 1)) for at in range(count)]


def test_a_line_keeps_its_limits():
    check_limits(signs("+", MAX_TOKENS))
    with pytest.raises(ReadingError, match="signs"):
        check_limits(signs("+", MAX_TOKENS + 1))
    check_limits(signs("(", MAX_DEPTH))
    with pytest.raises(ReadingError, match="deeply"):
        check_limits(signs("{", MAX_DEPTH + 1))
