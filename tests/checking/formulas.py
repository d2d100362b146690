"""Random formulas of a user, over the whole formula language, in random networks.

Every formula is one that a person could write: values stay near 1, quotients,
logarithms and roots keep away from their singular points, and every index of
the left side is used on the right. Decisions come from a `Chooser`, as in
`networks`, so that Hypothesis can shrink what a seed has found.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies
from hypothesis.strategies import DrawFn, SearchStrategy

from derive.network.architecture import Architecture
from derive.network.objects import layer, network, penalty
from tests.checking.networks import Chooser, Drawn, Seeded

Formula = dict[str, Any]
Entries = dict[str, str]  # by its text, e.g. "w[j,i]", the letters of an entry
NUMBERS = ("2", "1/2", "3/4", "0.3", "1.5", "-1/3")
CALLED = ("sigmoid", "tanh", "softplus", "silu", "gelu", "relu", "elu", "softsign", "mish")
UNARY = (
    "tanh({0})",
    "erf({0})",
    "exp({0}/4 - ({0})^2)",
    "exp(-abs({0}))",
    "log(1 + exp({0}))",
    "log(3/2 + ({0})^2)",
    "sqrt(1 + ({0})^2)",
    "abs({0})",
    "({0})^2",
    "({0})^3/3",
    "(2 + tanh({0}))^1.5",
    "1/(1 + exp({0}))",
    "1/(2 + ({0})^2)",
    "-({0})",
    "sign({0})*({0})",
)
BINARY = (
    "{0} + {1}",
    "{0} - {1}",
    "({0})*({1})",
    "({0})*({1})",
    "max({0}, {1})",
    "min({0}, {1})",
    "min(max({0}, -1/2), {1}, 3/2)",
    "({0})/(1 + ({1})^2)",
    "({0})/(2 + tanh({1}))",
    "({0})/(1 + exp({1}))",
    "where({0} > {1}, {0}, 2*({1}))",
    "where({0} <= 1/4, ({1})^2, {0})",
    "({0} > 0)*({1})",
    "exp({0})/(exp({0}) + exp({1}))",
    "sqrt(({0})^2 + ({1})^2 + 1/4)",
    "(1 + ({0})^2)^tanh({1})",
    "log(exp({0}) + exp({1}))",
    "(({0}) - ({1}))^2",
)


@strategies.composite
def _formula_networks(draw: DrawFn) -> Architecture:
    return formula_network(Drawn(draw))


def formula_networks() -> SearchStrategy[Architecture]:
    """Networks of a user's own formulas."""
    return _formula_networks()


def seeded_formulas(count: int, start: int = 0) -> Iterator[tuple[int, Architecture]]:
    """`count` networks, each with the seed that makes it again."""
    for seed in range(start, start + count):
        yield seed, formula_network(Seeded(seed))


def formula_network(choose: Chooser) -> Architecture:
    """Dense layers with a user's own layers and activations between them, and perhaps his loss."""
    formulas: dict[str, Formula] = {}
    size = choose.among((3, 2, 4))
    first, layers = size, list[dict[str, Any]]()
    for at in range(choose.among((1, 2))):
        size = _block(choose, layers, formulas, size, at)
    layers.append(layer("dense", units=choose.among((2, 3))))
    if choose.among((False, True)):
        layers.append(layer(_own(formulas, "ending", _activation(choose))))
    loss = "squared_error"
    if choose.among((True, True, False)):
        loss = _own(formulas, "own_loss", _loss(choose))
    norms = choose.among(((), (), (), ("l2",), ("l1", "l2")))
    return network(
        input=first,
        layers=layers,
        loss=loss,
        formulas=formulas,
        penalties=[penalty(norm, "1/8") for norm in norms],
        cost=choose.among(("mean", "sum")),
        name="formulas",
    )


def _own(formulas: dict[str, Formula], name: str, formula: Formula) -> str:
    formulas[name] = formula
    return name


