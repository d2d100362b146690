"""Why a line of a derivation holds, made concrete: a rule, and the formulas that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import Add, Expr, Mul

from derive.calculus.derivation import Derivation
from derive.calculus.step import Rule, Step
from derive.documents import terms
from derive.documents.document import Sentence
from derive.documents.layout import Layout, Sign, Symbol, Words, row
from derive.documents.manuscript import Hand, Manuscript, listed, slashed
from derive.notation.expression import Apply, Delta, Equation, IndexSum, Partial
from derive.notation.index import Index
from derive.notation.tensor import Entry, Tensor
from derive.text import Text

SPOKEN_OF = (
    "scalar-function",
    "general-power",
    "power-rule",
    "product-rule",
    "cases",
    "extremum",
    "piecewise-constant",
    "under-the-sum",
    "linear",
    "independent",
)
MINOR = frozenset({"under-the-sum", "linear", "independent"})


def numbers(found: Iterable[str]) -> Layout:
    """Equation numbers in one slot: (3), (5)."""
    text = ", ".join(f"({number})" for number in dict.fromkeys(found))
    return Words(Text(text, text))


class Reasons:
    """Puts the reasons of a derivation's steps into words."""

    def __init__(
        self,
        manuscript: Manuscript,
        hand: Hand,
        derivation: Derivation,
        more: Iterable[Equation] = (),
    ) -> None:
        """The reasons of a derivation's steps.

        Args:
            manuscript: Whose words are used.
            hand: Whose letters are used.
            derivation: What the steps belong to.
            more: Equations that the steps speak of beside those of network and gradients.
        """
        self.say = manuscript.say
        self.hand = hand
        self.math = hand.math
        self.derivation = derivation
        self.numbers = {
            equation.left.tensor: equation.number for equation in derivation.network.equations
        }
        self.found = {
            result.equation.left.tensor: result.equation.number for result in derivation.results
        }
        self.numbers |= self.found
        added = {equation.left.tensor: equation.number for equation in more}
        self.numbers |= added
        self.found |= added

    def of(self, steps: Sequence[Step]) -> Sentence:
        """The reason of one line, which may hold two steps (a name and a forward equation)."""
        names = [step.rule.name for step in steps]
        if names == ["named-gradient", "forward-equation"]:
            return self._named(steps[0], forward=steps[1])
        step = steps[-1]
        match step.rule.name:
            case "definition":
                return self.say(terms.chains.BECAUSE_DEFINITION)
            case "chain-rule":
                return self._chain(step)
            case "own-unit":
                return self._own_unit(step)
            case "named-gradient":
                return self._named(step, forward=None)
            case "forward-equation":
                return self._put_in(terms.chains.BECAUSE_FORWARD, step)
            case "differentiate":
                return self._differentiated(step)
            case "contract":
                return self._contracted(step)
            case "window" | "shift":
                return self._windowed(step)
            case "recurrence":
                return self._recurrent(step)
            case "arrange":
                return self._arranged(step)
            case "declared-fact":
                return self._fact(step)
            case "through-output":
                return self._through(step)
            case _:
                return self.titled(step.rule)

    def titled(self, rule: Rule) -> Sentence:
        """The title of a rule as a reason."""
        return self.say(rule.title)

    def _chain(self, step: Step) -> Sentence:
        partials = [part for part in _partials(step.after) if part.of != self._cost]
        if not partials:
            return self.titled(step.rule)
        by = partials[0].by
        cost = self.math(self._cost)
        targets = [entry for entry in step.about if entry != self._cost]
        printed = listed(self._generic(entry) for entry in targets)
        if len(targets) < len(step.about):
            text = terms.chains.BECAUSE_CHAIN_DIRECT
        elif any(entry.indices for entry in targets) or len(targets) > 1:
            text = terms.chains.BECAUSE_CHAIN_SUM
        else:
            text = terms.chains.BECAUSE_CHAIN_ONE
        return self.say(text, by=self.math(by), targets=printed, loss=cost)

    def _generic(self, entry: Entry) -> Layout:
        """An entry at the letters that the chain rule sums over."""
        return self.math(entry)

    @property
    def _cost(self) -> Entry:
        return self.derivation.network.cost

    def _own_unit(self, step: Step) -> Sentence:
        by = step.about[0]
        units = [
            part.of for part in _partials(step.after) if part.by == by and part.of != self._cost
        ]
        named = dict.fromkeys(unit for unit in units if isinstance(unit, Entry))
        text = terms.chains.BECAUSE_OWN_UNIT if len(named) == 1 else terms.chains.BECAUSE_OWN_UNITS
        return self.say(text, units=listed(map(self.math, named)), by=self.math(by))

    def _named(self, step: Step, forward: Step | None) -> Sentence:
        names = [entry for entry in step.about if isinstance(entry, Entry)]
        printed = listed(self.math(name) for name in dict.fromkeys(names))
        is_delta = all(name.tensor.is_error_signal for name in names)
        if forward is None:
            if is_delta:
                return self.say(terms.chains.BECAUSE_DELTA, names=printed)
            return self.say(terms.chains.BECAUSE_NAMED, names=printed, numbers=self._found(names))
        if is_delta:
            return self._put_in(terms.chains.BECAUSE_DELTA_AND_FORWARD, forward, names=printed)
        found = self._found(names)
        both = terms.chains.BECAUSE_NAMED_AND_FORWARD
        return self._put_in(both, forward, names=printed, numbers=found)

    def _found(self, names: Iterable[Entry]) -> Layout:
        return numbers(self.found[name.tensor] for name in names)

    def _put_in(self, text: Text, step: Step, **slots: Layout) -> Sentence:
        """A phrase on the forward equations that a step puts in, one or several."""
        about = [entry for entry in step.about if isinstance(entry, Entry)]
        if not about:
            of = [part.of for part in _partials(step.before)]
            about = [entry for entry in of if isinstance(entry, Entry)]
        found = dict.fromkeys(self.numbers[entry.tensor] for entry in about)
        if len(found) > 1:
            text = Text(text.en.replace("equation {", "equations {"), text.ja)
        return self.say(text, forward=numbers(found), **slots)

    def _differentiated(self, step: Step) -> Sentence:
        laws = {sub.rule.name: sub.rule for sub in step.substeps}
        spoken = [laws[name] for name in SPOKEN_OF if name in laws]
        own = [sub for sub in step.substeps if sub.rule.name == "own-entry"]
        own.sort(key=lambda sub: sub.after == 1)
        if not own:
            return self.titled(spoken[0] if spoken else step.rule)
        known = row(slashed(self.math(own[0].before)), Symbol(Sign.EQUAL), self.math(own[0].after))
        major = [law for law in spoken if law.name not in MINOR]
        if not major:
            return self.say(terms.chains.BECAUSE_OWN_ENTRY, known=known)
        return self.say(_with_law(terms.chains.BECAUSE_OWN_ENTRY_AND, major[0].title), known=known)

    def _contracted(self, step: Step) -> Sentence:
        deltas = _deltas(step.before)
        if not deltas:
            return self.titled(step.rule)
        equalities = dict.fromkeys(self._equality(delta) for delta in dict.fromkeys(deltas))
        is_one = len(equalities) == 1 or not _in_several_terms(step.before)
        text = terms.chains.BECAUSE_CONTRACT if is_one else terms.chains.BECAUSE_CONTRACT_ALL
        return self.say(text, equal=listed(equalities))

    def _windowed(self, step: Step) -> Sentence:
        """Which terms of a sum remain; the others would leave their range."""
        left = set(_deltas(step.before)) - set(_deltas(step.after))
        if not left:
            return self.titled(step.rule)
        equal = listed(self._equality(delta) for delta in sorted(left, key=str))
        return self.say(terms.graph.BECAUSE_WINDOW, equal=equal)

    def _recurrent(self, step: Step) -> Sentence:
        names = [entry for entry in step.about if isinstance(entry, Entry)]
        printed = listed(self.math(name) for name in dict.fromkeys(names))
        if not names:
            return self.titled(step.rule)
        return self.say(terms.graph.BECAUSE_RECURRENCE, names=printed)

    def _equality(self, delta: Delta) -> Layout:
        """J' = j: the bound letter, which has more primes, in front."""
        position = self.hand.letters.position
        left, right = sorted(delta.args, key=_in_front)
        return row(position(left), Symbol(Sign.EQUAL), position(right))

    def _arranged(self, step: Step) -> Sentence:
        pulled = [sub for sub in step.substeps if sub.rule.name == "pull-out"]
        if len(step.substeps) != 1 or not pulled or not isinstance(pulled[0].after, Mul):
            return self.titled(step.rule)
        summed = pulled[0].before
        if not isinstance(summed, IndexSum):
            return self.titled(step.rule)
        factors = [part for part in pulled[0].after.args if not isinstance(part, IndexSum)]
        factor = self.math(Mul(*factors))
        index = self.hand.letters.index(summed.index)
        return self.say(terms.chains.BECAUSE_PULL_OUT, factor=factor, index=index)

    def _fact(self, step: Step) -> Sentence:
        facts = [sub.about for sub in step.substeps if sub.rule.name == "declared-fact"]
        if not facts:
            return self.titled(step.rule)
        return self.say(terms.chains.BECAUSE_FACT, fact=self.fact(*facts[0][:2]))

    def fact(self, left: Expr, right: Expr) -> Layout:
        """A declared truth: Σ_k y_k = 1."""
        return row(self.math(left), Symbol(Sign.EQUAL), self.math(right))

    def _through(self, step: Step) -> Sentence:
        outputs = [self._output(part) for part in step.about]
        known = [output for output in outputs if output is not None]
        if not known:
            return self.titled(step.rule)
        printed = listed(self.math(entry) for entry in dict.fromkeys(known))
        return self.say(terms.chains.BECAUSE_THROUGH, output=printed)

    def _output(self, about: Expr) -> Entry | None:
        """The entry that a derivative f'(z) is told through: the one that is f(z)."""
        if isinstance(about, Entry):
            return about
        assert isinstance(about, Apply), "through-output speaks of entries and of f'(u)"
        for equation in self.derivation.network.equations:
            if equation.right == Apply(
                about.function.with_order(0), equation_argument(equation.right)
            ):
                argument = equation_argument(equation.right)
                met = about.argument
                if (
                    isinstance(met, Entry)
                    and isinstance(argument, Entry)
                    and met.tensor == argument.tensor
                ):
                    return equation.left.tensor[met.indices]
        return None


