"""The language of matrix forms: texts that `matrix_written` has made, read into the same forms.

    equation   = name "=" comparison
    comparison = sum [ (">" | ">=" | "<" | "<=" | "==" | "!=") sum ]
    sum        = ["-"] term { ("+" | "-") term }
    term       = chain { ("*" | "/") chain }
    chain      = power { "@" power }
    power      = postfix [ "^" postfix ]
    postfix    = atom { ".T" }
    atom       = number | name | name "(" comparison { "," comparison } ")" | "(" comparison ")"

`*` of two matrices is entry by entry, of a scalar and a matrix a multiple.
Nothing here ever evaluates the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

from sympy import Expr, Rational, pi

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_folded import (
    added,
    are_alike,
    called,
    compared,
    divided,
    multiplied,
    negative,
    raised,
)
from derive.calculus.matrix_slices import Slice
from derive.calculus.matrix_tree import (
    Applied,
    Constant,
    Identity,
    Matrix,
    MatrixOf,
    Ones,
    Over,
    Product,
    Size,
    Transposed,
    shape_of,
)
from derive.errors import DeriveError
from derive.notation.cursor import FormulaCursor
from derive.notation.expression import Delta
from derive.notation.index import Axis, Index
from derive.notation.read_back import Known, index_named, read_back
from derive.notation.tokens import OF_MATRICES, Token

_KINDS: Mapping[str, Literal["sum", "max", "first"]]
_KINDS = {"sum": "sum", "max": "max", "first_max": "first"}
_COMPARISONS = (">", ">=", "<", "<=", "==", "!=")


def read_matrix(text: str, known: Known) -> Matrix:
    """The matrix form that a text means.

    Raises:
        FormulaError: A name is unknown, or shapes do not fit together.
    """
    reader = _Reader(text, known)
    form = reader.comparison()
    reader.expect_end("text")
    return form


def read_matrix_equation(text: str, known: Known) -> MatrixEquation:
    """The equation between matrices that a text means; raises as `read_matrix` does."""
    reader = _Reader(text, known)
    left = reader.atom()
    if not isinstance(left, MatrixOf):
        raise reader.error("The name of a tensor is expected on the left.")
    reader.expect("=")
    right = reader.comparison()
    reader.expect_end("text")
    return MatrixEquation(left, right, "")


class _Reader(FormulaCursor):
    """Recursive descent over the tokens of one text, straight into forms."""

    def __init__(self, text: str, known: Known) -> None:
        super().__init__(text, OF_MATRICES)
        self.known = known

    def expected(self, wanted: str, accepted: str | None = None) -> DeriveError:
        return self.error(f"{wanted} is expected here.", accepted)

    def fitting(self, *, holds: bool) -> None:
        if not holds:
            raise self.error("The shapes of matrices before this place do not fit together.")

    def comparison(self) -> Matrix:
        left = self.sum()
        if not self.sees(*_COMPARISONS):
            return left
        operator, right = self.take().text, self.sum()
        self.fitting(holds=are_alike(left, right))
        return compared(operator, left, right)

    def sum(self) -> Matrix:
        terms: list[Matrix] = []
        while not terms or self.sees("+", "-"):
            is_negative = self.sees("-")
            if self.sees("+", "-"):
                self.take()
            term = self.term()
            terms.append(negative(term) if is_negative else term)
        self.fitting(holds=len({shape_of(term) for term in terms}) == 1)
        return added(terms)

    def term(self) -> Matrix:
        factors = [self.chain()]
        while self.sees("*", "/"):
            sign, factor = self.take().text, self.chain()
            self.fitting(holds=are_alike(*factors, factor))
            if sign == "*":
                factors.append(factor)
            else:
                factors = [divided(multiplied(factors), factor)]
        return multiplied(factors)

    def chain(self) -> Matrix:
        factors = [self.power()]
        while self.passes("@"):
            factors.append(self.power())
            (_, inner), (outer, _) = map(shape_of, factors[-2:])
            self.fitting(holds=inner == outer)
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def power(self) -> Matrix:
        base = self.postfix()
        if not self.passes("^"):
            return base
        exponent = self.postfix()
        self.fitting(holds=are_alike(base, exponent))
        return raised(base, exponent)

    def postfix(self) -> Matrix:
        form = self.atom()
        while self.passes(".T"):
            form = Transposed(form)
        return form

    def atom(self) -> Matrix:
        token = self.take()
        if token.kind == "number":
            number = Fraction(token.text)
            return Constant(Rational(number.numerator, number.denominator))
        if token.kind == "name":
            if self.sees("["):
                return self.slice(token)
            return self.call(token) if self.sees("(") else self.name(token)
        if token.kind == "sign" and token.text == "(":
            form = self.comparison()
            self.expect(")")
            return form
        self.position -= 1
        raise self.expected("A number, a name or '('")

    def name(self, token: Token) -> Matrix:
        tensor = self.known.tensors.get(token.text)
        if token.text == "pi":
            return Constant(pi)
        if tensor is not None:
            self.fitting(holds=len(tensor.axes) <= 2)
            return MatrixOf(tensor)
        letter = index_named(token.text, self.known)
        if letter is None:
            raise self.error(f"The name '{token.text}' before this place is unknown.")
        return Constant(letter)

    def slice(self, token: Token) -> Matrix:
        """A tensor at some positions: `x[n,:,2*p + r]`; whole axes at the end are left out."""
        tensor = self.known.tensors.get(token.text)
        if tensor is None:
            raise self.error(f"The name '{token.text}' before this place is unknown.")
        at: list[Expr | None] = []
        while not self.sees("]"):
            self.take()
            if self.passes(":"):
                at.append(None)
            else:
                at.append(self.index_language(",", "]"))
        self.expect("]")
        at += [None] * (len(tensor.axes) - len(at))
        self.fitting(holds=len(at) == len(tensor.axes) and at.count(None) <= 2)
        return MatrixOf(Slice(tensor, tuple(at)))

    def index_language(self, *ends: str) -> Expr:
        """What stands before the next of some signs, in the language of index notation."""
        start, depth = self.token.span.start, 0
        while depth or not self.sees(*ends):
            depth += self.sees("(", "[") - self.sees(")", "]")
            if self.take().kind == "end":
                self.position -= 1
                raise self.expected(f"'{ends[-1]}'")
        return read_back(self.text[start : self.token.span.start], self.known)

    def over(self, kind: Literal["sum", "max", "first"]) -> Matrix:
        letters: list[Index] = []
        while self.binds():
            letter = index_named(self.take().text, self.known)
            assert letter is not None, "binds() has seen a letter"
            letters.append(letter)
            self.take()
        form = self.comparison()
        at = self.after_comma() if kind == "first" else None
        self.expect(")")
        for letter in reversed(letters):
            form = Over(kind, letter, form, at)
        return form

    def binds(self) -> bool:
        """Whether a letter and a comma come next, as in `sum(r, ...)`."""
        name, sign = self.tokens[self.position : self.position + 2]
        return index_named(name.text, self.known) is not None and sign.text == ","

    def call(self, token: Token) -> Matrix:
        self.expect("(")
        if token.text in ("ones", "eye", "size"):
            return self.of_axes(token.text)
        if token.text in _KINDS and self.binds():
            return self.over(_KINDS[token.text])
        if token.text == "delta":
            value = Delta(self.index_language(","), self.after_comma())
            self.expect(")")
            return Constant(value)
        arguments = [self.comparison()]
        while self.passes(","):
            arguments.append(self.comparison())
        self.expect(")")
        made = called(token.text, arguments)
        return self.applied(token.text, *arguments) if made is None else made

    def after_comma(self) -> Expr:
        self.expect(",")
        return self.index_language(")")

    def of_axes(self, name: str) -> Matrix:
        axes = [self.axis()]
        while self.passes(","):
            axes.append(self.axis())
        self.expect(")")
        kinds: dict[str, Callable[..., Matrix]] = {"ones": Ones, "eye": Identity, "size": Size}
        self.fitting(holds=len(axes) == 1 or (name == "ones" and len(axes) == 2))
        return kinds[name](*axes)

    def axis(self) -> Axis:
        letter = self.take().text
        if letter not in self.known.axes:
            raise self.error(f"'{letter}' before this place is no letter of an axis.")
        return self.known.axes[letter]

    def applied(self, name: str, argument: Matrix, *constants: Matrix) -> Matrix:
        base = name.rstrip("'")
        named = (one.tensor.code_name for one in constants if isinstance(one, MatrixOf))
        function = self.known.functions.get(", ".join((base, *named)))
        if function is None:
            raise self.error(f"'{name}' before this place does not take these arguments.")
        return Applied(function.with_order(len(name) - len(base)), argument)