def _block(
    choose: Chooser, layers: list[dict[str, Any]], formulas: dict[str, Formula], size: int, at: int
) -> int:
    """Append one block of layers; what size leaves it."""
    kind = choose.among(("layer", "activation", "vector", "two inputs", "three inputs"))
    start = "input"
    if layers:
        start = f"before{at}"
        layers[-1]["name"] = start
    if kind == "layer":
        units = choose.among((2, 3, 4))
        name = _own(formulas, f"layer{at}", _layer(choose, 1))
        layers.append(layer(name, units=units))
        return units
    layers.append(layer("dense", units=size, bias=choose.among((True, False))))
    if kind in ("activation", "vector"):
        made = _activation(choose) if kind == "activation" else _vector(choose)
        layers.append(layer(_own(formulas, f"{kind}{at}", made)))
        return size
    count = 2 if kind == "two inputs" else 3
    name = _own(formulas, f"joined{at}", _layer(choose, count))
    others = [start]
    if count == 3:
        layers[-1]["name"] = f"middle{at}"
        layers.append(layer("tanh"))
        others = [f"middle{at}", start]
    layers.append(layer(name, inputs=others, units=choose.among((2, 3, 4))))
    return int(layers[-1]["units"])


def _layer(choose: Chooser, count: int) -> Formula:
    """A layer that makes z[j] of some vectors over i, through named intermediates."""
    inputs = ("x", "p", "q")[:count]
    known: Entries = {f"{name}[i]": "i" for name in inputs}
    known |= {"w[j,i]": "ji", "v[j]": "j", "beta": ""}
    equations = []
    for at in range(choose.among((0, 1, 2, 3))):
        letters = choose.among(("i", "j", "ji", ""))
        left = f"u{at}[{','.join(letters)}]" if letters else f"u{at}"
        equations.append(f"{left} = {_covering(choose, known, letters)}")
        known[left] = letters
    inner = _covering(choose, known, "ji")
    plain = choose.among(("w[j,i]*x[i]", "exp(w[j,i])*x[i]/2", "w[j,i]*x[i]/size(i)"))
    offset = _expression(choose, known, "j", 1)
    equations.append(f"z[j] = sum(i, {inner}) + {offset} + sum(i, {plain})")
    return _checked("layer", equations, inputs=inputs, sizes={"j": "units"})


def _vector(choose: Chooser) -> Formula:
    """An activation that ties the units to each other."""
    known: Entries = {"x[i]": "i", "beta": ""}
    equations = []
    for at in range(choose.among((0, 1, 2))):
        letters = choose.among(("i", "", ""))
        left = f"u{at}[{letters}]" if letters else f"u{at}"
        equations.append(f"{left} = {_covering(choose, known, letters)}")
        known[left] = letters
    within = {text: letters for text, letters in known.items() if text != "x[i]"}
    total = _covering(choose, {**within, "x[k]": "k"}, "k", sums="i")
    shape = choose.among(
        (
            "y[i] = exp({0})/sum(k, exp(x[k]))",
            "y[i] = {0} - sum(k, {1})/size(k)",
            "y[i] = {0}/sqrt(1 + sum(k, x[k]^2)/size(i))",
            "y[i] = sum(k, ({1})*(1 - delta(i,k))) + {0}",
            "y[i] = ({0})/(1 + sum(k, abs({1})))",
        )
    )
    equations.append(f"{shape.format(_covering(choose, known, 'i'), total)} + x[i]/2")
    return _checked("activation", equations, inputs=("x",))


def _activation(choose: Chooser) -> Formula:
    """A function of one number, its parameters and constants."""
    known: Entries = {"x": ""}
    if choose.among((False, True)):
        known["beta"] = ""
    if choose.among((False, True)):
        known["c"] = ""
    equations = []
    if choose.among((False, True)):
        equations.append(f"u = {_expression(choose, known, '', 1, sums='')}")
        known["u"] = ""
    body = _expression(choose, known, "", 2, sums="")
    equations.append(f"y = {body} + {choose.among(('x/2', 'tanh(x)', 'x*sigmoid(x)'))}")
    return _checked("activation", equations, inputs=("x",))


