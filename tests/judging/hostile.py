"""Documents that mean harm, or that nobody would write: all are refused, and quickly."""

from __future__ import annotations

import json
from itertools import pairwise

FORWARD = "z_j = \\sum_i w_{ji} x_i\ny_j = \\tanh(z_j)\nL = \\frac12 \\sum_j (y_j - t_j)^2\n"
CONTEXT = "".join(f"$$ {line} $$\n" for line in FORWARD.splitlines())
PLAIN = "z[j] = sum_i(w[j,i]*x[i])\ny[j] = tanh(z[j])\nL = 1/2 * sum_j((y[j]-t[j])**2)\n"


LETTERS = "abcdefghiklmnopqrsuv"


def latex(line: str) -> str:
    """A line behind a small network."""
    return f"{CONTEXT}$$ {line} $$\n"


def plain(line: str) -> str:
    """A line of plain text behind a small network."""
    return PLAIN + line + "\n"


def _each(part: str) -> str:
    """A part for each of twenty letters."""
    return "".join(part.replace("@", letter) for letter in LETTERS)


def _nested(begin: str, end: str, times: int, inner: str = "x_i") -> str:
    return begin * times + inner + end * times


def _laughs(depth: int, begin: str) -> str:
    names = [f"\\lol{'abcdefghijklmnopqrstuvwxyz'[at]}" for at in range(depth)]
    lines = [f"{begin}{names[0]}{{x}}"]
    lines += [f"{begin}{b}{{{a * 10}}}" for a, b in pairwise(names)]
    return "\n".join(lines) + "\n" + latex(f"y_j = {names[-1]}")


def _notebook(source: object) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source}]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


