"""What the README shows works as it is written: networks, commands, programs, and an answer."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from derive.calculus.derivation import derivation_of
from derive.cli import main
from derive.network.network import build
from derive.network.reader import examples, read_toml
from derive.study import derive

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
NETWORKS = [text for kind, text in BLOCKS if kind == "toml"]
ELSEWHERE = ("pip ", "pytest", "bash ")  # what the packaging test and the CI run
CHAIN = "The gradient δ"
ANSWER = "error["


def commands(text):
    """The commands of a block, one by one."""
    return [part.strip() for line in text.splitlines() for part in line.split(" && ")]


def run(folder, *words):
    """Run Python in a folder; its errors are the answer where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def run_command(folder, command):
    """Run a command as a reader would, but train for one epoch only."""
    tool, *words = shlex.split(command)
    if tool == "python":
        run(folder, *words, "--epochs", "1")
    else:
        assert (tool, main(words)) == ("derive", 0)


def test_the_readme_shows_networks_commands_and_programs():
    assert len(NETWORKS) >= 4
    assert {kind for kind, _ in BLOCKS} == {"", "toml", "python", "latex"}


@pytest.mark.parametrize("text", NETWORKS)
def test_a_network_of_the_readme_is_derived(text):
    assert derivation_of(build(read_toml(text))).results


def test_the_chain_is_what_explain_prints():
    (shown,) = (text for _, text in BLOCKS if text.startswith(CHAIN))
    assert shown.strip() == derive("lecture").explain("z1").strip()


def test_the_answer_is_what_check_prints(tmp_path, monkeypatch, capsys):
    (derivation,) = (text for kind, text in BLOCKS if kind == "latex")
    (shown,) = (text for _, text in BLOCKS if text.startswith(ANSWER))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "homework.tex").write_text(derivation, encoding="utf-8")
    assert main(["check", "homework.tex", "--quiet", "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith(shown)


def test_every_command_and_program_works_in_its_order(tmp_path, monkeypatch):
    pytest.importorskip("sklearn", reason="the digits come with scikit-learn")
    monkeypatch.chdir(tmp_path)
    for name in re.findall(r"generated/(\w+)/train.py", README):
        (tmp_path / "generated" / name).mkdir(parents=True, exist_ok=True)
        path = tmp_path / "generated" / name / "train.py"
        path.write_text(derive(name).code(), encoding="utf-8")
    (tmp_path / "README.md").write_text(README[:4000], encoding="utf-8")  # a text to read
    (tmp_path / "net.toml").write_text(NETWORKS[0], encoding="utf-8")
    for kind, text in BLOCKS:
        if kind == "" and not text.startswith((CHAIN, ANSWER)):
            for command in commands(text):
                if not command.startswith(ELSEWHERE):
                    run_command(tmp_path, command)
        elif kind == "python":
            run(_beside(tmp_path, text), "-c", text)


def _beside(folder, text):
    """The folder in which `train` is the program that a text means."""
    if "gpt.npz" not in text:
        return folder
    for name in ("gpt.npz", "text.npz"):
        shutil.copy(folder / name, folder / "generated" / "gpt")
    return folder / "generated" / "gpt"


def test_every_example_that_the_readme_names_is_there():
    assert set(re.findall(r"generated/(\w+)", README)) <= examples().keys()
