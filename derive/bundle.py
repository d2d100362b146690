"""Everything that `derive build` makes of one network: handouts, programs, and the proof."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from derive.checking.report import VerifyReport
from derive.documents.pdf import Engine
from derive.profiles.reader import profile
from derive.study import Format, Study, derive, written
from derive.text import Language

FORMATS: tuple[Format, ...] = ("pdf", "html", "tex")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one network, by name, and what the proof said.

    Attributes:
        files: Contents by file name.
        report: The proof.
    """

    files: Mapping[str, bytes]
    report: VerifyReport

    @property
    def passed(self) -> bool:
        """Whether steps, gradients and programs agree."""
        return self.report.passed

    def summary(self, language: Language) -> str:
        """The proof's table, for the terminal."""
        return self.report.text(language)


def bundle(
    network: str,
    *,
    languages: Iterable[Language] = ("ja", "en"),
    engine: Engine = "auto",
    seeds: Iterable[int] = (1, 2, 3),
    date: str = "",
    notation: str | None = None,
    progress: Progress = lambda _: None,
) -> Bundle:
    """Derive a network, prove the derivation, and write it in every form.

    Args:
        network: A TOML file, an example's name, or the one-line form.
        languages: Languages of the handouts.
        engine: What sets the PDF.
        seeds: Random points that the proof looks at.
        date: Printed below the handout's title as it stands.
        notation: The handouts' notation profile, as in `Study.document`.
        progress: Receives one line before each piece of work.

    Raises:
        DeriveError: The network has a mistake, or a tool is missing.
    """
    if notation is not None:
        profile(notation)  # a mistake in it is told before any work is done
    progress("deriving ...")
    study = derive(network)
    progress(f"derived {len(study.derivation.results)} gradients; checking them on numbers ...")
    report = study.verify(tuple(seeds), lambda title: progress(f"  {title.en} ..."))
    files = _programs(study)
    document = study.document(date, notation=notation)
    for language in languages:
        for to in FORMATS:
            progress(f"setting handout.{language}.{to} ...")
            files[f"handout.{language}.{to}"] = written(document, to, language, engine)
    files["report.txt"] = (report.text("en") + "\n\n" + report.text("ja") + "\n").encode()
    data = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    files["report.json"] = (data + "\n").encode()
    return Bundle(files, report)


def _programs(study: Study) -> dict[str, bytes]:
    batch = Study(study.derivation.in_batch())  # both programs are of the batch: derive it once
    return {"train.py": batch.code("fast").encode(), "train_plain.py": batch.code("plain").encode()}
