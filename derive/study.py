"""A network, derived: from what a person names to equations, handout, program and proof.

This is the whole program on one screen; every arrow is one public function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from derive.calculus.derivation import Derivation, Result, derivation_of
from derive.calculus.step import Step
from derive.checking.report import VerifyReport
from derive.checking.slopes import gradient_check
from derive.checking.verify import verify
from derive.documents.compose import handout
from derive.documents.display import latex_of_derivation, latex_of_network, latex_of_result
from derive.documents.document import Document
from derive.documents.explain import explain
from derive.documents.html import html
from derive.documents.latex import latex_source
from derive.documents.pdf import Engine, pdf
from derive.network.architecture import Architecture
from derive.network.network import Network, build
from derive.network.reader import read_network
from derive.profiles.profile import Profile
from derive.profiles.reader import profile
from derive.programs.second import second_text
from derive.programs.training import Style
from derive.programs.write import listing, program_text
from derive.text import Language, Text

Format = Literal["tex", "html", "pdf"]


def derive(network: str | Architecture) -> Study:
    """Derive backpropagation for a network.

    Args:
        network: A TOML file, an example's name, the one-line form, or an architecture
            that Python calls made.

    Raises:
        DeriveError: The network has a mistake; the message says what, where, and what would do.
    """
    architecture = read_network(network) if isinstance(network, str) else network
    return Study(derivation_of(build(architecture)))


@dataclass(frozen=True, slots=True)
class Study:
    """A derived network, and everything that can be asked of it.

    Attributes:
        derivation: The gradients for one sample, each with its steps.
    """

    derivation: Derivation

    @property
    def network(self) -> Network:
        """The network's forward equations, per sample."""
        return self.derivation.network

    @property
    def architecture(self) -> Architecture:
        """What the user described."""
        return self.network.architecture

    def gradient(self, name: str) -> Gradient:
        """The gradient by a parameter or signal, e.g. "w1" or "z2"; a notebook shows its chain."""
        return Gradient(self.derivation.result(name), self.derivation)

    def explain(self, name: str, language: Language = "en", notation: str | None = None) -> str:
        """The chain of steps to one gradient, for the terminal, in a notation as in `document`."""
        return explain(self.derivation, name, language, _profile(notation))

    def as_data(self, name: str | None = None) -> dict[str, Any]:
        """One gradient's chain, or all, for other tools: plain values, ready for JSON."""
        results = self.derivation.results if name is None else [self.derivation.result(name)]
        return {"network": self.network.name, "gradients": [_chain(one) for one in results]}

    def document(
        self,
        date: str = "",
        second: Sequence[str] | None = None,
        *,
        notation: str | None = None,
    ) -> Document:
        """The handout, not yet set, with the plain program as listing and a gradient check.

        Args:
            date: Printed as it stands.
            second: Parameters, e.g. "w1", whose blocks of the Hessian a section on second
                derivatives derives; () for that section without blocks, None for none.
            notation: The letters and layout: a notation profile's name, such as "bishop", or
                a file of one's own, whose name ends in ".toml"; the lecture's if None.

        Raises:
            ProfileError: There is no such profile, or a mistake in its file.
        """
        return handout(
            self.derivation,
            listing=listing(self.derivation),
            check=gradient_check(self.derivation),
            date=date,
            profile=_profile(notation),
            second=second,
        )

    def handout(
        self,
        to: Format = "pdf",
        language: Language = "en",
        engine: Engine = "auto",
        *,
        date: str = "",
        second: Sequence[str] | None = None,
        notation: str | None = None,
    ) -> bytes:
        """The handout as a file's bytes: LaTeX source, one HTML file, or a PDF.

        Args:
            to: The format.
            language: Of the text.
            engine: What sets the PDF.
            date: Printed as it stands.
            second: As in `document`: ("w1",) adds second derivatives with the block of w1.
            notation: As in `document`.
        """
        return written(self.document(date, second, notation=notation), to, language, engine)

    def code(self, style: Style = "fast") -> str:
        """The NumPy training program, one file of text."""
        return program_text(self.derivation, style)

    def second_code(self, blocks: Sequence[str] = ()) -> str:
        """Functions of second derivatives, one file of text beside the training program.

        Args:
            blocks: Parameters, e.g. "w1"; each gets a function of its block of the Hessian.
        """
        return second_text(self.derivation, blocks)

    def verify(
        self,
        seeds: Sequence[int] = (1, 2, 3),
        progress: Callable[[Text], None] | None = None,
    ) -> VerifyReport:
        """Check that steps, gradients and program agree on numbers."""
        return verify(self.architecture, seeds=tuple(seeds), progress=progress)

    def _repr_latex_(self) -> str:
        return latex_of_derivation(self.derivation)

    def structure(self) -> Structure:
        """The forward equations, for a notebook to show."""
        return Structure(self.network)


def _profile(notation: str | None) -> Profile | None:
    return None if notation is None else profile(notation)


def _chain(result: Result) -> dict[str, Any]:
    return {
        "of": result.of.code_name,
        "name": result.equation.left.tensor.code_name,
        "kind": result.kind,
        "number": result.equation.number,
        "equation": str(result.equation),
        "explicit": str(result.explicit),
        "steps": [_step(step) for step in (*result.steps, *result.explicit_steps)],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "rule": step.rule.name,
        "title": {"en": step.rule.title.en, "ja": step.rule.title.ja},
        "statement": step.rule.statement,
        "before": str(step.before),
        "after": str(step.after),
        "substeps": [_step(inner) for inner in step.substeps],
    }


@dataclass(frozen=True, slots=True)
class Gradient:
    """One gradient with its chain of steps; a notebook shows it as mathematics."""

    result: Result
    derivation: Derivation

    def _repr_latex_(self) -> str:
        return latex_of_result(self.result, self.derivation)


@dataclass(frozen=True, slots=True)
class Structure:
    """The forward equations of a network; a notebook shows them as mathematics."""

    network: Network

    def _repr_latex_(self) -> str:
        return latex_of_network(self.network)


def written(document: Document, to: Format, language: Language, engine: Engine = "auto") -> bytes:
    """A document in one format and language, as a file's bytes."""
    match to:
        case "tex":
            return latex_source(document, language).encode()
        case "html":
            return html(document, language).encode()
        case "pdf":
            return pdf(document, language, engine).content
