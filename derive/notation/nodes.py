"""The kinds of expression that SymPy lacks, as SymPy nodes.

Add, Mul, Pow, Rational, exp, log, tanh, erf, Abs and sign are SymPy's own.
Sums, deltas, cases and derivatives not yet taken are here, and stay as they
are written: SymPy must not evaluate what the handout has to explain.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, S, Symbol
from sympy.core.expr import AtomicExpr
from sympy.core.sympify import _sympify

from derive.notation.index import Index
from derive.notation.tensor import Entry


class Node(Expr):  # type: ignore[misc]  # SymPy is untyped
    """What our own nodes share: a real scalar that commutes, and that SymPy cannot work out."""

    is_commutative = True
    is_real = True
    is_number = False


class Binder(Node):
    """A node that binds an index within its body: the first two arguments of every such node."""

    @property
    def body(self) -> Expr:
        """What the index stands in."""
        return self.args[0]

    @property
    def index(self) -> Index:
        """The bound index."""
        return self.args[1]  # type: ignore[no-any-return]  # SymPy is untyped

    @property
    def outside(self) -> tuple[Expr, ...]:
        """The arguments in which the index is not bound."""
        return tuple(self.args[2:])

    def over(self, body: Any, index: Index) -> Expr:
        """The same node over another body and index."""
        return self.func(body, index, *self.outside)

    @property
    def free_symbols(self) -> set[Any]:
        found = set[Any]().union(*(part.free_symbols for part in self.outside))
        found |= self.body.free_symbols - {self.index}
        return found

    @property
    def bound_symbols(self) -> list[Any]:
        return [self.index]


class IndexSum(Binder):
    """The sum of a body over one bound index; several indices nest."""

    def __new__(cls, body: Any, index: Index) -> Expr:
        body = _sympify(body)
        # Compared, not asked: SymPy's assumptions are slow, and only a plain 0 is met here.
        return S.Zero if body is S.Zero else Expr.__new__(cls, body, index)

    def _sympystr(self, printer: Any) -> str:
        return f"sum({self.index}, {printer._print(self.body)})"


class IndexMax(Binder):
    """The largest value of a body over one bound index; several indices nest."""

    def __new__(cls, body: Any, index: Index) -> Expr:
        return Expr.__new__(cls, _sympify(body), index)

    def _sympystr(self, printer: Any) -> str:
        return f"max({self.index}, {printer._print(self.body)})"


class FirstMax(Binder):
    """1 where a position is the first at which a body is largest over its index, else 0.

    It is what the derivative of `IndexMax` holds: of several largest entries the first counts.
    """

    def __new__(cls, body: Any, index: Index, at: Any) -> Expr:
        return Expr.__new__(cls, _sympify(body), index, _sympify(at))

    @property
    def at(self) -> Expr:
        """The position that is asked about."""
        return self.args[2]

    def _sympystr(self, printer: Any) -> str:
        inside = ", ".join(printer._print(part) for part in (self.index, self.body, self.at))
        return f"first_max({inside})"


class Delta(Node):
    """Kronecker's delta: 1 where two index expressions agree, else 0."""

    def __new__(cls, left: Any, right: Any) -> Expr:
        left, right = _sympify(left), _sympify(right)
        if left == right:
            return S.One
        if (left - right).is_Integer:
            return S.Zero
        first, second = sorted((left, right), key=_position_key)
        return Expr.__new__(cls, first, second)

    def _sympystr(self, printer: Any) -> str:
        return f"delta({printer._print(self.args[0])},{printer._print(self.args[1])})"


def _position_key(position: Expr) -> tuple[int, int, str]:
    text = str(position)
    return (0 if isinstance(position, Index) else 1, len(text), text)


class Partial(Node):
    """The derivative of an expression by one entry, not yet taken."""

    def __new__(cls, of: Any, by: Entry) -> Expr:
        return Expr.__new__(cls, _sympify(of), by)

    @property
    def of(self) -> Expr:
        """What is differentiated."""
        return self.args[0]

    @property
    def by(self) -> Entry:
        """The entry that it is differentiated by."""
        return self.args[1]  # type: ignore[no-any-return]  # SymPy is untyped

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer._print(self.of)})/d({printer._print(self.by)})"


