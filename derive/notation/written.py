"""Expressions as texts of the formula language, which its reader turns into the same expression.

SymPy keeps no order, so the order of terms and factors is chosen here. A letter
is written so that it tells its axis, for two axes may share a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Mul,
    Number,
    Pow,
    S,
    cos,
    erf,
    exp,
    log,
    pi,
    sign,
    sin,
    tanh,
)

from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    tensors_in,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Role, Tensor

_NAMES: dict[type, str] = {
    exp: "exp",
    log: "log",
    tanh: "tanh",
    erf: "erf",
    Abs: "abs",
    sign: "sign",
    sin: "sin",
    cos: "cos",
}


class Level(IntEnum):
    """How tightly a text holds together; a looser one is put in parentheses."""

    COMPARISON = 0
    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


def written(expression: Expr) -> str:
    """The text of an expression, e.g. `sum(n, delta1[n,j]*x[n,i])`."""
    return _at(expression, Level.COMPARISON)


def written_equation(equation: Equation) -> str:
    """The text of an equation, e.g. `dw1[j,i] = sum(n, delta1[n,j]*x[n,i])`."""
    return f"{written(equation.left)} = {written(equation.right)}"


def function_constants(function: ScalarFunction) -> tuple[str, ...]:
    """The named constants of a function, which tell apart two uses of it: slope1, slope3."""
    named = tensors_in(function.definition) - {function.variable.tensor}
    return tuple(sorted(tensor.code_name for tensor in named))


def axis_letter(axis: Axis) -> str:
    """The letter that means an axis: k, and k_2 for a later one that shares k and has size K2."""
    capital = axis.letter.upper()
    if axis.size == capital:
        return axis.letter
    shared = axis.size.startswith(capital) and axis.size != capital
    return f"{axis.letter}_{axis.size.removeprefix(capital) if shared else axis.name}"


def letter_written(index: Index) -> str:
    """An index as text: its axis's letter with the index's primes; l_i for an l along axis i."""
    base = index.name.rstrip("'")
    primes = "'" * (len(index.name) - len(base))
    own = axis_letter(index.axis)
    return (own if base == index.axis.letter else f"{base}_{own}") + primes


def _at(expression: Expr, level: Level) -> str:
    text, own = _text(expression)
    return text if own >= level else f"({text})"


def _text(expression: Expr) -> tuple[str, Level]:
    match expression:
        case Number():
            return _number(expression)
        case Index():
            return letter_written(expression), Level.ATOM
        case SizeOf(axis=axis):
            return f"size({axis_letter(axis)})", Level.ATOM
        case Entry():
            places = ",".join(written(position) for position in expression.indices)
            name = expression.tensor.code_name
            return (f"{name}[{places}]" if places else name), Level.ATOM
        case Add():
            return _sum(expression.args), Level.SUM
        case Mul():
            return _product(expression)
        case Pow():
            return _power(expression)
        case Compare(operator=operator, left=left, right=right):
            sides = (_at(side, Level.SUM) for side in (left, right))
            return f" {operator} ".join(sides), Level.COMPARISON
        case _:
            return _call(expression), Level.ATOM


def _number(number: Expr) -> tuple[str, Level]:
    if number.is_negative:
        return f"-{_at(-number, Level.POWER)}", Level.SUM
    return str(number), Level.ATOM if number.is_Integer else Level.PRODUCT


def _call(expression: Expr) -> str:
    match expression:
        case IndexSum() | IndexMax():
            return _binder(expression)
        case FirstMax(body=body, at=at):
            parts = (letter_written(expression.index), written(body), written(at))
            return f"first_max({', '.join(parts)})"
        case Delta():
            return f"delta({', '.join(map(written, expression.args))})"
        case Where():
            return f"where({', '.join(map(written, expression.args))})"
        case Maximum() | Minimum():
            name = "max" if isinstance(expression, Maximum) else "min"
            return f"{name}({', '.join(map(_operand, expression.args))})"
        case Apply(function=function, argument=argument):
            primes = "'" * function.order
            inside = ", ".join((written(argument), *function_constants(function)))
            return f"{function.name}{primes}({inside})"
        case Partial(of=of, by=by):
            return f"partial({written(of)}, {written(by)})"
    return _constant_or_elementary(expression)


def _constant_or_elementary(expression: Expr) -> str:
    if expression is pi:
        return "pi"
    if expression is S.Exp1:
        return "exp(1)"
    name = _NAMES.get(expression.func)
    assert name is not None, f"no text is defined for {type(expression).__name__}: {expression}"
    return f"{name}({written(expression.args[0])})"


def _operand(expression: Expr) -> str:
    """An operand of max; a lone letter would say that the largest is sought over it."""
    text = written(expression)
    return f"0 + {text}" if isinstance(expression, Index) else text


def _binder(expression: Binder) -> str:
    """Nested sums as one: `sum(j, i, ...)`."""
    kind, letters, body = type(expression), [expression.index], expression.body
    while type(body) is kind:
        letters.append(body.index)
        body = body.body
    name = "sum" if kind is IndexSum else "max"
    return f"{name}({', '.join((*map(letter_written, letters), written(body)))})"


def _sum(terms: Sequence[Expr]) -> str:
    text = ""
    for term in sorted(terms, key=_term_order):
        if _is_negative(term):
            text += f"{' - ' if text else '-'}{_at(-term, Level.PRODUCT)}"
        else:
            text += f"{' + ' if text else ''}{_at(term, Level.PRODUCT)}"
    return text


def _is_negative(term: Expr) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _term_order(term: Expr) -> tuple[bool, bool, bool, str]:
    """Sums over an index first, then other terms, numbers last; what is subtracted last of all."""
    holds_sum = any(isinstance(factor, IndexSum) for factor in Mul.make_args(term))
    return (_is_negative(term), bool(term.is_number), not holds_sum, written(abs_of(term)))


def abs_of(term: Expr) -> Expr:
    """A term without its minus sign."""
    return -term if _is_negative(term) else term


def _product(product: Expr) -> tuple[str, Level]:
    number, rest = product.as_coeff_Mul()
    if number.is_negative:
        return f"-{_at(-product, Level.PRODUCT)}", Level.SUM
    factors = sorted(Mul.make_args(rest), key=_factor_order)
    above = [factor for factor in factors if not _is_divisor(factor)]
    below = [1 / factor for factor in factors if _is_divisor(factor)]
    numerator = [Integer(number.p), *above] if number.p != 1 or not above else above
    text = "*".join(_at(factor, Level.POWER) for factor in numerator)
    if number.q == 1:
        return text + _divided(below), Level.PRODUCT
    if len(below) == 1 and isinstance(below[0], Add):
        # In 2*(a + b) the number would be multiplied into the sum at once.
        return f"{text}{_divided(below)}/{number.q}", Level.PRODUCT
    return text + _divided([Integer(number.q), *below]), Level.PRODUCT


def _divided(below: Sequence[Expr]) -> str:
    if not below:
        return ""
    inside = "*".join(_at(factor, Level.POWER) for factor in below)
    return f"/{inside}" if len(below) == 1 else f"/({inside})"


def _is_divisor(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.as_coeff_Mul()[0].is_negative)


def _factor_order(factor: Expr) -> tuple[int, str]:
    """Gradients, parameters, signals, functions, sums in parentheses, sums over an index."""
    base = factor.base if isinstance(factor, Pow) else factor
    return (_rank(base), written(factor).replace("'", "~"))


def _rank(base: Expr) -> int:
    match base:
        case Number() | SizeOf() | Entry(tensor=Tensor(role=Role.CONSTANT)):
            return 0
        case Compare() | Index() | Delta() | FirstMax():
            return 1
        case Entry(tensor=Tensor(role=Role.GRADIENT)):
            return 2
        case Entry(tensor=Tensor(role=Role.PARAMETER)):
            return 3
        case Entry():
            return 4
        case Add():
            return 6
        case IndexSum():
            return 7
        case _:
            return 5


def _power(power: Expr) -> tuple[str, Level]:
    base, exponent = power.base, power.exp
    if exponent == Integer(1) / 2:
        return f"sqrt({written(base)})", Level.ATOM
    if _is_divisor(power):
        return "1" + _divided([1 / power]), Level.PRODUCT
    inside = _at(base, Level.ATOM)
    raised = written(exponent)
    simple = exponent.is_Integer or isinstance(exponent, (Entry, SizeOf, Index))
    return f"{inside}^{raised}" if simple else f"{inside}^({raised})", Level.POWER
