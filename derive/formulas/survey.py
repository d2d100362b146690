"""The walk over a formula's equations that finds its axes and every mistake in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derive.errors import FormulaError, did_you_mean
from derive.formulas.ties import Tied, Ties, is_shifted, mistake, names_in
from derive.notation.language import RESERVED
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    SyntaxEquation,
)


class Survey:
    """Walks over the equations once, joining letters and slots."""

    def __init__(
        self, known: set[str], functions: frozenset[str], options: frozenset[str] = frozenset()
    ) -> None:
        self.known = known
        self.functions = functions
        self.options = options
        self.later: set[str] = set()
        self.whole: dict[str, Tied] = {}
        self.ranks: dict[str, int] = {}
        self.ties = Ties()
        self.sized: list[tuple[Name, SyntaxEquation]] = []

    def letters(self) -> frozenset[str]:
        """The index letters that were met."""
        return frozenset(name for name, slot in self.ties.parent if slot == -1)

    def pattern(self, pattern: Subscript) -> None:
        """The letters that a file declares for an input."""
        text = f"{pattern.name}[...]"
        equation = SyntaxEquation(pattern, pattern, text)
        for place in pattern.places:
            if not isinstance(place, Name):
                raise FormulaError(
                    f"The pattern of the input '{pattern.name}' has more than letters.",
                    accepted=f'For example: inputs = ["{pattern.name}[i]"].',
                )
            self._usable(place, equation, set())
        self._note(pattern.name, pattern.places, equation, pattern)

    def equations(self, equations: tuple[SyntaxEquation, ...]) -> None:
        """Equations in order; each may refer to other steps of what a later one defines."""
        heads = [eq.left.name for eq in equations if isinstance(eq.left, (Name, Subscript))]
        self.later = set(heads)
        for equation in equations:
            self._equation(equation)
        self.later = set()

    def again(self, equations: tuple[SyntaxEquation, ...], known: set[str]) -> None:
        """Other equations of the same names, as if those before were not there."""
        before, self.known = self.known, set(known)
        self.equations(equations)
        self.known |= before

    def condition(self, condition: SyntaxEquation) -> None:
        """What always holds: every letter is bound by a sum."""
        self.scan(condition.left, condition, frozenset())
        self.scan(condition.right, condition, frozenset())

    def update(self, update: SyntaxEquation) -> None:
        """What a state becomes, for every entry of it."""
        left = update.left
        places = left.places if isinstance(left, Subscript) else ()
        free = frozenset(place.name for place in places if isinstance(place, Name))
        self.scan(left, update, free)
        self.scan(update.right, update, free)

    def _equation(self, equation: SyntaxEquation) -> None:
        left = equation.left
        free = self._left_letters(equation)
        assert isinstance(left, (Name, Subscript))
        used = self.scan(equation.right, equation, free)
        for letter in sorted(free - used):
            raise mistake(
                equation,
                left,
                f"The index '{letter}' stands on the left side only.",
                "Use it on the right, or leave it out on the left.",
            )
        self.known.add(left.name)
        places = left.places if isinstance(left, Subscript) else ()
        self._note(left.name, places, equation, left)

    def _left_letters(self, equation: SyntaxEquation) -> frozenset[str]:
        left = equation.left
        if not isinstance(left, (Name, Subscript)):
            raise mistake(
                equation,
                left,
                "The left side must be one name with its indices.",
                "For example: z[j] = ...",
            )
        if left.name in RESERVED or left.name in self.functions:
            raise mistake(equation, left, f"'{left.name}' is a name of the formula language.")
        if left.name in self.known:
            raise mistake(equation, left, f"The name '{left.name}' is defined a second time.")
        if left.name in self.letters() | self.options:
            raise mistake(equation, left, f"'{left.name}' is an index letter or option already.")
        letters: list[str] = []
        for place in left.places if isinstance(left, Subscript) else ():
            if not isinstance(place, Name):
                raise mistake(equation, place, "An index on the left must be a letter.")
            if place.name in letters:
                raise mistake(
                    equation, place, f"The index '{place.name}' stands twice on the left."
                )
            self._usable(place, equation, {left.name})
            letters.append(place.name)
        return frozenset(letters)

    def _usable(self, letter: Name, equation: SyntaxEquation, others: set[str]) -> None:
        if letter.name in self.known | others | RESERVED | self.options:
            raise mistake(
                equation,
                letter,
                f"The index '{letter.name}' has the name of something else.",
                "Choose another letter.",
            )

    def scan(self, tree: Syntax, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        """Check one subtree; the answer is the letters that it uses freely."""
        match tree:
            case Number():
                return set()
            case Name(name=name) if name in open_ and name not in self.known:
                self.ties.root((name, -1))
                return {name}
            case Name():
                self._scalar(tree, equation)
                return set()
            case Subscript(name=name, places=places):
                if not (name in self.later and is_shifted(places)):
                    self._require(name, tree, equation)
                self._note(name, places, equation, tree)
                return self._letters_at(places, equation, open_)
            case Negative(operand=operand):
                return self.scan(operand, equation, open_)
            case Operation(left=left, right=right):
                return self.scan(left, equation, open_) | self.scan(right, equation, open_)
            case Call():
                return self._call(tree, equation, open_)

    def _scalar(self, tree: Name, equation: SyntaxEquation) -> None:
        if tree.name == "pi" or tree.name in self.options:
            return
        self._require(tree.name, tree, equation)
        self._note(tree.name, (), equation, tree)

    def _require(self, name: str, tree: Syntax, equation: SyntaxEquation) -> None:
        if name in self.later - self.known:
            raise mistake(
                equation,
                tree,
                f"'{name}' is defined by this equation or a later one.",
                f"Another step of it may be used: {name}[s-1, ...].",
            )
        if name not in self.known:
            raise mistake(
                equation,
                tree,
                f"The name '{name}' is unknown here.",
                did_you_mean(name, self.known),
            )

    def _letters_at(
        self, places: tuple[Syntax, ...], equation: SyntaxEquation, open_: frozenset[str]
    ) -> set[str]:
        used: set[str] = set()
        for place in places:
            data = self._data(place, equation, open_)
            if data is not None:
                used |= data
                continue
            for letter in self._names_in(place):
                if letter.name not in open_:
                    raise mistake(
                        equation,
                        letter,
                        f"The index '{letter.name}' is bound nowhere.",
                        f"Sum over it, sum({letter.name}, ...), or put it on the left side.",
                    )
                used.add(letter.name)
        return used

    def _data(
        self, place: Syntax, equation: SyntaxEquation, open_: frozenset[str]
    ) -> set[str] | None:
        """The letters of a place that is an entry of whole numbers; None if it is none."""
        is_name = isinstance(place, Name) and place.name in self.known
        if not is_name and not isinstance(place, Subscript):
            return None
        return self.scan(place, equation, open_)

    def _names_in(self, place: Syntax) -> Iterator[Name]:
        """The index letters of an index expression."""
        for name in names_in(place):
            if name.name not in self.options and name.name not in self.known:
                yield name

    def _call(self, tree: Call, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        match tree.name:
            case "sum":
                return self._index_sum(tree, equation, open_)
            case "max" | "min" if self._binds(tree, open_):
                return self._index_sum(tree, equation, open_)
            case "size":
                self.sized += [(n, equation) for part in tree.arguments for n in names_in(part)]
                return set()
            case "delta":
                used = self._letters_at(tree.arguments, equation, open_)
                self._tie(tree.arguments)
                return used
            case name if name not in RESERVED and name not in self.functions:
                raise mistake(
                    equation,
                    tree,
                    f"The function '{name}' is unknown.",
                    did_you_mean(name, RESERVED | self.functions),
                )
        found = (self.scan(argument, equation, open_) for argument in tree.arguments)
        return set[str]().union(*found)

    def _binds(self, tree: Call, open_: frozenset[str]) -> bool:
        """Whether a maximum runs over an index: its first argument is a letter that is new."""
        first = tree.arguments[0]
        taken = self.known | open_ | self.options
        return isinstance(first, Name) and first.name != "pi" and first.name not in taken

    def _index_sum(self, tree: Call, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        *letters, body = tree.arguments
        bound: set[str] = set()
        if not letters:
            raise mistake(equation, tree, "A sum needs an index and a body: sum(i, x[i]).")
        for letter in letters:
            if not isinstance(letter, Name):
                raise mistake(equation, letter, "The index of a sum must be a letter.")
            self._usable(letter, equation, set())
            if letter.name in open_ | bound:
                raise mistake(
                    equation,
                    letter,
                    f"The index '{letter.name}' of this sum is taken already.",
                    "Choose another letter.",
                )
            bound.add(letter.name)
        used = self.scan(body, equation, open_ | bound)
        for name in sorted(bound - used):
            raise mistake(equation, tree, f"The sum's index '{name}' does not occur in its body.")
        return used - bound

    def _note(
        self, name: str, places: tuple[Syntax, ...], equation: SyntaxEquation, tree: Syntax
    ) -> None:
        rank = self.ranks.setdefault(name, len(places))
        if rank != len(places):
            raise mistake(
                equation, tree, f"'{name}' has {len(places)} indices here and {rank} before."
            )
        for slot, place in enumerate(places):
            self.ties.root((name, slot))
            whole = place.name if isinstance(place, (Name, Subscript)) else ""
            if whole in self.known or isinstance(place, Subscript):
                self._whole_number(whole, (name, slot))
                continue
            for letter in self._names_in(place):
                self.ties.root((letter.name, -1))
            if isinstance(place, Name) and place.name not in self.options:
                self.ties.join((name, slot), (place.name, -1))

    def _whole_number(self, name: str, slot: Tied) -> None:
        """A tensor stands in a slot: its entries are positions along that slot's axis."""
        if name in self.whole:
            self.ties.join(self.whole[name], slot)
        self.whole[name] = slot

    def _tie(self, places: tuple[Syntax, ...]) -> None:
        """Two letters that a delta compares run over one axis."""
        taken = self.known | self.options
        names = [place.name for place in places if isinstance(place, Name)]
        for one, other in pairwise(name for name in names if name not in taken):
            self.ties.join((one, -1), (other, -1))