def equation_argument(right: Expr) -> Expr:
    """What an elementwise equation applies its function to; the right side itself otherwise."""
    return right.argument if isinstance(right, Apply) else right


def _with_law(text: Text, law: Text) -> Text:
    """A phrase with the title of a law in its slot {law}."""
    return Text(text.en.replace("{law}", law.en), text.ja.replace("{law}", law.ja))


def _in_front(place: Expr) -> tuple[bool, int]:
    """Letters before computed positions, longer letters before shorter ones."""
    return (not isinstance(place, Index), -len(str(place)))


def _nodes(expression: Expr) -> list[Expr]:
    found = [expression]
    for part in expression.args:
        if not isinstance(part, (Index, Tensor)):
            found += _nodes(part)
    return found


def _in_several_terms(expression: Expr) -> bool:
    """Whether deltas stand in more than one term of a sum."""
    sums = [part for part in _nodes(expression) if isinstance(part, Add)]
    return any(sum(bool(_deltas(term)) for term in part.args) > 1 for part in sums)


def _deltas(expression: Expr) -> list[Delta]:
    return [part for part in _nodes(expression) if isinstance(part, Delta)]


def _partials(expression: Expr) -> list[Partial]:
    return [part for part in _nodes(expression) if isinstance(part, Partial)]
