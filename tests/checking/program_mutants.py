"""Mutants of matrix forms and of the text of programs."""

from sympy import exp

from derive.calculus import matrix
from derive.programs import numpy as spelling
from tests.checking.law_mutants import RELU, SOFTMAX, TANH
from tests.checking.layer_mutants import BATCH_NORM, CONV, DROPOUT, POOL, RNN, TABLE
from tests.checking.mutants import Mutant, after_wrong, text

IN_USE = "h2 = (z1"
OF_LOSS = """ / np.sqrt(1e-05 + r2)  # (4)
    y = beta2 + gamma2 * h2  # (5)
    l ="""

PROGRAM_MUTANTS = {
    "a matrix form loses a term": Mutant(
        TANH,
        after_wrong(matrix, "summed", lambda form: getattr(form, "terms", (form,))[0]),
        check="matrix_forms",
    ),
    "a matrix form names another function": Mutant(
        SOFTMAX,
        lambda patch: patch.setitem(matrix._ELEMENTARY, exp, "tanh"),
        check="matrix_forms",
    ),
    "the program adds where it subtracts": Mutant(
        TANH,
        lambda patch: patch.setitem(spelling.INFIX, "subtract", ("+", spelling.PLUS)),
        check="plain_float64",
    ),
    "the plain program loses the mean": Mutant(
        TANH, text("plain", " / len(x)", ""), check="plain_float64"
    ),
    "the plain program transposes nothing": Mutant(
        "2 -> dense 4 -> tanh -> dense 4 | squared_error",
        text("plain", "delta2 @ w2", "delta2 @ w2.T"),
        check="programs_run",
    ),
    "the fast program exchanges a sign": Mutant(
        TANH, text("fast", "np.subtract(self.y, t", "np.add(self.y, t"), check="fast_float64"
    ),
    "the fast program takes the wrong side of a kink": Mutant(
        RELU, text("fast", "np.greater(", "np.less("), check="fast_float64"
    ),
    "the fast program drops the bias": Mutant(
        TANH, text("fast", "np.add(self.z1, self.b1", "np.add(self.z1, 0"), check="fast_float64"
    ),
    "the program computes in the wrong precision": Mutant(
        TANH,
        text("plain", "x2 = np.tanh(z1)", "x2 = np.tanh(z1.astype(np.float32))"),
        check="plain_float64",
    ),
    "the plain program pads the other end": Mutant(
        CONV,
        text(
            "plain", "np.pad(z1, ((0, 0), (0, 0), (1, 0)))", "np.pad(z1, ((0, 0), (0, 0), (0, 1)))"
        ),
    ),
    "the fast program pads the other end": Mutant(
        CONV,
        text("fast", "self.y_padded[:, :, 1:]", "self.y_padded[:, :, :-1]"),
        check="fast_float64",
    ),
    "overlapping windows are put back, not added": Mutant(
        POOL, text("plain", "place += windows", "place[...] = windows"), check="plain_float64"
    ),
    "overlapping windows are put back one place off": Mutant(
        POOL, text("plain", "dilation * at for", "dilation * at * 0 for"), check="plain_float64"
    ),
    "the fast program puts windows back, and adds nothing": Mutant(
        POOL, text("fast", "np.add(place, part, out=place)", "np.copyto(place, part)")
    ),
    "the last of several largest entries is marked": Mutant(
        POOL,
        text(
            "plain",
            "flat.argmax(axis=-1)",
            "(flat.shape[-1] - 1 - flat[..., ::-1].argmax(axis=-1))",
        ),
    ),
    "the smallest entry is marked": Mutant(
        POOL, text("plain", "flat.argmax(", "flat.argmin("), check="plain_float64"
    ),
    "the fast program marks every largest entry": Mutant(
        POOL, text("fast", "np.greater(mask, seen, out=mask)", "pass")
    ),
    "the fast program forgets to clear its sums": Mutant(
        POOL, text("fast", "self.delta1_sums.fill(0)", "pass")
    ),
    "a loop begins at the wrong end": Mutant(
        RNN, text("plain", "reversed(range(", "list(range("), check="plain_float64"
    ),
    "a loop looks at its own step": Mutant(
        RNN, text("plain", "da1[s + 1] @ u1", "da1[s] @ u1"), check="plain_float64"
    ),
    "a loop begins from ones": Mutant(
        RNN, text("plain", "y_steps = np.zeros(", "y_steps = np.ones("), check="plain_float64"
    ),
    "the fast program's loop stops a step early": Mutant(
        RNN, text("fast", ", -1, -1):", ", 0, -1):"), check="fast_float64"
    ),
    "rows of a table are put back, not added": Mutant(
        TABLE,
        text(
            "plain", "np.matmul(is_own, rows, out=sums)", "sums.fill(0)\n        sums[index] = rows"
        ),
        check="plain_float64",
    ),
    "the fast program reads a row too far": Mutant(
        TABLE, text("fast", "np.take(self.w1, x,", "np.take(self.w1, x + 1,"), check="fast_float64"
    ),
    "a state is updated wrongly": Mutant(
        BATCH_NORM, text("plain", "0.1 * mu2", "0.2 * mu2"), check="plain_float64"
    ),
    "a training step updates a state wrongly": Mutant(
        BATCH_NORM, text("fast", "np.multiply(0.9, self.m2", "np.multiply(0.8, self.m2")
    ),
    "a training step keeps no state": Mutant(
        BATCH_NORM, text("fast", "np.copyto(self.m2, self.new_m2", "np.copyto(self.m2, self.m2")
    ),
    "the loss in use takes states of the wrong sign": Mutant(
        BATCH_NORM, text("plain", f"{IN_USE} - m2){OF_LOSS}", f"{IN_USE} + m2){OF_LOSS}")
    ),
    "prediction drops units": Mutant(
        DROPOUT, text("plain", "x2 = z1", "x2 = 0.75 * z1"), check="plain_float64"
    ),
    "noise keeps as many as it should drop": Mutant(
        DROPOUT, text("plain", "(samples, 2), dtype) < 0.75", "(samples, 2), dtype) < 0.25")
    ),
    "noise is not scaled": Mutant(
        DROPOUT,
        text("fast", "np.multiply(4, self.delta1, out=self.delta1)", "pass"),
        check="fast_float64",
    ),
}
