"""The structure that ARCHITECTURE and STYLE promise: floors, homes, sizes, and a quick `--help`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "derive").rglob("*.py"))
assert SOURCES

# Each of these may read a text as code: SymPy's hand it to eval or exec. Where SymPy's own idiom
# asks for a conversion, `_sympify` refuses texts.
EVALUATORS = {"eval", "exec", "compile", "__import__"}
# The one file that runs a person's Python: it is what `derive check gradients.py` is for, in a
# process of its own, within limits, with nothing of this package loaded.
RUNS_CODE = {"derive/judging/python_runner.py": {"compile", "exec"}}
SYMPY_EVALUATORS = {"sympify", "parse_expr", "lambdify"}

# What SymPy does to an expression, and the files or folders that may ask for it. SymPy does not
# rename the bound letters of a sum: elsewhere each of these is a wrong answer waiting to be met.
HOMES = {
    "diff": ("derive/calculus/scalar.py", "derive/checking/"),  # scalar laws; brute force as oracle
    "simplify": (),
    "doit": (),
    "subs": (),
    "xreplace": (),
    "latex": (),  # the handout's printer keeps the lecture's order and letters
}

LONGEST_FUNCTION = 60  # most are below 25 lines
LONGEST_FILE = 300  # most are below 150

# What `derive --help` can do without.
HEAVY = ("sympy", "mpmath", "numpy", "jinja2", "typst", "shtab", "pylopdf_fonts_jp")
COMMANDS = ("build", "check", "code", "explain", "handout", "layers", "new", "show", "verify")


def name(path: Path) -> str:
    """A file's path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a file's syntax tree."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))


def sympy_names(path: Path) -> dict[str, str]:
    """What a file imports from SymPy: the name it uses, and SymPy's own."""
    imports = (node for node in nodes(path) if isinstance(node, ast.ImportFrom))
    from_sympy = (node for node in imports if (node.module or "").split(".")[0] == "sympy")
    return {a.asname or a.name: a.name for node in from_sympy for a in node.names}


def uses(path: Path) -> Iterator[tuple[str, int]]:
    """The evaluators and the operations of SymPy that a file uses, each with its line.

    A method counts by its name, but for those that other objects have too: `re.compile` evaluates
    nothing, and a writer may have its own `latex`.
    """
    imported = sympy_names(path)
    for node in nodes(path):
        match node:
            case ast.Name(id=word) if word in EVALUATORS:
                yield word, node.lineno
            case ast.Name(id=word) if word in imported:
                yield imported[word], node.lineno
            case ast.Call(func=ast.Name(id=word)) if imported.get(word) == "S":
                yield "sympify", node.lineno
            case ast.Attribute(value=ast.Name(id="sympy"), attr=word):
                yield word, node.lineno
            case ast.Call(func=ast.Attribute(attr=word)) if word not in EVALUATORS | {"latex"}:
                yield word, node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_text_reaches_an_evaluator(path):
    banned = (EVALUATORS | SYMPY_EVALUATORS) - RUNS_CODE.get(name(path), set())
    assert {(word, line) for word, line in uses(path) if word in banned} == set()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_what_sympy_does_to_expressions_is_asked_for_at_home_only(path):
    here = name(path)
    strays = {(word, line) for word, line in uses(path) if not here.startswith(HOMES.get(word, ""))}
    assert strays == set()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_one_thought_and_a_function_does_one_thing(path):
    functions = [n for n in nodes(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert {f: size for f, size in sizes.items() if size > LONGEST_FUNCTION} == {}
    length = path.read_bytes().count(b"\n")
    assert length <= LONGEST_FILE


def python(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What a short program did in a fresh process at the root of the checkout."""
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_imports_run_down_the_floors():
    pytest.importorskip("importlinter", reason="import-linter keeps the floors")
    done = python("from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", [[], *([command] for command in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(words):
    program = (
        "import sys\n"
        "from derive.cli import main\n"
        "try:\n    code = main(sys.argv[1:])\n"
        "except SystemExit as end:\n    code = end.code\n"
        f"heavy = sorted(set({HEAVY}) & set(sys.modules))\n"
        "sys.exit(code or (f'--help imported {heavy}' if heavy else 0))\n"
    )
    done = python(program, *words, "--help")
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()


def test_no_file_speaks_of_one_machine():
    folders = (ROOT / part for part in ("derive", "templates", "generated"))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files += [ROOT / part for part in ("README.md", "CHANGELOG.md", "pyproject.toml", ".ci/run")]
    absolute = re.compile(rb"(?<![\w.])/(?:work|tmp|root|home)/|[A-Z]:\\Users")
    texts = [path for path in files if "__pycache__" not in path.parts and path.suffix != ".png"]
    assert [name(path) for path in texts if absolute.search(path.read_bytes())] == []
