"""One term of every kind, for tests."""

from fractions import Fraction

from derive.notation.index import Axis, Index, SizeOf
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Diagonal,
    Fold,
    Function,
    Holds,
    Known,
    Kronecker,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    SlotFold,
    Table,
    Times,
    Transposed,
    Whole,
)

I, J, K, T = (Axis(letter, letter, letter.upper()) for letter in "ijkt")
i, j, k, t = (Index(axis.letter, axis) for axis in (I, J, K, T))
COST = Part(Quantity("L", (), "loss", latex="L"), ())
DELTA2 = Quantity("delta2", (K,), "gradient", latex=r"\delta^{(2)}")
W1 = Quantity("w^(1)", (J, I), "parameter", latex="w^{(1)}")
W2 = Quantity("w^(2)", (K, J), "parameter", latex="w^{(2)}")
Z1 = Quantity("z^(1)", (J,), "signal", latex="z^{(1)}")
X = Quantity("x", (I,), "input", latex="x")
H = Quantity("h", (T, J), "signal", latex="h")
F = Function("f", latex="f")
ONE, TWO = Constant(Fraction(1)), Constant(Fraction(2))
COLUMN, ROW = Whole(0), Whole(1)
WHOLE_W, WHOLE_X = Part(W1, (COLUMN, ROW)), Part(X, (COLUMN,))
SUM = Fold("sum", (k,), Times((Part(DELTA2, (k,)), Part(W2, (k, j)))))
SLOPE = Call(Function("f", order=1, latex="f"), Part(Z1, (j,)))
MASK = Holds(Part(Z1, (j,)), ">", Constant(Fraction(0)))
EXP = Call(Function("exp"), WHOLE_X)

# Each with its echo and its LaTeX.
TERMS = (
    (SUM, "sum over k=1..K of delta2[k] * w2[k,j]", r"\sum_{k} \delta^{(2)}_k w^{(2)}_{kj}"),
    (Times((SLOPE, SUM)), "f'(z1[j]) * sum over k=1..K of delta2[k] * w2[k,j]", None),
    (Times((SUM, SLOPE)), "(sum over k=1..K of delta2[k] * w2[k,j]) * f'(z1[j])", None),
    (
        Derivative(COST, Part(W1, (j, i))),
        "d L/d w1[j,i]",
        r"\frac{\partial L}{\partial w^{(1)}_{ji}}",
    ),
    (Derivative(COST, Part(W1, (j, i)), is_direct=True), "direct d L/d w1[j,i]", None),
    (MatrixProduct(WHOLE_W, WHOLE_X), "w1 @ x", "w^{(1)} x"),
    (MatrixProduct(Part(Z1, (COLUMN,)), Part(X, (ROW,))), "z1 @ x.T", r"z^{(1)} x^\top"),
    (Transposed(WHOLE_W), "w1.T", r"w^{(1)\top}"),
    (Times((WHOLE_W, WHOLE_W)), "w1 * w1", r"w^{(1)} \odot w^{(1)}"),
    (MASK, "[z1[j] > 0]", r"\mathbb{1}[z^{(1)}_j > 0]"),
    (Kronecker(j, k), "delta(j, k)", r"\delta_{jk}"),
    (Part(H, (t - 1, j)), "h[t-1,j]", "h_{t-1,j}"),
    (Part(H, (t, COLUMN)), "h[t,:]", "h_{t,:}"),
    (Part(X, (Index("p", I) * 2 + 1,)), "x[2*p]", "x_{2 p}"),
    (Counted(SizeOf(I)), "I", "I"),
    (Counted(t + 1), "t", "t"),
    (Known("pi"), "pi", r"\pi"),
    (Constant(Fraction(-1, 2)), "-1/2", r"-\frac{1}{2}"),
    (Power(Part(Z1, (j,)), TWO), "z1[j]^2", "(z^{(1)}_j)^{2}"),
    (Power(Part(X, (i,)), TWO), "x[i]^2", "x_i^{2}"),
    (Plus(((1, ONE), (-1, Part(X, (i,))))), "1 - x[i]", "1 - x_i"),
    (Times((TWO, Plus(((1, ONE), (-1, Part(X, (i,))))))), "2 * (1 - x[i])", "2 (1 - x_i)"),
    (Over(ONE, Times((TWO, Counted(SizeOf(I))))), "1 / (2 * I)", r"\frac{1}{2 I}"),
    (Over(EXP, SlotFold("sum", 0, EXP)), "softmax(x)", r"\operatorname{softmax}(x)"),
    (SlotFold("sum", 0, WHOLE_W), "sum(w1, axis=0)", r"\mathbf{1}^\top w^{(1)}"),
    (SlotFold("max", 1, WHOLE_W), "max(w1, axis=1)", None),
    (Diagonal(WHOLE_X), "diag(x)", r"\operatorname{diag}(x)"),
    (Table(((ONE, TWO), (TWO, ONE)), (I, J)), "[[1, 2], [2, 1]]", None),
    (At(MatrixProduct(WHOLE_W, WHOLE_X), (j,)), "(w1 @ x)[j]", "(w^{(1)} x)_j"),
    (Matrix(Part(W1, (j, i)), (i, j)), "matrix over i, j of (w1[j,i])", None),
    (Matrix(Kronecker(j, k), (j, k)), "I", "I"),
    (
        Choice(((MASK, Part(Z1, (j,))),), Constant(Fraction(0))),
        "(z1[j] if z1[j] > 0, else 0)",
        r"\begin{cases} z^{(1)}_j & z^{(1)}_j > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (Call(Function("abs"), Part(X, (i,))), "abs(x[i])", "|x_i|"),
    (Call(Function("sqrt"), TWO), "sqrt(2)", r"\sqrt{2}"),
    (Power(TWO, Constant(Fraction(1, 2))), "sqrt(2)", r"\sqrt{2}"),
    (Fold("prod", (i,), Part(X, (i,))), "product over i=1..I of x[i]", r"\prod_{i} x_i"),
    (
        Fold("sum", (t,), Times((Holds(Counted(t + 1), ">=", Counted(k + 1)), Part(H, (t, j))))),
        "sum over t=k..T of h[t,j]",
        r"\sum_{t=k} h_{tj}",
    ),
)
