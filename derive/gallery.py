"""The example networks, and the files that `generated/` holds of each.

Texts are compared byte for byte: nothing in them comes from a clock, a path, a
version or a measured number. A PDF's bytes belong to the version of Typst that
set it, and a report's last digits to the machine that ran the programs, so of
these only the presence is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from derive.network.reader import examples
from derive.study import Study, derive, written
from derive.text import LANGUAGES

Progress = Callable[[str], None]
PAGE = "lecture/page.png"
README_PAGE = 5  # with the chain to a hidden delta


def texts(progress: Progress = lambda _: None) -> Mapping[str, str]:
    """Every text of the gallery by its path below `generated/`."""
    made: dict[str, str] = {}
    for name, path in examples().items():
        progress(f"{name} ...")
        study = derive(name)
        made[f"{name}/network.toml"] = path.read_text(encoding="utf-8")
        made[f"{name}/train.py"] = study.code("fast")
        made[f"{name}/train_plain.py"] = study.code("plain")
        made |= _told(name, study)
    return made


def _told(name: str, study: Study) -> dict[str, str]:
    document = study.document()
    made = {}
    for language in LANGUAGES:
        made[f"{name}/handout.{language}.tex"] = written(document, "tex", language).decode()
        gradients = [result.of.code_name for result in study.derivation.results]
        chains = [study.explain(gradient, language) for gradient in gradients]
        made[f"{name}/steps.{language}.txt"] = "\n\n".join(chains) + "\n"
    return made


def made_files(progress: Progress = lambda _: None) -> Mapping[str, bytes]:
    """Every PDF and report, and the picture of a page, by path below `generated/`."""
    from derive.documents.typst import typst_png

    made: dict[str, bytes] = {}
    for name in examples():
        study = derive(name)
        made[f"{name}/report.txt"] = study.verify().text("en").encode()
        document = study.document()
        for language in LANGUAGES:
            progress(f"{name} in {language} ...")
            made[f"{name}/handout.{language}.pdf"] = written(document, "pdf", language, "typst")
            if f"{name}/page.png" == PAGE and language == "en":
                made[PAGE] = typst_png(document, language, page=README_PAGE)
    return made


def made_names() -> frozenset[str]:
    """The paths that `made_files` writes."""
    pdfs = {f"{name}/handout.{language}.pdf" for name in examples() for language in LANGUAGES}
    return frozenset({*pdfs, *(f"{name}/report.txt" for name in examples()), PAGE})


def write(folder: Path, progress: Progress = lambda _: None) -> list[Path]:
    """Write the whole gallery anew, and delete what no longer belongs to an example's folder."""
    files = {path: text.encode() for path, text in texts(progress).items()}
    files |= made_files(progress)
    for example in examples():
        for stale in sorted(_present(folder / example) - _below(example, files)):
            (folder / example / stale).unlink()
    written_ = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written_.append(path)
    return written_


def differences(folder: Path, progress: Progress = lambda _: None) -> list[str]:
    """One line for every file that is missing, stale, or not as it should be."""
    expected = texts(progress)
    present = _present(folder)
    wanted = expected.keys() | made_names()
    lines = [f"missing: {name}" for name in sorted(wanted - present)]
    lines += [f"stale: {name}" for name in sorted(present - wanted)]
    for name in sorted(expected.keys() & present):
        if (folder / name).read_bytes() != expected[name].encode():
            lines.append(f"differs: {name}")
    return lines


def _below(example: str, files: Mapping[str, bytes]) -> set[str]:
    start = f"{example}/"
    return {name.removeprefix(start) for name in files if name.startswith(start)}


def _present(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
