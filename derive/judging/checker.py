"""A document, line by line: each statement read in the network's terms, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from derive.judging.claims import Claim, claim
from derive.judging.context import Context
from derive.judging.diagnosis import diagnoses
from derive.judging.document import Read
from derive.judging.evaluations import evaluated, evaluation_of
from derive.judging.findings import judged_finding, stated, unread
from derive.judging.handwriting import handwriting
from derive.judging.judge import Judgement, Setting, judged
from derive.judging.points import points
from derive.judging.points_about import points_about
from derive.judging.question import Question
from derive.judging.report import Diagnosis, Finding
from derive.judging.statements import own_letters, states_nothing, taken
from derive.judging.updates import is_update, stepped
from derive.judging.vacuous import worlds_of
from derive.judging.world import World
from derive.reading.about_functions import variable_of
from derive.reading.declared import Declared
from derive.reading.elaborate import Line, line
from derive.reading.forward import distribution_of
from derive.reading.model import Model
from derive.reading.names import Names
from derive.reading.parse_tree import Statement, Unread
from derive.reading.problems import ReadingProblem, UnknownName
from derive.reading.source import Source
from derive.reading.spelled_latex import latex_of
from derive.reading.spellings import Spelling
from derive.reading.terms import Part, Quantity
from derive.text import Text

_AGAIN = Text(
    "this name is defined by an earlier equation; put another network into a document of its own",
    "この名前は前の式で定義されている．別のネットワークは別の文書に書く",
)
SECONDS = 2.0  # for the diagnosis of one line
LINES_IN_FULL = 4  # wrong lines that may take as long


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement in one form of the network.

    Attributes:
        lines: What it means: of a general layer, at every layer where its names exist.
        setting: What it is judged in.
        chains: The verdicts on its equalities, for each of `lines`.
        form: What its names mean.
        is_everywhere: Whether it speaks of all points, and not of a = 0 only.
    """

    lines: list[Line]
    form: Declared
    setting: Setting
    chains: list[list[Judgement]]
    is_everywhere: bool = True

    @property
    def is_right(self) -> bool:
        """Whether every equality holds."""
        return all(one.verdict == "right" for chain in self.chains for one in chain)