def _loss(choose: Chooser) -> Formula:
    """A loss of a prediction and a real target."""
    known: Entries = {"y[k]": "k", "t[k]": "k", "(y[k]-t[k])": "k"}
    equations = []
    for at in range(choose.among((0, 1, 2))):
        letters = choose.among(("k", ""))
        left = f"d{at}[{letters}]" if letters else f"d{at}"
        equations.append(f"{left} = {_covering(choose, known, letters, sums='k')}")
        known[left] = letters
    body = _covering(choose, known, "k", sums="")
    shape = choose.among(("sum(k, {0})", "sum(k, {0})/size(k)", "log(2 + sum(k, abs({0})))"))
    residual = choose.among(("(y[k]-t[k])^2", "abs(y[k]-t[k])", "log(1 + exp(-t[k]*y[k]))"))
    equations.append(f"L = {shape.format(body)} + sum(k, {residual})")
    return _checked("loss", equations, inputs=("y", "t"))


def _checked(
    kind: str, equations: Sequence[str], *, inputs: Sequence[str], **more: object
) -> Formula:
    """A formula's table, with those parameters, constants and equations that it uses."""
    kept = [equations[-1]]
    for equation in reversed(equations[:-1]):
        name = equation.split("[")[0].split(" ")[0]
        if any(name in one for one in kept):
            kept.insert(0, equation)
    text = " ".join(kept)
    unused = [
        f"{name}[{'k' if kind == 'loss' else 'i'}]" for name in inputs if f"{name}[" not in text
    ]
    if unused and "[" in text:
        kept[-1] = _with_unused(kept[-1], unused)
        text = " ".join(kept)
    table: Formula = {"kind": kind, "equations": kept, **more}
    if kind != "activation" or tuple(inputs) != ("x",):
        table["inputs"] = list(inputs)
    initial = {"w": "glorot_uniform", "v": "zeros", "beta": 1}
    parameters = {name: rule for name, rule in initial.items() if _uses(text, name)}
    if parameters:
        table["parameters"] = parameters
    if _uses(text, "c"):
        table["constants"] = {"c": "3/4"}
    return table


def _with_unused(equation: str, unused: Sequence[str]) -> str:
    """An equation that also uses the inputs that no other does."""
    inside = "+".join(unused)
    letter = unused[0][-2]
    bound = equation.split("=", maxsplit=1)[0]
    return (
        f"{equation} + {inside}"
        if f"[{letter}]" in bound
        else f"{equation} + sum({letter}, {inside})"
    )


def _uses(text: str, name: str) -> bool:
    plain = "".join(one if one.isalnum() or one == "_" else " " for one in text)
    return name in plain.split()


def _covering(choose: Chooser, known: Entries, letters: str, sums: str = "i") -> str:
    """An expression that uses all of some letters."""
    body = _expression(choose, known, letters, 1, sums)
    for letter in letters:
        entries = [
            text for text, own in known.items() if letter in own and set(own) <= set(letters)
        ]
        body = f"({body}) {choose.among(('+', '-', '*'))} {choose.among(entries)}"
    return f"({body})"


def _expression(choose: Chooser, known: Entries, letters: str, depth: int, sums: str = "i") -> str:
    """An expression of entries whose letters are among some."""
    kinds = ("entry", "unary", "binary", "binary", "call", "sum")
    kind = choose.among(kinds) if depth else "entry"
    if kind == "sum" and sums not in letters and sums in "".join(known.values()):
        inside = _covering(choose, known, letters + sums, "")
        if f"[{sums}]" in inside or f",{sums}]" in inside:
            return f"sum({sums}, {inside})"

    def part() -> str:
        return _expression(choose, known, letters, depth - 1, sums)

    match kind:
        case "unary":
            return choose.among(UNARY).format(part())
        case "binary":
            return f"({choose.among(BINARY).format(part(), part())})"
        case "call":
            return f"{choose.among(CALLED)}({part()})"
    entries = [text for text, own in known.items() if set(own) <= set(letters)]
    return choose.among((*(entries or ["0.7"]), *entries, choose.among(NUMBERS)))
