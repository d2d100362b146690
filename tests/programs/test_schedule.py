import tracemalloc
from collections import Counter

import numpy as np
import pytest

from derive.programs.buffers import memory
from derive.programs.fast import workspace, wrapped
from derive.programs.flatten import flattened
from derive.programs.nodes import Read
from derive.programs.schedule import Names, read_where_known
from derive.programs.structure import arrays_in, axes_of, parts_of
from tests.programs.generated import module_of, program_of_line, text_of

NETWORKS = [
    "lecture",
    "custom",
    "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | squared_error",
    "3 -> dense 4 -> relu -> dense 2 -> softmax | cross_entropy",
    "3 -> dense 4 -> prelu -> dense 4 -> mish -> dense 2 | huber",
    "3 -> dense 4 -> softmax -> dense 2 -> log_softmax | squared_error",
    "3 -> dense 4 -> tanh as h -> dense 4 -> gelu -> add h -> dense 2 | mean_squared_error",
    "3 -> dense 4 -> elu -> dense 2 | hinge",
    "3 -> dense 4 -> silu -> dense 2 -> softplus | poisson | l2 0.1 | l1 0.01",
]


def schedule_of(line):
    program = program_of_line(line)
    statements = read_where_known((*program.forward, *program.backward))
    return program, flattened(statements, frozenset(program.gradients.values()))


def numbers(program, batch, dtype=np.float64, seed=0):
    random = np.random.default_rng(seed)

    def array(one):
        shape = [program.sizes.get(axis, batch) for axis in one.axes]
        return random.normal(size=shape).astype(dtype)

    parameters = {one.name: np.asarray(array(one)) for one in program.parameters}
    target = np.abs(array(program.target))
    return parameters, array(program.input), target / target.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("line", NETWORKS)
def test_nothing_is_computed_twice(line):
    _, schedule = schedule_of(line)
    nodes = Counter(instruction.node for instruction in schedule.instructions)
    assert max(nodes.values()) == 1


@pytest.mark.parametrize("line", NETWORKS)
def test_everything_is_computed_before_it_is_read(line):
    program, schedule = schedule_of(line)
    given = {program.input, program.target, *program.parameters}
    done = set()
    for instruction in schedule.instructions:
        for part in schedule.read_by(instruction.node):
            base = schedule.base(part)
            if not (isinstance(base, Read) and base.array in given) and arrays_in(base):
                assert base in done
        done.add(instruction.node)


@pytest.mark.parametrize("line", NETWORKS)
def test_memory_is_not_written_over_while_it_is_needed(line):
    program, schedule = schedule_of(line)
    pinned = {array: f"self.{array.name}" for array in program.gradients.values()}
    kept = memory(schedule, pinned, Names())
    buffer_of = {buffer.name: buffer for buffer in kept.buffers} | dict(kept.aliases)
    holds = {}
    for at, instruction in enumerate(schedule.instructions):
        for part in schedule.read_by(instruction.node):
            base = schedule.base(part)
            place = kept.places.get(base, "").removeprefix("self.")
            if place in buffer_of:
                assert holds[buffer_of[place]] == base, f"{place} is gone at instruction {at}"
        place = kept.places[instruction.node].removeprefix("self.")
        if place in buffer_of:
            holds[buffer_of[place]] = instruction.node


@pytest.mark.parametrize("line", NETWORKS)
@pytest.mark.parametrize("batch", [1, 3])
def test_both_styles_compute_the_same(line, batch, tmp_path):
    program = program_of_line(line)
    plain, fast = (module_of(program, style, tmp_path) for style in ("plain", "fast"))
    parameters, x, t = numbers(program, batch)
    cost, gradient = plain.gradients(parameters, x, t)
    fast_cost, fast_gradient = fast.gradients(parameters, x, t)
    np.testing.assert_allclose(fast_cost, cost, rtol=1e-13)
    assert fast_gradient.keys() == gradient.keys() == parameters.keys()
    for name, value in gradient.items():
        assert value.shape == fast_gradient[name].shape == parameters[name].shape
        np.testing.assert_allclose(fast_gradient[name], value, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("line", NETWORKS)
def test_a_second_step_in_the_same_workspace_gives_the_same(line, tmp_path):
    program = program_of_line(line)
    module = module_of(program, "fast", tmp_path)
    parameters, x, t = numbers(program, 3)
    gradient = {name: np.empty(value.shape) for name, value in parameters.items()}
    step = module.Workspace(parameters, gradient, 3).step
    cost = step(x, t)
    before = {name: value.copy() for name, value in gradient.items()}
    step(2 * x, t)
    assert step(x, t) == cost
    for name, value in gradient.items():
        np.testing.assert_array_equal(value, before[name])


def test_a_step_makes_no_large_array(tmp_path):
    program = program_of_line("30 -> dense 40 -> sigmoid -> dense 50 -> relu -> dense 6 | huber")
    module = module_of(program, "fast", tmp_path)
    parameters, x, t = numbers(program, 200)
    gradient = {name: np.empty(value.shape) for name, value in parameters.items()}
    workspace = module.Workspace(parameters, gradient, 200)
    workspace.step(x, t)
    tracemalloc.start()
    workspace.step(x, t)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A mask and a float array meet through NumPy's own small window, 8192 entries wide.
    assert peak < 8192 * 8 + 4096 < 200 * 50 * 8


def test_common_parts_are_computed_once_in_the_plain_style():
    text = text_of(program_of_line("3 -> dense 2 -> softmax | cross_entropy"), "plain")
    gradients = text[text.index("def gradients") :]
    assert gradients.count("np.exp(") == 1
    assert gradients.count(".max(") == 1


def test_a_bias_gradient_is_a_product_with_ones():
    made = workspace(program_of_line("3 -> dense 2 | squared_error"))
    assert any("np.matmul(self.ones" in line and "self.db1" in line for line in made.backward)


def test_memory_does_not_grow_with_what_is_done_with():
    program, schedule = schedule_of(
        "4 -> dense 4 -> identity -> dense 4 -> identity -> dense 4 | huber"
    )
    pinned = {array: f"self.{array.name}" for array in program.gradients.values()}
    kept = memory(schedule, pinned, Names())
    named = sum(1 for instruction in schedule.instructions if len(axes_of(instruction.node)) == 2)
    assert len(kept.buffers) < named


def test_names_are_handed_out_once():
    names = Names({"z1"})
    assert [names.new("z1"), names.new("z1"), names.new("e")] == ["z1_2", "z1_3", "e"]


def test_views_are_not_computed():
    _, schedule = schedule_of("3 -> dense 2 -> softmax | cross_entropy")
    for instruction in schedule.instructions:
        assert parts_of(instruction.node)


def test_a_call_that_is_too_long_has_its_arguments_on_lines_of_their_own():
    short, name = "np.add(a, b, out=c)", "a_long_name_for_a_signal_of_the_network"
    assert wrapped(short, "  # (1)") == "np.add(a, b, out=c)  # (1)"
    assert wrapped(f"np.add({name}, {name}, out=c)", "  # (12)") == (
        f"np.add(\n    {name}, {name}, out=c\n)  # (12)"
    )
    assert wrapped(f"np.add({name}, {name}.reshape(2, 3), out={name})", "") == (
        f"np.add(\n    {name},\n    {name}.reshape(2, 3),\n    out={name},\n)"
    )
