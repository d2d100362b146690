"""Networks whose gradients are typed by hand, standing in for the network's half of a program.

They are the textbook forms (softmax with cross-entropy: y - t) and serve as oracles only.
"""

from __future__ import annotations

from dataclasses import replace

from derive.programs.training import Blocks, DataFacts, Initial, ParameterFacts, TrainingFacts

SOFTMAX = TrainingFacts(
    name="train",
    title="Softmax regression",
    architecture="4 -> dense 3 -> softmax | cross_entropy",
    parameters=(
        ParameterFacts("w1", (3, 4), Initial("glorot_uniform")),
        ParameterFacts("b1", (3,), Initial("zeros")),
    ),
    inputs=(DataFacts("x", (4,)),),
    targets=(DataFacts("t", (3,)),),
    task="classification",
    sums_to_one=True,
)

SOFTMAX_PLAIN = Blocks(
    forward='''\
def predict(parameters: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """The outputs for inputs x."""
    z = x @ parameters["w1"].T + parameters["b1"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> float:
    """The mean of the samples' losses."""
    return float(-(t * np.log(predict(parameters, x))).sum() / len(x))
''',
    gradients='''\
def gradients(
    parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The loss, and its gradient by each parameter."""
    y = predict(parameters, x)
    delta1 = (y - t) / len(x)
    cost = float(-(t * np.log(y)).sum() / len(x))
    return cost, {"w1": delta1.T @ x, "b1": delta1.sum(axis=0)}
''',
)


def mlp(inputs: int, hidden: int, outputs: int) -> TrainingFacts:
    """Facts of a network with one hidden layer of tanh and softmax above it."""
    return TrainingFacts(
        name="train",
        title="A network with one hidden layer",
        architecture=f"{inputs} -> dense {hidden} -> tanh -> dense {outputs} -> softmax "
        "| cross_entropy",
        parameters=(
            ParameterFacts("w1", (hidden, inputs), Initial("glorot_normal")),
            ParameterFacts("b1", (hidden,), Initial("constant", (0.125,))),
            ParameterFacts("w2", (outputs, hidden), Initial("he_uniform")),
            ParameterFacts("b2", (outputs,), Initial("normal", (0.25,))),
        ),
        inputs=(DataFacts("x", (inputs,)),),
        targets=(DataFacts("t", (outputs,)),),
        task="classification",
        sums_to_one=True,
    )


MLP_FAST = Blocks(
    forward='''\
def predict(parameters: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """The outputs for inputs x."""
    a1 = np.tanh(x @ parameters["w1"].T + parameters["b1"])
    z2 = a1 @ parameters["w2"].T + parameters["b2"]
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> float:
    """The mean of the samples' losses."""
    return float(-(t * np.log(predict(parameters, x))).sum() / len(x))
''',
    workspace='''\
class Workspace:
    """Buffers for batches of one size."""

    def __init__(
        self, parameters: dict[str, np.ndarray], gradient: dict[str, np.ndarray], batch: int
    ) -> None:
        self.w1, self.b1 = parameters["w1"], parameters["b1"]
        self.w2, self.b2 = parameters["w2"], parameters["b2"]
        self.dw1, self.db1 = gradient["w1"], gradient["b1"]
        self.dw2, self.db2 = gradient["w2"], gradient["b2"]
        self.batch = batch
        self.a1 = np.empty((batch, len(self.b1)), self.w1.dtype)
        self.delta1 = np.empty_like(self.a1)
        self.y = np.empty((batch, len(self.b2)), self.w1.dtype)
        self.ones = np.ones(batch, self.w1.dtype)

    def step(self, x: np.ndarray, t: np.ndarray) -> float:
        """The loss of a batch; the gradient's arrays are filled."""
        a1, y, delta1 = self.a1, self.y, self.delta1
        np.matmul(x, self.w1.T, out=a1)
        np.add(a1, self.b1, out=a1)
        np.tanh(a1, out=a1)
        np.matmul(a1, self.w2.T, out=y)
        np.add(y, self.b2, out=y)
        np.subtract(y, y.max(axis=1, keepdims=True), out=y)
        logits = np.vdot(y, t)
        np.exp(y, out=y)
        sums = y.sum(axis=1, keepdims=True)
        cost = float(np.log(sums).sum() - logits) / self.batch
        np.divide(y, sums, out=y)
        np.subtract(y, t, out=y)
        np.multiply(y, 1.0 / self.batch, out=y)
        np.matmul(y.T, a1, out=self.dw2)
        np.dot(self.ones, y, out=self.db2)
        np.matmul(y, self.w2, out=delta1)
        np.multiply(a1, a1, out=a1)
        np.subtract(1.0, a1, out=a1)
        np.multiply(delta1, a1, out=delta1)
        np.matmul(delta1.T, x, out=self.dw1)
        np.dot(self.ones, delta1, out=self.db1)
        return cost
''',
    gradients='''\
def gradients(
    parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The loss, and its gradient by each parameter."""
    gradient = {name: np.empty_like(value) for name, value in parameters.items()}
    return Workspace(parameters, gradient, len(x)).step(x, t), gradient
''',
)

LINEAR = replace(
    SOFTMAX,
    title="Linear regression, two outputs",
    architecture="3 -> dense 2 | squared_error",
    parameters=(
        ParameterFacts("w1", (2, 3), Initial("uniform", (-0.5, 0.5))),
        ParameterFacts("b1", (2,), Initial("ones")),
    ),
    inputs=(DataFacts("x", (3,)),),
    targets=(DataFacts("t", (2,)),),
    task="regression",
    reduction="sum",
    sums_to_one=False,
)

LINEAR_PLAIN = Blocks(
    forward='''\
def predict(parameters: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """The outputs for inputs x."""
    return x @ parameters["w1"].T + parameters["b1"]


def loss(parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> float:
    """The sum of the samples' losses."""
    return float(0.5 * ((predict(parameters, x) - t) ** 2).sum())
''',
    gradients='''\
def gradients(
    parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The loss, and its gradient by each parameter."""
    delta1 = predict(parameters, x) - t
    return float(0.5 * (delta1**2).sum()), {"w1": delta1.T @ x, "b1": delta1.sum(axis=0)}
''',
)

LOGISTIC = replace(
    SOFTMAX,
    title="Logistic regression",
    architecture="2 -> dense 1 | binary_cross_entropy_logits",
    parameters=(
        ParameterFacts("w1", (1, 2), Initial("he_normal")),
        ParameterFacts("b1", (1,), Initial("zeros")),
    ),
    inputs=(DataFacts("x", (2,)),),
    targets=(DataFacts("t", (1,)),),
    task="binary",
    threshold=0.0,
    sums_to_one=False,
)

LOGISTIC_PLAIN = Blocks(
    forward='''\
def predict(parameters: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """The outputs for inputs x."""
    return x @ parameters["w1"].T + parameters["b1"]


def loss(parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> float:
    """The mean of the samples' losses."""
    z = predict(parameters, x)
    return float((np.logaddexp(0.0, z) - t * z).sum() / len(x))
''',
    gradients='''\
def gradients(
    parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The loss, and its gradient by each parameter."""
    z = predict(parameters, x)
    delta1 = (1.0 / (1.0 + np.exp(-z)) - t) / len(x)
    return loss(parameters, x, t), {"w1": delta1.T @ x, "b1": delta1.sum(axis=0)}
''',
)
