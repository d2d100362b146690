"""An expression as a rational function: its sums, products and whole powers, over leaves.

What is no sum, product or whole power of something is a leaf and gets a
stand-in symbol; an exponential is a power of its generator. On that the
algebra of polynomials is at home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import Add, Dummy, Expr, Integer, Mul, Pow, Rational, exp, igcd, ilcm

from derive.notation.expression import rebuilt


def is_inner(expression: Expr) -> bool:
    """Whether a node is a sum, a product, or a whole power."""
    return isinstance(expression, (Add, Mul)) or (
        isinstance(expression, Pow) and expression.exp.is_Integer
    )


def over_leaves(expression: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same rational function of changed leaves."""
    if expression.is_Rational:
        return expression
    if isinstance(expression, Pow) and is_inner(expression):
        return over_leaves(expression.base, change) ** expression.exp
    if is_inner(expression):
        return rebuilt(expression, (over_leaves(part, change) for part in expression.args))
    return change(expression)


def leaves(expression: Expr) -> Iterator[Expr]:
    """The leaves, in order, each as often as it stands."""
    if expression.is_Rational:
        return
    if isinstance(expression, Pow) and is_inner(expression):
        yield from leaves(expression.base)
    elif is_inner(expression):
        for part in expression.args:
            yield from leaves(part)
    else:
        yield expression


def exponent(leaf: exp) -> tuple[Rational, Expr]:
    """The argument of an exponential as a rational number times a generator."""
    factor, generator = leaf.args[0].as_coeff_Mul()
    if isinstance(generator, Add):
        content, generator = generator.primitive()
        factor *= content
    if generator.could_extract_minus_sign():
        factor, generator = -factor, -generator
    return factor, generator


def generators(expression: Expr) -> dict[Expr, Rational]:
    """The generators a of the exponentials, with u: all are whole powers of exp(ua)."""
    found: dict[Expr, Rational] = {}
    for leaf in leaves(expression):
        if isinstance(leaf, exp) and not leaf.is_number:
            factor, generator = exponent(leaf)
            found[generator] = (
                _common(found[generator], factor) if generator in found else abs(factor)
            )
    return found


def _common(a: Rational, b: Rational) -> Rational:
    """The largest number that both are whole multiples of."""
    below = ilcm(a.q, b.q)
    return Rational(igcd(int(a * below), int(b * below)), below)


class Skeleton:
    """An expression over stand-ins, with the exponentials of one generator as powers of `E`."""

    def __init__(
        self, expression: Expr, generator: Expr | None = None, unit: Rational | None = None
    ) -> None:
        self.E = Dummy("E", positive=True)
        self.generator, self.unit = generator, unit or Rational(1)
        self.stand_ins: dict[Expr, Expr] = {}
        self.inside = over_leaves(expression, self._stand_in)

    @property
    def exponent(self) -> Expr:
        """The a of E = exp(a)."""
        assert self.generator is not None, "no exponential was looked for"
        return self.unit * self.generator

    def _stand_in(self, leaf: Expr) -> Expr:
        if isinstance(leaf, exp) and self.generator is not None:
            factor, generator = exponent(leaf)
            if generator == self.generator:
                return self.E ** Integer(factor / self.unit)
        return self.stand_ins.setdefault(leaf, Dummy(f"leaf{len(self.stand_ins)}"))

    def back(self, inside: Expr, exponential: Expr) -> Expr:
        """An expression over stand-ins with the leaves put back, and `exponential` for E."""
        named = {stand_in: leaf for leaf, stand_in in self.stand_ins.items()}
        named[self.E] = exponential
        return over_leaves(inside, lambda symbol: named.get(symbol, symbol))