FORMULAS: dict[str, str] = {
    "import": plain("y[j] = __import__('os').system('touch derive_was_here')"),
    "import as LaTeX": latex(r"y_j = __import__('os').system('touch derive_was_here')"),
    "dunder": plain("y[j] = ().__class__.__bases__[0].__subclasses__()"),
    "eval": plain("y[j] = eval('1')"),
    "open": plain("y[j] = open('/etc/passwd')"),
    "lambda": plain("y[j] = (lambda: 1)()"),
    "TeX write18": latex(r"y_j = \write18{touch derive_was_here}"),
    "TeX input": latex(r"y_j = \input{/etc/passwd}"),
    "tower": latex("y_j = 10^{10^{10}}"),
    "tower of floats": latex("y_j = 10.5^{10^{10}} x_1"),
    "tower of names": latex("y_j = x_1^{x_1^{x_1^{10^{10}}}}"),
    "high power": latex("y_j = x_1^{1000000000}"),
    "high negative power": latex("y_j = x_1^{-1000000000}"),
    "power 65": latex("y_j = x_1^{65}"),
    "python tower": plain("y[j] = 9**9**9"),
    "python tower in parts": plain("y[j] = (9**9)**(9**9)"),
    "power of sums": plain("y[j] = (x[1] + 9)**(9*9*9*9*9)"),
    "factorial": latex("y_j = 99999!"),
    "long number": latex("y_j = " + "9" * 60_000),
    "long decimal": plain("y[j] = 0." + "9" * 60_000),
    "large exponent": plain("y[j] = 1e999999999"),
    "many exponents": plain("y[j] = " + "*".join(["1e99"] * 300)),
    "products of exponents": plain("y[j] = " + "(" * 30 + "1e99" + ")**64" * 30),
    "sum to 10^9": latex(r"y_j = \sum_{k=1}^{10^9} k"),
    "sum to 10^9 written out": latex(r"y_j = \sum_{k=1}^{1000000000} x_k"),
    "sum to 1001": latex(r"y_j = \sum_{k=1}^{1001} x_k"),
    "sum without end": latex(r"y_j = \sum_{k=1}^{\infty} x_k"),
    "sum of a free letter": latex(r"y_j = \sum_{k=1}^{n} \frac{1}{k}"),
    "product to 10^9": latex(r"y_j = \prod_{k=1}^{10^9} k"),
    "sums in sums": latex("y_j = " + "".join(rf"\sum_{{k_{{{n}}}}}" for n in range(50)) + " x_k"),
    "20 letters": latex("y_j = " + _each(r"\sum_{@} ") + _each("x_@ ")),
    "20 letters at once": latex(rf"y_j = \sum_{{{','.join(LETTERS)}}} ({_each('+ x_@')})^2"),
    "20 letters in a maximum": latex("y_j = " + _each(r"\max_{@} ") + f"({_each('+ x_@')})"),
    "30 derivatives in each other": latex("y_j = " + r"\frac{\partial}{\partial x_1} " * 30 + "L"),
    "6 derivatives in each other": latex("y_j = " + r"\frac{\partial}{\partial x_1} " * 6 + "L"),
    "200 derivatives": latex("y_j = " + " + ".join([r"\frac{\partial L}{\partial w_{ji}}"] * 200)),
    "derivatives in sums": latex("y_j = " + _each(r"\sum_{@} \frac{\partial y_j}{\partial x_@} ")),
    "300 sums": latex("y_j = " + " + ".join([r"\sum_i w_{ji} x_i"] * 300)),
    "60 functions in each other": latex("y_j = " + r"\tanh(" * 60 + "z_j" + ")" * 60),
    "60 exponentials in each other": latex("y_j = " + r"\exp(" * 60 + "z_j" + ")" * 60),
    "matrix tower": latex(r"y = W^{W^{W^{W}}} x"),
    "divided by nothing": latex(r"y_j = \frac{1}{x_1 - x_1}"),
    "a logarithm of nothing": latex(r"y_j = \log(x_1 - x_1)"),
    "itself": "$$ a_j = a_j + 1 $$\n$$ L = \\sum_j a_j $$\n$$ a_j = 2 $$\n",
    "in a circle": "$$ a_j = b_j + 1 $$\n$$ b_j = 2 a_j $$\n$$ L = \\sum_j a_j $$\n$$ a_j = 2 $$\n",
    "300 layers": "".join(
        f"$$ h_{{{n + 1}}} = \\tanh(W_{{{n}}} h_{{{n}}}) $$\n" for n in range(300)
    )
    + "$$ L = h_1 $$\n",
    "20 axes": latex(f"A_{{{LETTERS}}} = {_each('x_@ ')}"),
    "layer a million": latex(r"y_j = x_j^{(1000000)}"),
    "indices far outside": latex("y_j = x_{10^{9}}"),
    "deep braces": latex(_nested("{", "}", 10_000)),
    "deep parentheses": latex("y_j = " + _nested("(", ")", 10_000)),
    "deep fractions": latex("y_j = " + _nested(r"\frac{1}{", "}", 5_000)),
    "deep roots": latex("y_j = " + _nested(r"\sqrt{", "}", 5_000)),
    "deep powers": latex("y_j = " + _nested("x^{", "}", 10_000)),
    "deep indices": latex("y_j = " + _nested("x_{", "}", 10_000)),
    "deep environments": latex(_nested(r"\begin{cases}", r"\end{cases}", 1_500)),
    "deep left-right": latex("y_j = " + _nested(r"\left(", r"\right)", 3_000)),
    "deep bars": latex("y_j = " + _nested("|", "|", 10_000)),
    "deep plain": plain("y[j] = " + _nested("(", ")", 10_000)),
    "deep indices in plain text": plain("y[j] = " + _nested("x[", "]", 10_000, "1")),
    "deep calls": plain("y[j] = " + _nested("exp(", ")", 5_000)),
    "deep minus": plain("y[j] = " + "-" * 20_000 + "x[1]"),
    "deep minus in LaTeX": latex("y_j = " + "-" * 20_000 + "x_1"),
    "deep powers in plain text": plain("y[j] = " + "x**" * 10_000 + "x"),
    "deep transposes": latex("y_j = " + "{}^t" * 5_000 + "x"),
    "deep accents": latex("y_j = " + r"\hat" * 10_000 + "x"),
    "deep styles": latex("y_j = " + r"\mathbf" * 6_000 + "x"),
    "deep colours": latex("y_j = " + r"\textcolor{" * 4_000),
    "deep underbraces": latex("y_j = " + _nested(r"\underbrace{", "}_{a}", 3_000)),
    "unclosed braces": latex("{" * 60_000),
    "closed braces": latex("}" * 60_000),
    "a million factors": latex("y_j = " + "x_1 " * 1_000_000),
    "1 MiB of braces": "{" * 2**19 + "}" * 2**19,
    "1 MiB of braces in a formula": latex("{" * 2**19 + "}" * 2**19),
    "1 MiB of dollars": "$" * 2**20,
    "16,000 factors": latex("y_j = " + "x_1 " * 16_000),
    "2,000 primes": latex("y_j = x" + "'" * 2_001),
    "many relations": latex("y_j = " + " = ".join(["x_1"] * 450)),
    "many lines": "".join(f"$$ y_j = {n} $$\n" for n in range(450)),
    "control characters": latex("y_j = \x00\x01\x02\x07\x08\x1b[31m x_1 \x7f\x9b2J"),
    "controls in prose": "\x1b]0;owned\x07" + latex("y_j = \x1b[2J"),
    "right to left": latex("y_j = \u202e x_1 \u2066"),
    "lone surrogate": latex("y_j = \ud800 x_1"),
    "every plane": latex("y_j = " + "".join(chr(at) for at in range(0x1D400, 0x1D7FF))),
    "digits of other scripts": plain("y[j] = ٣ + ३ + ３"),
    "recursive macro": "\\newcommand{\\a}{\\a}\n" + latex(r"y_j = \a"),
    "mutually recursive macros": "\\newcommand{\\a}{\\b}\\newcommand{\\b}{\\a}\n"
    + latex(r"y_j=\a"),
    "growing macro": "\\newcommand{\\a}{\\a\\a}\n" + latex(r"y_j = \a"),
    "growing argument": "\\newcommand{\\a}[1]{\\a{#1#1}}\n" + latex(r"y_j = \a{x}"),
    "billion laughs": _laughs(12, r"\newcommand"),
    "billion laughs by def": _laughs(12, r"\def"),
    "many macros": "".join(f"\\newcommand{{\\a{'b' * n}}}{{x}}\n" for n in range(300))
    + latex("y=1"),
    "macro of a macro": "\\newcommand{\\newcommand}{\\a}\n" + latex(r"y_j = \a"),
    "quotation": latex("y_j = \\text{" + "a" * 60_000 + "}"),
    "comment": latex("y_j = % " + "a" * 50_000),
}

