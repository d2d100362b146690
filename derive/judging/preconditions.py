"""What has to be in a model before a mistake may be named: no regulariser, no forgotten one.

A repair stays a repair where its mistake's precondition fails; it is then called by a plainer
name that promises less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derive.judging.edits import WrongLine
from derive.judging.scalars import is_scale, scalars_in
from derive.reading.shapes import slots_of
from derive.reading.term_parts import every
from derive.reading.terms import Call, Holds, MatrixProduct, Over, Power

Holding = Callable[[WrongLine], bool]


@dataclass(frozen=True, slots=True)
class Precondition:
    """When a mistake may be named.

    Attributes:
        holds: Whether a line's model has what the mistake speaks of.
        otherwise: The mistake that it is called where it has not; "" where none fits.
    """

    holds: Holding
    otherwise: str = ""


def named(code: str, wrong: WrongLine) -> str:
    """What a mistake is called in a line: its own name, or a plainer one; "" for none."""
    while code and not PRECONDITIONS[code].holds(wrong):
        code = PRECONDITIONS[code].otherwise
    return code


def _always(_: WrongLine) -> bool:
    return True


def _has_activation(wrong: WrongLine) -> bool:
    return bool(wrong.roles.activations)


def _has_kind(kind: str) -> Holding:
    def holds(wrong: WrongLine) -> bool:
        return any(one.kind == kind for one in wrong.roles.activations)

    return holds


def _has_log_loss(wrong: WrongLine) -> bool:
    return wrong.roles.has_log_loss


def _has_other_loss(wrong: WrongLine) -> bool:
    return not wrong.roles.has_log_loss and wrong.roles.model.cost is not None


def _has_logarithm(wrong: WrongLine) -> bool:
    terms = [one.value for one in wrong.roles.model.definitions]
    terms += [wrong.left] if wrong.slope is None else [wrong.left, wrong.slope.of]
    calls = [part for term in terms for part in every(term) if isinstance(part, Call)]
    return any(one.function.name == "log" for one in calls)


def _has_mean(wrong: WrongLine) -> bool:
    roles = wrong.roles
    return bool(roles.mean_axes or roles.counts or roles.group_axes)


def _has_sum_for_loss(wrong: WrongLine) -> bool:
    return bool(wrong.roles.summed_axes) and not wrong.roles.mean_axes


def _has_groups(wrong: WrongLine) -> bool:
    return bool(wrong.roles.group_axes) and wrong.roles.is_normalised


def _is_normalised(wrong: WrongLine) -> bool:
    return wrong.roles.is_normalised


def _has_regulariser(wrong: WrongLine) -> bool:
    return bool(wrong.roles.regularisers) and wrong.is_of_cost


def _has_free_bias(wrong: WrongLine) -> bool:
    return bool(wrong.roles.regularisers) and wrong.is_by_bias


def _is_by_bias(wrong: WrongLine) -> bool:
    return wrong.is_by_bias


def _has_rate(wrong: WrongLine) -> bool:
    terms = [wrong.left, wrong.right, *(one.value for one in wrong.roles.model.definitions)]
    return any(wrong.is_rate(part) for term in terms for part in every(term))


def _has_update(wrong: WrongLine) -> bool:
    return bool(wrong.roles.updated)


def _has_time(wrong: WrongLine) -> bool:
    return wrong.roles.has_time


def _has_window(wrong: WrongLine) -> bool:
    return wrong.roles.has_window


def _has_moving_axis(wrong: WrongLine) -> bool:
    return bool(wrong.roles.moving_axes)


def _has_case(wrong: WrongLine) -> bool:
    return any(isinstance(part, Holds) for part in every(wrong.right))


def _has_quotient(wrong: WrongLine) -> bool:
    return any(isinstance(part, Over | Power) for part in every(wrong.right))


def _has_power(wrong: WrongLine) -> bool:
    terms = [one.value for one in wrong.roles.model.definitions]
    return any(isinstance(part, Power | Over) for term in terms for part in every(term))


def _has_matrix(wrong: WrongLine) -> bool:
    parts = [*every(wrong.right), *every(wrong.left)]
    return any(isinstance(part, MatrixProduct) or slots_of(part) for part in parts)


def _has_gate(wrong: WrongLine) -> bool:
    return bool(wrong.roles.gates)


def _has_two_gates(wrong: WrongLine) -> bool:
    return len(wrong.roles.gates) > 1


def _has_temperature(wrong: WrongLine) -> bool:
    return bool(wrong.roles.temperatures)


def _has_scale(wrong: WrongLine) -> bool:
    is_rooted = any(map(is_scale, scalars_in(wrong)))
    return is_rooted and _has_kind("softmax")(wrong)


ANY = Precondition(_always)
OF_ACTIVATION = Precondition(_has_activation, "missing-factor")
FORM = Precondition(_has_activation, "wrong-form")
MATRIX = Precondition(_has_matrix, "wrong-index")
WINDOW = Precondition(_has_window, "wrong-index")

PRECONDITIONS: Mapping[str, Precondition] = {
    # signs and factors
    "error-sign": ANY,
    "update-sign": Precondition(_has_rate, "inner-sign-lost"),
    "inner-sign-lost": ANY,
    "log-sign-lost": Precondition(_has_logarithm, "inner-sign-lost"),
    "factor-two-lost": ANY,
    "extra-factor-two": ANY,
    "batch-mean-lost": Precondition(_has_mean, "constant-factor"),
    "batch-mean-twice": Precondition(_has_mean, "constant-factor"),
    "batch-mean-for-a-sum": Precondition(_has_sum_for_loss, "constant-factor"),
    "group-size-wrong": Precondition(_has_groups, "batch-mean-lost"),
    "constant-factor": ANY,
    "temperature-lost": Precondition(_has_temperature, "missing-factor"),
    "factor-inverted": ANY,
    "inner-derivative-lost": ANY,
    "another-function-derivative": ANY,
    "power-rule": Precondition(_has_power, "wrong-form"),
    "deviation-for-variance": ANY,
    # activations
    "missing-activation-derivative": OF_ACTIVATION,
    "derivative-at-post-activation": FORM,
    "closed-form-with-pre-activation": FORM,
    "another-activation-closed-form": FORM,
    "wrong-closed-form": FORM,
    "wrong-form": ANY,
    "activation-instead-of-derivative": FORM,
    "derivative-times-pre-activation": Precondition(_has_activation, "extra-factor"),
    "inverse-derivative": OF_ACTIVATION,
    "activation-derivative-of-wrong-layer": FORM,
    "relu-mask-from-gradient": Precondition(_has_case, "wrong-form"),
    "inequality-reversed": Precondition(_has_case, "wrong-form"),
    "gate-complement": Precondition(_has_gate, "wrong-form"),
    "wrong-gate": Precondition(_has_two_gates, "activation-derivative-of-wrong-layer"),
    # losses
    "mse-delta-with-cross-entropy": Precondition(_has_log_loss, "extra-factor"),
    "cross-entropy-delta-with-mse": Precondition(_has_other_loss, "missing-factor"),
    "log-derivative-as-value": Precondition(_has_logarithm, "missing-factor"),
    "quotient-rule-without-square": Precondition(_has_quotient, "wrong-form"),
    "diagonal-softmax-jacobian": Precondition(_has_kind("softmax"), "kronecker-dropped"),
    "kronecker-dropped": ANY,
    # products and indices
    "missing-transpose": MATRIX,
    "swapped-weight-indices": ANY,
    "reversed-outer-product": ANY,
    "outer-for-inner-product": MATRIX,
    "transpose-order": MATRIX,
    "hadamard-for-matrix-product": MATRIX,
    "matrix-product-for-hadamard": MATRIX,
    "wrong-index": ANY,
    # sums
    "upstream-sum-missing": ANY,
    "bias-without-batch-sum": Precondition(_is_by_bias, "upstream-sum-missing"),
    "positions-not-summed": Precondition(_has_moving_axis, "upstream-sum-missing"),
    "sum-over-wrong-axis": ANY,
    "sum-survives-differentiation": ANY,
    "factor-pulled-out-of-sum": ANY,
    # names
    "wrong-layer-activation": ANY,
    "wrong-layer-delta": ANY,
    "wrong-layer-weight": ANY,
    "weights-already-updated": Precondition(_has_update, "wrong-layer-weight"),
    "weights-dropped": ANY,
    "gamma-dropped": Precondition(_is_normalised, "missing-factor"),
    "missing-factor": ANY,
    "extra-factor": ANY,
    "bias-times-input": Precondition(_is_by_bias, "extra-factor"),
    # shifts
    "time-off-by-one": Precondition(_has_time, "wrong-index"),
    "convolution-off-by-one": WINDOW,
    "kernel-not-flipped": WINDOW,
    "stride-lost": WINDOW,
    "offset-lost": WINDOW,
    # terms
    "parentheses-lost": ANY,
    "regulariser-missing": Precondition(_has_regulariser, "path-missing"),
    "regulariser-doubled": Precondition(_has_regulariser, "extra-factor-two"),
    "regulariser-on-bias": Precondition(_has_free_bias, "extra-term"),
    "extra-term": ANY,
    "missing-term": ANY,
    # paths
    "future-term-missing": Precondition(_has_time, "path-missing"),
    "previous-state-constant": Precondition(_has_time, "path-missing"),
    "variance-path-missing": Precondition(_is_normalised, "path-missing"),
    "mean-path-missing": Precondition(_is_normalised, "path-missing"),
    "skip-path-missing": ANY,
    "tied-path-missing": ANY,
    "path-missing": ANY,
    # attention
    "attention-scale-lost": Precondition(_has_scale, "missing-factor"),
    "attention-scale-without-root": Precondition(_has_scale, "wrong-form"),
}