class Compare(Node):
    """A comparison as a number: 1 where it holds, else 0 (Iverson's bracket)."""

    OPERATORS = (">", ">=", "<", "<=", "==", "!=")

    def __new__(cls, operator: Any, left: Any, right: Any) -> Expr:
        operator = operator if isinstance(operator, Symbol) else Symbol(operator)
        assert operator.name in cls.OPERATORS, operator
        return Expr.__new__(cls, operator, _sympify(left), _sympify(right))

    @property
    def operator(self) -> str:
        """One of OPERATORS."""
        return self.args[0].name  # type: ignore[no-any-return]  # SymPy is untyped

    @property
    def left(self) -> Expr:
        """What stands left of the sign."""
        return self.args[1]

    @property
    def right(self) -> Expr:
        """What stands right of the sign."""
        return self.args[2]

    @property
    def free_symbols(self) -> set[Any]:
        return self.left.free_symbols | self.right.free_symbols  # type: ignore[no-any-return]  # SymPy is untyped

    def _sympystr(self, printer: Any) -> str:
        return f"[{printer._print(self.left)} {self.operator} {printer._print(self.right)}]"


class Where(Node):
    """One of two values, chosen by a condition: then if it is not 0, else otherwise."""

    def __new__(cls, condition: Any, then: Any, otherwise: Any) -> Expr:
        condition, then, otherwise = _sympify(condition), _sympify(then), _sympify(otherwise)
        if then == otherwise:
            return then
        if then == 1 and otherwise == 0 and isinstance(condition, Compare):
            return condition
        return Expr.__new__(cls, condition, then, otherwise)

    @property
    def condition(self) -> Expr:
        """The condition, a number that is 0 or not."""
        return self.args[0]

    @property
    def then(self) -> Expr:
        """The value where the condition holds."""
        return self.args[1]

    @property
    def otherwise(self) -> Expr:
        """The value where it does not."""
        return self.args[2]

    def _sympystr(self, printer: Any) -> str:
        return f"where({', '.join(printer._print(part) for part in self.args)})"


class _Extremum(Node):
    def __new__(cls, first: Any, second: Any) -> Expr:
        first, second = _sympify(first), _sympify(second)
        return first if first == second else Expr.__new__(cls, first, second)


class Maximum(_Extremum):
    """The larger of two values; of equal ones the first, which decides the derivative."""

    def _sympystr(self, printer: Any) -> str:
        return f"max({', '.join(printer._print(part) for part in self.args)})"


class Minimum(_Extremum):
    """The smaller of two values; of equal ones the first, which decides the derivative."""

    def _sympystr(self, printer: Any) -> str:
        return f"min({', '.join(printer._print(part) for part in self.args)})"


class ScalarFunction(AtomicExpr):  # type: ignore[misc]  # SymPy is untyped
    """A named function of one number, with its definition and its number of primes.

    Attributes:
        name: Its name in the formula language, e.g. "sigmoid".
        order: 0 for the function, 1 for its derivative, and so on.
        variable: The entry (without indices) that the definition is written in.
        definition: The value of the function without primes, an expression in `variable`.
    """

    __slots__ = ("definition", "name", "order", "variable")
    is_commutative = True
    name: str
    order: int
    variable: Entry
    definition: Expr

    def __new__(cls, name: str, order: int, variable: Entry, definition: Expr) -> ScalarFunction:
        function = AtomicExpr.__new__(cls)
        function.name, function.order = name, order
        function.variable, function.definition = variable, definition
        return function  # type: ignore[no-any-return]  # SymPy is untyped

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.name, self.order, self.variable, self.definition)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.order, self.definition)

    def with_order(self, order: int) -> ScalarFunction:
        """The same function with another number of primes."""
        return ScalarFunction(self.name, order, self.variable, self.definition)

    def _sympystr(self, printer: Any) -> str:
        return self.name + "'" * self.order


class Apply(Node):
    """A named scalar function at a value: f(u), f'(u)."""

    def __new__(cls, function: ScalarFunction, argument: Any) -> Expr:
        return Expr.__new__(cls, function, _sympify(argument))

    @property
    def function(self) -> ScalarFunction:
        """The function."""
        return self.args[0]  # type: ignore[no-any-return]  # SymPy is untyped

    @property
    def argument(self) -> Expr:
        """Where it is taken."""
        return self.args[1]

    @property
    def free_symbols(self) -> set[Any]:
        return self.argument.free_symbols  # type: ignore[no-any-return]  # SymPy is untyped

    def _sympystr(self, printer: Any) -> str:
        return f"{self.function}({printer._print(self.argument)})"