FILES: dict[str, tuple[str, str]] = {
    "deep notebook": ("a.ipynb", "[" * 100_000),
    "deep notebook closed": ("a.ipynb", '{"cells":' + "[" * 50_000 + "]" * 50_000 + "}"),
    "deep cell": ("a.ipynb", '{"cells":[' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "]}"),
    "cells of no kind": ("a.ipynb", '{"cells": 1}'),
    "cells of numbers": ("a.ipynb", '{"cells": [1, null, [], {"cell_type": "markdown"}]}'),
    "sources of numbers": ("a.ipynb", _notebook([1, {"a": 2}])),
    "a huge number": ("a.ipynb", '{"cells": [], "nbformat": ' + "9" * 60_000 + "}"),
    "not a number": ("a.ipynb", '{"cells": NaN}'),
    "a notebook of braces": ("a.ipynb", _notebook("$$" + "{" * 60_000 + "$$")),
    "a notebook in a notebook": ("a.ipynb", _notebook(_notebook("$$ y = " + "(" * 9_000))),
    "TeX loop": ("a.tex", r"\documentclass{a}\begin{document}\loop\iftrue\repeat\end{document}"),
    "TeX includes": ("a.tex", r"\begin{document}\input{/etc/passwd}\end{document}"),
    "deep lists": ("a.md", "> " * 20_000 + "$$ y = ( $$"),
    "fences": ("a.md", "```\n" * 5_000 + "$$ y = ( $$"),
    "comments": ("a.md", "<!--" * 10_000 + "$$ y = ( $$"),
}  # fmt: skip

_GRADIENTS = "def gradients(x, t, w1, b1):\n"
CODE: dict[str, str] = {
    "loop": _GRADIENTS + "    while True:\n        pass\n",
    "sleep": _GRADIENTS + "    import time\n    time.sleep(1000)\n",
    "fork": _GRADIENTS + "    import os\n    while True:\n        os.fork()\n",
    "memory": _GRADIENTS + "    return {'dw1': bytearray(10**11)}\n",
    "prints": _GRADIENTS + "    while True:\n        print('a' * 10**6)\n",
    "recursion": _GRADIENTS + "    return gradients(x, t, w1, b1)\n",
    "exit": _GRADIENTS + "    import os\n    os._exit(0)\n",
    "kill": _GRADIENTS + "    import os, signal\n    os.kill(os.getppid(), signal.SIGSTOP)\n",
    "at import": "import sys\nsys.exit(0)\n" + _GRADIENTS + "    return {}\n",
    "huge answer": _GRADIENTS + "    import numpy\n    return {'dw1': numpy.zeros(10**8)}\n",
    "an object": _GRADIENTS + "    return {'dw1': object()}\n",
    "no code": "gradients = (" * 300,
    "deep code": "x = " + "(" * 10_000,
}
