"""What each command calls. The rooms below do the work."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from derive.cli.files import check, check_folder, write, write_all
from derive.cli.tables import layers_text, show_text
from derive.errors import DeriveError
from derive.text import Language, Text

Command = Callable[[argparse.Namespace], int]
STANDARD = (None, "-")  # what means the standard output


def run(chosen: argparse.Namespace) -> int:
    """Carry out a parsed command; the answer is the exit code."""
    commands: Mapping[str, Command] = {
        "build": _build,
        "handout": _handout,
        "code": _code,
        "verify": _verify,
        "explain": _explain,
        "check": _check_derivation,
        "show": _show,
        "new": _new,
        "layers": _layers,
        "data": _data,
        "completion": _completion,
        "gallery": _gallery,
    }
    return commands[chosen.command](chosen)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _build(chosen: argparse.Namespace) -> int:
    from derive.bundle import bundle

    languages: tuple[Language, ...] = ("ja", "en") if chosen.lang == "both" else (chosen.lang,)
    folder = Path(chosen.output)
    check_folder(folder)
    made = bundle(
        chosen.network,
        languages=languages,
        engine=chosen.engine,
        seeds=range(1, chosen.seeds + 1),
        date=_date(chosen),
        notation=chosen.notation,
        progress=_say,
    )
    for path in write_all(folder, made.files):
        print(f"{path}  ({path.stat().st_size:,} bytes)")
    print()
    print(made.summary(languages[-1]))
    return 0 if made.passed else 1


def _handout(chosen: argparse.Namespace) -> int:
    from derive.study import derive

    _check(chosen.output)
    to = chosen.to or _format_of(chosen.output)
    study = derive(chosen.network)
    output = chosen.output
    if output is None and to == "pdf":
        output = f"{study.network.name}.pdf"
        _check(output)
    content = study.handout(
        to,
        chosen.lang,
        chosen.engine,
        date=_date(chosen),
        second=chosen.second,
        notation=chosen.notation,
    )
    _deliver(output, content)
    return 0


def _date(chosen: argparse.Namespace) -> str:
    """What the user says, else today."""
    if chosen.date is not None:
        return str(chosen.date)
    return dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat()


def _format_of(output: str | None) -> Literal["pdf", "html", "tex"]:
    match ".pdf" if output in STANDARD else Path(str(output)).suffix.lower():
        case ".pdf":
            return "pdf"
        case ".html" | ".htm":
            return "html"
        case ".tex":
            return "tex"
    raise DeriveError(
        f"The ending of '{output}' does not say which format is meant.",
        accepted="Use .pdf, .html or .tex, or say --to.",
    )


def _check(output: str | None) -> None:
    if output not in STANDARD:
        check(Path(str(output)))


def _deliver(output: str | None, content: bytes) -> None:
    if output in STANDARD:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write(Path(str(output)), content)
        _say(f"wrote {output}")


def _code(chosen: argparse.Namespace) -> int:
    from derive.study import derive

    _check(chosen.output)
    study = derive(chosen.network)
    second = chosen.second
    text = study.code(chosen.style) if second is None else study.second_code(second)
    _deliver(chosen.output, text.encode())
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    from derive.study import derive

    def tell(title: Text) -> None:
        _say(f"{title.in_language(chosen.lang)} ...")

    report = derive(chosen.network).verify(range(1, chosen.seeds + 1), tell)
    if chosen.format == "json":
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        print(report.text(chosen.lang))
    return 0 if report.passed else 1


def _explain(chosen: argparse.Namespace) -> int:
    from derive.study import Study, derive

    study = derive(chosen.network)
    if chosen.batch:
        study = Study(study.derivation.in_batch())
    if chosen.format == "json":
        print(json.dumps(study.as_data(chosen.name), ensure_ascii=False, indent=2))
        return 0
    results = study.derivation.results
    names = (
        [chosen.name] if chosen.name is not None else [result.of.code_name for result in results]
    )
    print("\n\n".join(study.explain(name, chosen.lang, chosen.notation) for name in names))
    return 0


def _check_derivation(chosen: argparse.Namespace) -> int:
    from derive.cli.derivation import answer

    _check(chosen.output)
    content, code = answer(chosen, _say)
    _deliver(chosen.output, content)
    return code


def _show(chosen: argparse.Namespace) -> int:
    from derive.network.network import build
    from derive.network.reader import read_network
    from derive.network.summary import as_data

    network = build(read_network(chosen.network))
    if chosen.format == "json":
        print(json.dumps(as_data(network), ensure_ascii=False, indent=2))
    else:
        print(show_text(network))
    return 0


def _new(chosen: argparse.Namespace) -> int:
    from derive import templating

    path = Path(chosen.file)
    check(path)
    if path.exists() and not chosen.force:
        raise DeriveError(f"'{path}' is there already.", accepted="Use --force to write over it.")
    write(path, templating.render("network/new.toml.jinja").encode())
    _say(f"wrote {path}; next: derive show {path}")
    return 0


def _layers(chosen: argparse.Namespace) -> int:
    from derive.formulas.catalogue import as_data

    listed = as_data(chosen.kind)
    if chosen.format == "json":
        print(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        print(layers_text(listed, chosen.lang))
    return 0


def _data(chosen: argparse.Namespace) -> int:
    from derive.datasets import digits, text_windows

    output = chosen.output or f"{chosen.data}.npz"
    _check(output)
    content = digits() if chosen.data == "digits" else text_windows(chosen.files, chosen.length)
    _deliver(output, content)
    return 0


def _completion(chosen: argparse.Namespace) -> int:
    import shtab

    from derive.cli.parser import parser

    marks = {"network": shtab.glob("*.toml"), "file": shtab.FILE}
    print(shtab.complete(parser(marks), chosen.shell))
    return 0


def _gallery(chosen: argparse.Namespace) -> int:
    from derive import gallery

    folder = Path(chosen.folder)
    if chosen.write:
        for path in gallery.write(folder, progress=_say):
            print(path)
        return 0
    differing = gallery.differences(folder, progress=_say)
    print("\n".join(differing) if differing else "Every file is as it should be.")
    return 1 if differing else 0
