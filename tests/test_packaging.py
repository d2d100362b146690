"""The wheel carries all that an installed copy needs, and the copy works away from the checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytest.importorskip("hatchling", reason="hatchling builds the wheel")


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """What a command prints; it fails with all that the command said."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    environment.pop("PYTHONPATH", None)
    if path:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(kind: str, *, source: Path, into: Path) -> Path:
    """The one distribution of a kind ("wheel" or "sdist") built from a source tree."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", into, cwd=source)
    (distribution,) = into.iterdir()
    return distribution


def names_in(wheel: Path) -> set[str]:
    """The paths of all files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def files_below(folder: Path) -> set[str]:
    """The paths of all source files below a folder, as the wheel writes them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {f.relative_to(folder).as_posix() for f in files if "__pycache__" not in f.parts}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", source=ROOT, into=tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install")
    run(*pip, "--no-deps", "--no-index", "--target", target, wheel, cwd=target)
    return target


def test_the_wheel_holds_every_file_of_the_package_and_every_template(wheel):
    package = {f"derive/{name}" for name in files_below(ROOT / "derive")}
    templates = {f"derive/templates/{name}" for name in files_below(ROOT / "templates")}
    metadata = {name for name in names_in(wheel) if ".dist-info/" in name}
    assert names_in(wheel) - metadata == package | templates


def test_formulas_and_profiles_travel_as_text(wheel):
    text_files = {name.rpartition("/")[0] for name in names_in(wheel) if name.endswith(".toml")}
    rooms = {"layers", "activations", "losses"}
    assert {f"derive/formulas/{room}" for room in rooms} | {"derive/profiles"} <= text_files


def test_the_wheel_made_from_the_source_distribution_is_the_same(wheel, tmp_path):
    source = built("sdist", source=ROOT, into=tmp_path / "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tree,) = (tmp_path / "unpacked").iterdir()
    again = built("wheel", source=tree, into=tmp_path / "wheel")
    assert names_in(again) == names_in(wheel)


def test_an_installed_copy_finds_every_template_inside_itself(installed, tmp_path):
    program = """
        from derive import templating
        folder = templating.folder()
        for path in sorted(folder.rglob("*.jinja")):
            kind, _, name = path.relative_to(folder).as_posix().partition("/")
            templating.environment(kind).get_template(name)
            print(path)
    """
    printed = run(sys.executable, "-c", dedent(program), cwd=tmp_path, path=installed)
    found = {Path(line).relative_to(installed).as_posix() for line in printed.splitlines()}
    kept = {name for name in files_below(ROOT / "templates") if name.endswith(".jinja")}
    assert found == {f"derive/templates/{name}" for name in kept} != set()


def test_an_installed_copy_writes_a_handout(installed, tmp_path):
    program = "import sys; from derive.cli import main; sys.exit(main(sys.argv[1:]))"
    wish = ("handout", "lecture", "--to", "tex", "--lang", "ja", "-o", "handout.tex")
    run(sys.executable, "-c", program, *wish, cwd=tmp_path, path=installed)
    assert r"\end{document}" in (tmp_path / "handout.tex").read_text(encoding="utf-8")