@dataclass(slots=True)
class Checker:
    """Goes through a document line by line.

    Attributes:
        source: The document.
        context: What its lines are judged against.
        seconds: How long to look for the cause of one wrong line.
        findings: What has been found so far.
        claims: The wrong values that lines have given to names.
        questions: What each wrong finding is about, by its number.
    """

    source: Source
    context: Context
    seconds: float = SECONDS
    findings: list[Finding] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    questions: dict[int, Question] = field(default_factory=dict)
    _form: int = 0
    _worlds: dict[int, Sequence[World]] = field(default_factory=dict)
    _spent: float = 0.0

    def take(self, number: int, one: Read) -> None:
        """Judge one line."""
        match one.found:
            case Unread() as stopped:
                self.findings.append(unread(self.source, stopped))
            case Statement() as statement if states_nothing(statement) or self._fact(statement):
                if one.is_display:
                    self.findings.append(stated(self.source, statement, "noted"))
            case Statement() as statement:
                self._judge(number, statement)

    def _fact(self, statement: Statement) -> bool:
        """Whether a statement says of a given target that it sums to one."""
        letter = distribution_of(statement)
        known = self.context.forms[0].model
        targets = (one for one in known.quantities if one.kind == "target" or one in known.labels)
        return letter is not None and any(one.name.split("^")[0] == letter for one in targets)

    def _judge(self, number: int, statement: Statement) -> None:
        is_defining = number in self.context.forms[0].defining
        if is_defining:
            found = stated(self.source, statement, "definition")
            self.findings.append(replace(found, remarks=taken(statement)))
            if len(statement.sides) == 2:
                return
        start = 1 if is_defining else 0
        try:
            reading = self._best(statement, start)
        except ReadingProblem as problem:
            stopped = Unread(problem.met, problem.accepted, problem.span, statement.span)
            self.findings.append(unread(self.source, stopped))
            return
        for step in range(len(reading.chains[0])):
            several = [chain[step] for chain in reading.chains]
            worst = min(several, key=_rank)
            which = several.index(worst)
            if worst.verdict == "wrong" and step == 0 and _is_defined(worst, reading.setting.model):
                worst = replace(worst, remarks=(*worst.remarks, _AGAIN))
            causes = self._causes(reading, which, step, start)
            if worst.verdict == "wrong" and reading.is_everywhere:
                goal = reading.lines[which].sides[start]
                self.questions[len(self.findings)] = Question(goal, worst.right, reading.setting)
            self.findings.append(
                judged_finding(self.source, statement, start + step, worst, diagnoses=causes)
            )
            for at, one in zip(reading.lines, several, strict=True):
                made = claim(statement.span.start, at.sides[start], one.right)
                if one.verdict == "wrong" and made is not None and reading.is_everywhere:
                    self.claims.append(made)

    def _causes(self, reading: Reading, which: int, step: int, start: int) -> tuple[Diagnosis, ...]:
        """Why an equality is likely wrong, while there is time."""
        one = reading.chains[which][step]
        seconds = min(self.seconds, LINES_IN_FULL * self.seconds - self._spent)
        if one.verdict != "wrong" or seconds <= 0 or not reading.is_everywhere:
            return ()
        begun = perf_counter()
        found = diagnoses(
            one.left,
            one.right,
            reading.setting.model,
            reading.setting.worlds,
            finding=one.finding,
            written=handwriting(self.source.text, reading.lines[which], reading.form),
            goal=reading.lines[which].sides[start],
            seconds=seconds,
        )
        self._spent += perf_counter() - begun
        return found

    def _best(self, statement: Statement, start: int) -> Reading:
        """A statement in the form of the network that it speaks of."""
        found: list[Reading] = []
        problem: ReadingProblem | None = None
        of_function = self._of_function(statement, start)
        if of_function is not None:
            return of_function
        evaluation = evaluation_of(statement)
        forms = range(len(self.context.forms))
        for form in sorted(forms, key=lambda one: one != self._form):
            try:
                lines, setting = self._read(evaluation.statement if evaluation else statement, form)
                if evaluation is not None:
                    one, setting = evaluated(evaluation, lines, setting)
                    lines = [one]
            except ReadingProblem as met:
                problem = problem or met
                continue
            chains = [judged(one, setting, self.claims, start) for one in lines]
            everywhere = evaluation is None
            found.append(Reading(lines, self.context.forms[form], setting, chains, everywhere))
            if found[-1].is_right:
                self._form = form
                return found[-1]
        if found:
            return found[0]
        assert problem is not None, "a statement is read or not"
        raise problem

    def _of_function(self, statement: Statement, start: int) -> Reading | None:
        """A line about a function, right for every number z in h(z) = ...; None for others."""
        local = next(own_letters(statement), None)
        if local is None or variable_of(statement) is None:
            return None
        try:
            lines, setting = self._with_local(statement, 0, local)
        except ReadingProblem:
            return None
        chains = [judged(one, setting, (), start) for one in lines]
        found = Reading(lines, self.context.forms[0], setting, chains)
        return found if found.is_right else None

    def _read(self, statement: Statement, form: int) -> tuple[list[Line], Setting]:
        """What a statement means in one form of the network, and what to judge it in."""
        made = self.context.forms[form]
        lines, problem = _at_layers(statement, made, made.names)
        if lines and is_update(statement):
            lines = [stepped(one, made.model) for one in lines]
        if lines:
            if form not in self._worlds:
                self._worlds[form] = worlds_of(made, statement.span)
            return lines, Setting(
                made.model, self._worlds[form], self.context.is_numerator, self.context.may_sum
            )
        assert problem is not None, "a statement is read or not"
        local = next(own_letters(statement), None)
        if not isinstance(problem, UnknownName) or local is None:
            raise problem
        return self._with_local(statement, form, local)

    def _with_local(
        self, statement: Statement, form: int, local: str
    ) -> tuple[list[Line], Setting]:
        """What a statement means in which a letter is a number of its own."""
        made = self.context.forms[form]
        taken = any(one.name == local for one in made.model.quantities)  # sigma(a) beside a_n
        latex = latex_of(Spelling(local))
        variable = Quantity(f"{local}·own" if taken else local, (), "constant", latex=latex)
        known = _with(made.names, local, variable)
        lines, problem = _at_layers(statement, made, known)
        if problem is not None and not lines:
            raise problem
        model = replace(made.model, quantities=(*made.model.quantities, variable))
        if is_update(statement):
            lines = [stepped(one, model) for one in lines]
        worlds: Sequence[World] = points(model)
        if variable_of(statement) is not None:
            worlds = points_about(model, variable, [side for one in lines for side in one.sides])
        return lines, Setting(model, worlds, self.context.is_numerator, self.context.may_sum)


def _at_layers(
    statement: Statement, form: Declared, names: Names
) -> tuple[list[Line], ReadingProblem | None]:
    """A statement at every layer where its names exist, and the first reason where they do not."""
    lines: list[Line] = []
    problem: ReadingProblem | None = None
    for layers in form.layers:
        try:
            own = names.at(layers)
            lines.append(line(statement, own, form.model.cost, vectors=form.vectors))
        except ReadingProblem as met:
            problem = problem or met
    return lines, problem


_ORDER = ("wrong", "unread", "follows", "right")


def _rank(one: Judgement) -> int:
    return _ORDER.index(one.verdict)


def _is_defined(one: Judgement, model: Model) -> bool:
    """Whether an equality gives a name a value that a forward equation defines already."""
    return isinstance(one.left, Part) and model.definition(one.left.quantity) is not None


def _with(names: Names, local: str, variable: Quantity) -> Names:
    return replace(names, quantities={**names.quantities, Spelling(local): [variable]})
