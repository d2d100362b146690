"""Derive backpropagation symbolically, with reasons; write it as handout and program; prove it.

    >>> import derive
    >>> study = derive.derive("3 -> dense 4 -> sigmoid -> dense 2 | squared_error")
    >>> print(study.explain("w1"))

Names are loaded when they are used, so that `derive --help` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.calculus.derivation import Derivation, Result
    from derive.calculus.step import Rule, Step
    from derive.checking.report import VerifyReport
    from derive.errors import DeriveError
    from derive.judging.check import check
    from derive.judging.report import CheckReport
    from derive.network.architecture import Architecture
    from derive.network.network import Network
    from derive.network.objects import block, dense, equations, layer, loss, penalty
    from derive.network.objects import network as describe
    from derive.network.reader import read_network
    from derive.notation.expression import Equation
    from derive.study import Study, derive

__version__ = "0.1.0"

_HOMES = {
    "Architecture": "derive.network.architecture",
    "CheckReport": "derive.judging.report",
    "Derivation": "derive.calculus.derivation",
    "DeriveError": "derive.errors",
    "Equation": "derive.notation.expression",
    "Network": "derive.network.network",
    "Result": "derive.calculus.derivation",
    "Rule": "derive.calculus.step",
    "Step": "derive.calculus.step",
    "Study": "derive.study",
    "VerifyReport": "derive.checking.report",
    "block": "derive.network.objects",
    "check": "derive.judging.check",
    "dense": "derive.network.objects",
    "describe": "derive.network.objects:network",
    "derive": "derive.study",
    "equations": "derive.network.objects",
    "layer": "derive.network.objects",
    "loss": "derive.network.objects",
    "penalty": "derive.network.objects",
    "read_network": "derive.network.reader",
}

__all__ = [
    "Architecture",
    "CheckReport",
    "Derivation",
    "DeriveError",
    "Equation",
    "Network",
    "Result",
    "Rule",
    "Step",
    "Study",
    "VerifyReport",
    "__version__",
    "block",
    "check",
    "dense",
    "derive",
    "describe",
    "equations",
    "layer",
    "loss",
    "penalty",
    "read_network",
]


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext derive` in Jupyter: the magic `%%derive_check` is known from then on."""
    from derive.judging.magic import register

    register(shell)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        module, _, known_as = _HOMES[name].partition(":")
        return getattr(import_module(module), known_as or name)
    raise AttributeError(f"module 'derive' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
