"""Functions of analysis by their usual names, in terms of those that numbers are had for."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from sympy import acos, asin, atan

from derive.reading.terms import Call, Constant, Function, Over, Part, Plus, Power, Quantity, Term

# Functions of their own, which no others make up.
INVERSE = {"arctan": atan, "arcsin": asin, "arccos": acos}
_U = Quantity("u", (), "constant", latex="u")
_ONE, _TWO = Constant(Fraction(1)), Constant(Fraction(2))


@cache
def standard() -> dict[str, Function]:
    """Hyperbolic and trigonometric functions, and the inverses that are logarithms."""
    u = Part(_U, ())
    up, down = _call("exp", u), _call("exp", Plus(((-1, u),)))
    sinh = Over(Plus(((1, up), (-1, down))), _TWO)
    cosh = Over(Plus(((1, up), (1, down))), _TWO)
    sin, cos = _call("sin", u), _call("cos", u)
    square = Power(u, _TWO)
    found = {
        "sinh": sinh,
        "cosh": cosh,
        "coth": Over(_ONE, _call("tanh", u)),
        "tan": Over(sin, cos),
        "cot": Over(cos, sin),
        "sec": Over(_ONE, cos),
        "csc": Over(_ONE, sin),
        "arsinh": _call("log", Plus(((1, u), (1, _root(Plus(((1, square), (1, _ONE)))))))),
        "arcosh": _call("log", Plus(((1, u), (1, _root(Plus(((1, square), (-1, _ONE)))))))),
        "artanh": Over(
            _call("log", Over(Plus(((1, _ONE), (1, u))), Plus(((1, _ONE), (-1, u))))), _TWO
        ),
    }
    functions = {name: _function(name, value) for name, value in found.items()}
    for name in ("arsinh", "arcosh", "artanh"):
        functions[f"arc{name[2:]}"] = functions[name]
    return functions


def logarithm(base: int) -> Function:
    """The logarithm to a base."""
    return Function(f"log to base {base}")


def base_of(function: Function) -> int | None:
    """The base of such a logarithm; None for any other function."""
    before, _, base = function.name.rpartition(" ")
    return int(base) if before == "log to base" else None


def _function(name: str, value: Term) -> Function:
    is_command = name[:2] != "ar"
    return Function(
        name, _U, value, latex=rf"\{name}" if is_command else rf"\operatorname{{{name}}}"
    )


def _call(name: str, of: Term) -> Term:
    return Call(Function(name), of)


def _root(of: Term) -> Term:
    return Power(of, Constant(Fraction(1, 2)))
