"""For every wrong finding of a document, the engine's derivation of what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from derive.calculus.derivation import Derivation, derivation_of
from derive.documents.letters import Letters
from derive.documents.looks import Look
from derive.documents.manuscript import Manuscript, laid_out
from derive.errors import NetworkError
from derive.judging.engine import asked, explanation, told
from derive.judging.question import Checked, Question
from derive.judging.writers_looks import is_name, look_of
from derive.network.network import build
from derive.network.reader import read_network
from derive.profiles.profile import Profile
from derive.profiles.reader import profile
from derive.reading.model import Model
from derive.text import Language, Text

NONE = Text(
    en="The engine has no derivation for this line.",
    ja="この行については，エンジンに導出がない．",
)
SAME = Text(en="The derivation given for line {line}.", ja="{line} 行目に示した導出と同じ．")


def explanations(
    checked: Checked,
    language: Language,
    network: str | None = None,
    notation: str | None = None,
) -> dict[int, str]:
    """By a wrong finding's number, the chain of steps to the gradient that it speaks of.

    Args:
        checked: What was found, and what the wrong lines are about.
        language: The language of the reasons.
        network: The network that the document was judged against; None for its own.
        notation: The profile of that network's names.

    Raises:
        DeriveError: The network or the notation cannot be used.
    """
    known = None if network is None else _Known(network, notation)
    looks = _learned(checked.letters) if known is None else known.looks
    found: dict[int, str] = {}
    lines: dict[str, int] = {}
    for number, question in sorted(checked.questions.items()):
        text = None if known is None else known.explanation(question, language)
        text = text or _own(question, language, looks) or NONE.in_language(language)
        line = checked.report.findings[number].line
        found[number] = text
        if lines.setdefault(text, line) != line:
            found[number] = SAME.in_language(language).format(line=lines[text])
    return found


def _learned(letters: Mapping[str, str]) -> dict[str, Look]:
    """The looks of names as the writer writes them."""
    return {name: look_of(latex) for name, latex in letters.items() if is_name(latex)}


def _own(question: Question, language: Language, looks: Mapping[str, Look]) -> str | None:
    """The derivation by the model's own equations."""
    setting = question.setting
    return explanation(
        setting.model,
        question.left,
        language,
        right=question.right,
        worlds=setting.worlds,
        looks=looks,
    )


class _Known:
    """A network file's derivation, made when it is first needed."""

    def __init__(self, network: str, notation: str | None) -> None:
        self.network = network
        self.school: Profile = profile(notation) if notation is not None else profile()

    @cached_property
    def derivation(self) -> Derivation:
        return derivation_of(build(read_network(self.network)))

    @cached_property
    def batch(self) -> Derivation:
        return self.derivation.in_batch()

    @property
    def looks(self) -> dict[str, Look]:
        """How the profile writes the network's tensors, by their names in programs."""
        network = self.derivation.network
        letters = Letters(network, self.school).looks
        tensors = {*network.inputs, *network.targets, *network.constants}
        tensors |= {one.tensor for one in network.parameters}
        tensors |= {equation.left.tensor for equation in network.equations}
        return {tensor.code_name: letters.marked(tensor) for tensor in tensors}

    def explanation(self, question: Question, language: Language) -> str | None:
        """The chain in the profile's letters; None for what has no gradient of its own."""
        model: Model = question.setting.model
        wanted = asked(model, question.left)
        if wanted is None or wanted.of != model.cost:
            return None
        form = self.derivation if model.samples is None else self.batch
        derivation = laid_out(form, self.school)
        try:
            result = derivation.result(wanted.by.name)
        except NetworkError:
            return None
        return told(Manuscript(derivation, self.school), result, language)
