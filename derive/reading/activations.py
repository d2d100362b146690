"""The functions that documents may name without defining them: activations from formula files."""

from __future__ import annotations

from functools import cache

from derive.formulas.catalogue import builtin_names
from derive.network.functions import Functions
from derive.reading.convert import function_of
from derive.reading.standard import standard
from derive.reading.terms import Function

# How writers spell functions whose formulas have another name.
_SPELLINGS = {
    "sigmoid": ("sigmoid", "sigm", "logistic"),
    "relu": ("ReLU", "relu", "Relu"),
    "gelu": ("GELU", "gelu"),
    "silu": ("SiLU", "silu", "swish"),
    "softplus": ("softplus",),
    "mish": ("Mish", "mish"),
    "softsign": ("softsign",),
    "selu": ("SELU", "selu"),
}


@cache
def activations() -> dict[str, Function]:
    """Functions of one number by the names that writers call them by."""
    known = Functions({})
    found: dict[str, Function] = dict(standard())
    for name in builtin_names("activation"):
        if name in _SPELLINGS:
            function = function_of(known.called(name))
            found.update(dict.fromkeys(_SPELLINGS[name], function))
    return found
