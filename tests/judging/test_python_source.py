"""A person's function runs apart, within its limits, whatever it does."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from derive.errors import DeriveError
from derive.judging.python_source import Limits, line_of_gradient, run_gradients

INPUTS = {"x": np.arange(6.0).reshape(2, 3), "w1": np.ones((4, 3)), "b1": np.zeros(4)}
QUICK = Limits(seconds=2, memory=2**30, answer=2**20)


def ran(text, **more):
    return run_gradients(text, INPUTS, **more)


def problem(text):
    with pytest.raises(DeriveError) as caught:
        run_gradients(text, INPUTS, name="grad.py", limits=QUICK)
    return str(caught.value)


def test_a_dict_comes_back_by_its_names():
    found = ran(
        "import numpy as np\ndef gradients(x, w1):\n    return {'dw1': 2 * w1, 'n': x.sum()}\n"
    )
    assert np.array_equal(found["dw1"], 2 * INPUTS["w1"])
    assert found["n"] == 15


def test_a_tuple_takes_the_names_of_its_return():
    found = ran("def gradients(x, w1, b1):\n    dw1 = w1\n    db1 = b1\n    return dw1, db1\n")
    assert list(found) == ["dw1", "db1"]


def test_one_array_takes_the_name_of_its_return():
    assert list(ran("def gradients(w1):\n    dw1 = w1\n    return dw1\n")) == ["dw1"]


def test_a_dict_beside_the_loss_is_found():
    assert list(ran("def gradients(parameters):\n    return 0.5, {'w1': parameters['w1']}\n")) == [
        "w1"
    ]


def test_capitals_and_underscores_of_arguments_do_not_matter():
    assert list(ran("def gradients(X, W_1):\n    return {'dW1': W_1}\n")) == ["dW1"]


def test_all_arrays_go_to_double_stars():
    assert ran("def gradients(**all):\n    return {'n': len(all)}\n")["n"] == 3


def test_a_file_may_import_its_neighbour(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "mine.py").write_text("def double(w):\n    return 2 * w\n", encoding="utf-8")
    path = tmp_path / "grad.py"
    path.write_text("def gradients(w1):\n    return {'w1': w1 * 2}\n", encoding="utf-8")
    assert run_gradients(path, INPUTS)["w1"][0, 0] == 2


def test_printing_goes_nowhere(capfd):
    ran("def gradients(w1):\n    print('hello')\n    return {'w1': w1}\n")
    assert capfd.readouterr() == ("", "")


def test_huge_output_goes_nowhere():
    loop = "    for _ in range(20000):\n        print('x' * 10000)\n"
    text = f"def gradients(w1):\n{loop}    return {{'w1': w1}}\n"
    assert list(ran(text)) == ["w1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def gradients(x):\n    while True:\n        pass\n", "too long"),
        ("import time\ndef gradients(x):\n    time.sleep(60)\n", "too long"),
        ("while True:\n    pass\ndef gradients(x): pass\n", "too long"),
        (
            "def gradients(x):\n    return {'a': bytearray(10**10)}\n",
            "line 2: The code raises MemoryError",
        ),
        (
            "import numpy as np\ndef gradients(x):\n    return {'a': np.ones(10**6)}\n",
            "more than 1 MiB",
        ),
        ("import sys\ndef gradients(x):\n    sys.exit(0)\n", "ends the program"),
        ("import os\ndef gradients(x):\n    os._exit(0)\n", "without an answer"),
        ("import os\ndef gradients(x):\n    os.abort()\n", "without an answer"),
        ("def gradients(x):\n    return 1 / 0\n", "line 2: The code raises ZeroDivisionError"),
        ("def gradients(x):\n    return gradients(x)\n", "RecursionError"),
        (
            "def gradients(x, q9):\n    return {'x': x}\n",
            "asks for 'q9'; the network has b1, w1, x",
        ),
        ("def gradients(x):\n    return None\n", "is None"),
        ("def gradients(x):\n    return {}\n", "returns nothing"),
        ("def gradients(x):\n    return {'w': 'words'}\n", "no array"),
        ("def gradients(x):\n    return {'w': [[1], [2, 3]]}\n", "no array"),
        ("def gradients(x):\n    return x + 1\n", "is not said"),
        ("def gradients(x):\n    return {i: x for i in range(1000)}\n", "more than 400"),
        ("def gradient(x):\n    return x\n", "defines no function 'gradients'"),
        ("def gradients(x)\n    return x\n", "no Python"),
        ("def gradients(x, /):\n    return x\n", "by name"),
        (
            "class E(Exception):\n    def __str__(self): 1/0\ndef gradients(x):\n    raise E\n",
            "raises E",
        ),
        ("(" * 5000 + "\n", "no Python"),
        ("import ctypes\ndef gradients(x):\n    ctypes.string_at(0)\n", "without an answer"),
        ("def gradients(x):\n    return {'w': 1j * x}\n", ""),
    ],
)
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_what_cannot_be_used_is_one_message(text, said):
    if not said:
        assert run_gradients(text, INPUTS, limits=QUICK)["w"].dtype == np.float64
        return
    message = problem(text)
    assert said in message
    assert message.startswith("grad.py")
    assert "\n" not in message


def descendants():
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if b"forty_two_forks" in (entry / "cmdline").read_bytes():
                    found.add(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
@pytest.mark.parametrize("leaves", ["", "            os.setsid()\n"])
def test_forks_are_refused_or_ended(leaves):
    text = (
        "import os, sys, time\n"
        "def gradients(x):\n"
        "    for _ in range(50):\n"
        "        if os.fork() == 0:\n"
        f"{leaves}"
        "            sleep = 'import time; time.sleep(30)'\n"
        "            os.execv(sys.executable, [sys.executable, '-c', sleep, 'forty_two_forks'])\n"
        "    time.sleep(60)\n"
    )
    message = problem(text)
    assert "BlockingIOError" in message or "too long" in message
    time.sleep(0.1)
    assert not descendants()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_bomb_ends():
    start = time.monotonic()
    problem("import os\ndef gradients(x):\n    while True:\n        os.fork()\n")
    assert time.monotonic() - start < 10


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="of an administrator's rights")
def test_an_administrators_rights_are_given_up():
    assert ran("import os\ndef gradients(x):\n    return {'uid': os.getuid()}\n")["uid"] == 65534


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran("def gradients(w1):\n    return {'w1': w1}\n")
    assert not list(tmp_path.iterdir())


def test_the_line_that_gives_a_gradient_is_found():
    lines = ["g = {}", "dw1 = x", "dw1 = dw1 * 2", "g['b'] = x", "return g"]
    text = "def gradients(x):\n" + "".join(f"    {line}\n" for line in lines)
    assert line_of_gradient(text, "-", "dw1") == 4
    assert line_of_gradient(text, "-", "b") == 5
    assert line_of_gradient(text, "-", "q") == 1
