"""Network files that cannot be used, each with what its one message must say.

In a text the sign ▸ stands before the character that the message must point
at; it is taken out before the file is written.
"""

from __future__ import annotations

from tests.network.malformed_file import MARK, Malformed
from tests.network.malformed_file import case as _case
from tests.network.malformed_graphs import GRAPH_SHAPES, GRAPHS

__all__ = ["CASES", "MARK", "READING", "SHAPES", "Malformed"]

HEAD = 'input = 3\nloss = "squared_error"\n'
DENSE = '[[layers]]\nformula = "dense"\nunits = 4\n'
SIGMOID = '[[layers]]\nformula = "sigmoid"\n'
OWN = HEAD + '[[layers]]\nformula = "own"\nunits = 4\n[formulas.own]\nkind = "layer"\n'
MARKED_LOSS = 'input = 3\nloss = "own"\n' + DENSE + '[formulas.▸own]\nkind = "loss"\n'

FILES = (
    Malformed("empty", b"", 1, 1, ("empty", "input = 3")),
    Malformed("only_a_comment", b"# nothing yet\n", 1, 1, ("empty",)),
    Malformed("utf_16", (HEAD + DENSE).encode("utf-16"), 1, 1, ("UTF-16", "UTF-8")),
    Malformed("utf_16_without_mark", HEAD.encode("utf-16-le"), 1, 1, ("UTF-16", "UTF-8")),
    Malformed("latin_1", b'input = 3\ntitle = "caf\xe9"\n', 2, 13, ("0xe9", "UTF-8")),
    Malformed(
        "shift_jis", 'title = "講義"\n'.encode("shift_jis"), 1, 10, ("0x8d", "UTF-8", "Shift_JIS")
    ),
    Malformed("a_picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, 1, ("UTF-8",)),
    Malformed("huge", b"#" * (1024 * 1024 + 1), None, None, ("1 MiB",)),
    Malformed("deep", b"input = " + b"[" * 5000 + b"]" * 5000, None, None, ("nest",)),
    Malformed("long_integer", b"input = " + b"9" * 5000, 1, 9, ("too long",)),
)

SYNTAX = (
    _case("no_value", "input = ▸\n" + DENSE, "TOML"),
    _case("unquoted_text", "input = 3\nloss = ▸squared_error\n" + DENSE, "TOML", "quotes"),
    _case("open_text", 'input = 3\nloss = "squared_error▸\n' + DENSE, "TOML"),
    _case("key_twice", "input = 3\ninput = 4▸\n" + DENSE, "TOML", "second time"),
    _case("broken_header", HEAD + "[[layers▸]\n", "TOML"),
    _case("python", "import ▸derive\n", "TOML", "key = value"),
    _case("capital_true", HEAD + DENSE + "bias = ▸True\n", "TOML", "true"),
)

NETWORK = (
    _case("no_input", '▸loss = "squared_error"\n' + DENSE, "'input'"),
    _case("no_layers", "▸" + HEAD, "'layers'"),
    _case("no_loss", "▸input = 3\n" + DENSE, "'loss'", "squared_error"),
    _case("loss_below_layers", "input = 3\n" + DENSE + '▸loss = "hinge"\n', "[[layers]]", "before"),
    _case("unknown_key", '▸tilte = "T"\n' + HEAD + DENSE, "'tilte'", "'title'"),
    _case("layers_empty", HEAD + "layers = ▸[]\n", "0 layers"),
    _case("layers_single", HEAD + '▸[layers]\nformula = "dense"\n', "[[layers]]"),
    _case("layers_number", HEAD + "layers = ▸2\n", "'layers'", "list", "number 2"),
    _case("layers_too_many", HEAD + "layers = ▸[" + '"sigmoid", ' * 1001 + "]\n", "1001", "1000"),
    _case("layer_number", HEAD + "layers = [▸3]\n", "table", "number 3"),
    _case("input_zero", 'input = ▸0\nloss = "squared_error"\n' + DENSE, "'input'", "from 1"),
    _case("input_negative", 'loss = "hinge"\ninput = ▸-3\n' + DENSE, "'input'", "-3"),
    _case("input_decimal", 'input = ▸3.0\nloss = "squared_error"\n' + DENSE, "whole", "3.0"),
    _case("input_text", 'input = ▸"3"\nloss = "squared_error"\n' + DENSE, "whole", "'3'"),
    _case("input_true", 'input = ▸true\nloss = "squared_error"\n' + DENSE, "whole", "true"),
    _case("input_huge", 'input = ▸1000001\nloss = "squared_error"\n' + DENSE, "1000000"),
    _case("input_no_axes", 'input = ▸[]\nloss = "squared_error"\n' + DENSE, "0 axes"),
    _case("input_bad_axis", 'input = [8, ▸0]\nloss = "squared_error"\n' + DENSE, "whole", "0"),
    _case("title_number", "title = ▸7\n" + HEAD + DENSE, "'title'", "text", "number 7"),
    _case("title_language", 'title = { ▸fr = "Le" }\n' + HEAD + DENSE, "'fr'", "en, ja"),
    _case("title_empty", 'title = ▸" "\n' + HEAD + DENSE, "'title'", "empty"),
    _case("cost_unknown", 'cost = ▸"meen"\n' + HEAD + DENSE, "'meen'", "'mean'"),
    _case("cost_number", "cost = ▸1\n" + HEAD + DENSE, '"mean" or "sum"'),
)

LAYERS = (
    _case("layer_unknown", HEAD + '[[layers]]\nformula = ▸"dens"\n', "'dens'", "'dense'"),
    _case("layer_without_formula", HEAD + "▸[[layers]]\nunits = 4\n", "'formula'"),
    _case("layer_formula_number", HEAD + "[[layers]]\nformula = ▸4\n", "text", "number 4"),
    _case("loss_as_layer", HEAD + DENSE + '[[layers]]\nformula = ▸"huber"\n', "loss", "layer"),
    _case("units_missing", HEAD + '▸[[layers]]\nformula = "dense"\n', "'units'", "units = 4"),
    _case("units_zero", HEAD + '[[layers]]\nformula = "dense"\nunits = ▸0\n', "from 1", "layer 1"),
    _case("units_decimal", HEAD + '[[layers]]\nformula = "dense"\nunits = ▸2.5\n', "2.5"),
    _case("units_date", HEAD + '[[layers]]\nformula = "dense"\nunits = ▸2020-07-01\n', "date"),
    _case("option_unknown", HEAD + DENSE + "▸bais = true\n", "'bais'", "'bias'"),
    _case("option_of_another", HEAD + DENSE + SIGMOID + "▸units = 4\n", "'sigmoid'", "'units'"),
    _case("bias_text", HEAD + DENSE + 'bias = ▸"no"\n', "true or false", "'no'"),
    _case("constant_text", HEAD + '[[layers]]\nformula = "elu"\nalpha = ▸"big"\n', "number"),
    _case("constant_nan", HEAD + '[[layers]]\nformula = "elu"\nalpha = ▸nan\n', "finite"),
    _case("constant_infinite", HEAD + '[[layers]]\nformula = "elu"\nalpha = ▸-inf\n', "finite"),
    _case("constant_huge", HEAD + '[[layers]]\nformula = "elu"\nalpha = ▸1e99999999\n', "large"),
    _case("constant_long", HEAD + '[[layers]]\nformula = "elu"\nalpha = ▸' + "9" * 301, "long"),
    _case("initial_rule", HEAD + DENSE + 'initial = { w = ▸"he_norm" }\n', "'he_normal'"),
    _case("initial_normal", HEAD + DENSE + "initial = { w = { normal = ▸0 } }\n", "above 0"),
    _case("initial_normal_key", HEAD + DENSE + "initial = { w = { ▸norm = 1 } }\n", "'normal'"),
    _case("initial_normal_empty", HEAD + DENSE + "initial = { w = ▸{} }\n", "empty", "0.02"),
    _case("initial_parameter", HEAD + DENSE + "initial = { ▸v = 1 }\n", "'v'", "b, w"),
    _case("initial_text", HEAD + DENSE + 'initial = ▸"zeros"\n', "'initial'", "table"),
    _case("name_number", HEAD + DENSE + "name = ▸1\n", "'name'", "text"),
    _case("name_with_space", HEAD + DENSE + 'name = ▸"my layer"\n', "no name"),
    _case("name_is_input", HEAD + DENSE + 'name = ▸"input"\n', "'input'", "another"),
    _case(
        "name_twice",
        HEAD + DENSE + 'name = "h"\n' + SIGMOID + 'name = ▸"h"\n',
        *("'h'", "twice", "layer 1"),
    ),
    _case(
        "inputs_unknown",
        HEAD + DENSE + 'name = "hidden"\n' + '[[layers]]\nformula = "add"\ninputs = [▸"hiden"]\n',
        *("'hiden'", "'hidden'"),
    ),
    _case(
        "inputs_later",
        HEAD
        + DENSE
        + '[[layers]]\nformula = "add"\ninputs = [▸"late"]\n'
        + SIGMOID
        + 'name = "late"\n',
        *("'late'", "layer 3", "cycle"),
    ),
    _case(
        "inputs_itself",
        HEAD + DENSE + '[[layers]]\nformula = "add"\nname = "h"\ninputs = [▸"h"]\n',
        *("itself", "cycle"),
    ),
    _case("inputs_missing", HEAD + '[[layers]]\nformula = "add"\ninputs = ▸[]\n', "empty"),
    _case(
        "inputs_too_many",
        HEAD + DENSE + 'name = "h"\n▸[[layers]]\nformula = "tanh"\ninputs = ["h", "input"]\n',
        *("1 signal", "2 are named"),
    ),
    _case(
        "inputs_twice",
        HEAD + DENSE + 'name = "h"\n▸' + SIGMOID + 'inputs = ["h", "h"]\n',
        *("1 signal", "2 are named"),
    ),
    _case(
        "output_unused",
        HEAD + "▸" + DENSE + SIGMOID + 'inputs = ["input"]\n',
        "used nowhere",
        "(dense)",
    ),
)

LOSSES = (
    _case("loss_unknown", 'input = 3\nloss = ▸"square_error"\n' + DENSE, "'squared_error'"),
    _case("loss_is_a_layer", 'input = 3\nloss = ▸"dense"\n' + DENSE, "a layer", "a loss"),
    _case("loss_number", "input = 3\nloss = ▸1\n" + DENSE, "table", "squared_error"),
    _case("loss_without_formula", "input = 3\nloss = ▸{ c = 1 }\n" + DENSE, "'formula'"),
    _case(
        "loss_option", 'input = 3\nloss = { formula = "huber", ▸d = 1 }\n' + DENSE, "'huber'", "'d'"
    ),
    _case("penalty_single", HEAD + DENSE + '▸[penalties]\nnorm = "l2"\n', "[[penalties]]"),
    _case("penalty_norm", HEAD + DENSE + '[[penalties]]\nnorm = ▸"l3"\nweight = 1\n', "'l3'"),
    _case("penalty_weightless", HEAD + DENSE + '▸[[penalties]]\nnorm = "l2"\n', "'weight'"),
    _case(
        "penalty_negative",
        HEAD + DENSE + '[[penalties]]\nnorm = "l2"\nweight = ▸-0.1\n',
        *("not negative", "-0.1"),
    ),
    _case(
        "penalty_parameters",
        HEAD + DENSE + '[[penalties]]\nnorm = "l2"\nweight = 1\nparameters = [▸1]\n',
        *("text", "number 1"),
    ),
)

EXAMPLES = (
    _case("example_without_target", HEAD + DENSE + "▸[example]\nx = [1, 2, 3]\n", "'t'"),
    _case("example_shape", HEAD + DENSE + "[example]\nx = ▸[1, 2]\nt = [1]\n", "(2)", "(3)"),
    _case(
        "example_ragged", HEAD + DENSE + "[example]\nx = [[1, 2], ▸[3]]\nt = [1]\n", "(2)", "(1)"
    ),
    _case("example_nan", HEAD + DENSE + "[example]\nx = [1, ▸nan, 3]\nt = [1]\n", "finite"),
    _case("example_key", HEAD + DENSE + "[example]\n▸y = [1]\n", "'y'"),
    _case(
        "example_rate",
        HEAD + DENSE + "[example]\nx = [1, 2, 3]\nt = [1]\nlearning_rate = ▸0\n",
        *("above 0",),
    ),
)

FORMULAS = (
    _case(
        "formula_syntax", OWN + 'equations = ["z[j] = sum(i, w[j,i]*▸)"]\n', "expected", "character"
    ),
    _case("formula_sign", OWN + 'equations = ["z[j] = x[j] ▸; y"]\n', "';'", "not part"),
    _case("formula_code", OWN + "equations = ['z = ▸__import__(x)']\n", "'__import__'", "unknown"),
    _case("formula_attribute", OWN + "equations = ['z = x▸.y']\n", "'.'"),
    _case("formula_unbound", OWN + 'equations = ["z[j] = x[▸i]"]\n', "'i'", "bound nowhere"),
    _case("formula_one_side", OWN + 'equations = ["▸z[j] = sum(i, x[i])"]\n', "'j'", "left side"),
    _case(
        "formula_in_second_line",
        OWN + 'equations = [\n  "h[i] = 2*x[i]",\n  "z[i] = h[i] + ▸q[i]",\n]\n',
        *("'q'", "unknown"),
    ),
    _case(
        "formula_behind_escapes",
        OWN + 'equations = ["\\u007a[i] = ▸q[i] + x[i]"]\n',
        *("'q'", "unknown"),
    ),
    _case("formula_defined_twice", OWN + 'equations = ["z = x", "▸z = x"]\n', "second time"),
    _case("formula_ranks", OWN + 'equations = ["z[i] = x[i] + ▸x[i,i]"]\n', "2 indices"),
    _case("formula_arguments", OWN + 'equations = ["z = ▸exp(x, x)"]\n', "1 arguments"),
    _case("formula_zero", OWN + 'equations = ["z = ▸x/0"]\n', "zero"),
    _case("formula_exponent", OWN + 'equations = ["z = ▸x^1000"]\n', "exponent"),
    _case("formula_index", OWN + 'equations = ["z[i] = x[▸i*i]"]\n', "whole"),
    _case("formula_sum", OWN + 'equations = ["z[i] = ▸sum(j, x[i])"]\n', "'j'", "body"),
    _case("formula_deep", OWN + f'equations = ["z = {"(" * 60}▸(x"]\n', "deeper"),
    _case("formula_call", OWN + 'equations = ["z = ▸sigmod(x)"]\n', "'sigmod'", "'sigmoid'"),
    _case("formula_call_of_vector", OWN + 'equations = ["z = ▸softmax(x)"]\n', "one number"),
    _case("formula_calls_itself", OWN + 'equations = ["z = ▸own(x)"]\n', "circle"),
    _case(
        "formula_circle",
        OWN
        + 'equations = ["z = f(x)"]\n'
        + '[formulas.f]\nkind = "activation"\nequations = ["y = g(x)"]\n'
        + '[formulas.g]\nkind = "activation"\nequations = ["y = 2*▸f(x)"]\n',
        *("circle", "'f' calls 'g' calls 'f'"),
    ),
    _case(
        "formula_tower",
        HEAD
        + DENSE
        + "".join(
            f'[formulas.f{n}]\nkind = "activation"\n'
            f'equations = ["y = {"▸" * (n == 20)}f{n + 1}(x)"]\n'
            for n in range(400)
        ),
        *("more than 20 deep",),
    ),
    _case("formula_no_kind", HEAD + DENSE + '[formulas.▸own]\nequations = ["z = x"]\n', "kind"),
    _case("formula_kind", HEAD + DENSE + '[formulas.own]\nkind = ▸"layr"\n', "'layr'", "'layer'"),
    _case("formula_no_equations", OWN.replace("[formulas.own]", "[formulas.▸own]"), "no equations"),
    _case("formula_equation_number", OWN + "equations = [▸5]\n", "text", "number 5"),
    _case("formula_key", OWN + 'equations = ["z = x"]\n▸colour = 1\n', "'colour'"),
    _case(
        "formula_parameter_unused",
        OWN + 'equations = ["z = x"]\nparameters = { ▸w = "zeros" }\n',
        *("'w'", "does not occur"),
    ),
    _case(
        "formula_parameter_rule",
        OWN + 'equations = ["z = w*x"]\nparameters = { w = ▸"zeroes" }\n',
        *("'zeroes'", "'zeros'"),
    ),
    _case(
        "formula_constant_huge",
        OWN + 'equations = ["z = c*x"]\nconstants = { c = ▸1e9999999 }\n',
        *("large",),
    ),
    _case(
        "formula_kink_huge",
        OWN + 'equations = ["z = abs(x)"]\nkinks = [{ at = ▸"1e99999999", derivative = 0 }]\n',
        *("'at'", "number"),
    ),
    _case(
        "formula_two_free_sizes",
        OWN.replace("[formulas.own]", "[formulas.▸own]")
        + 'equations = ["z[j,k] = sum(i, w[j,k,i]*x[i])"]\nparameters = { w = "zeros" }\n',
        *("j, k", "sizes"),
    ),
    _case(
        "formula_option_clash",
        OWN + 'equations = ["z = name*x"]\nconstants = { ▸name = 1 }\n',
        *("'name'", "two meanings"),
    ),
    _case(
        "formula_named_as_builtin",
        HEAD + DENSE + '[formulas.▸dense]\nkind = "layer"\nequations = ["z = x"]\n',
        *("'dense'", "built in", "twice"),
    ),
    _case(
        "formula_named_as_function",
        HEAD + DENSE + '[formulas.▸exp]\nkind = "activation"\nequations = ["y = x"]\n',
        *("'exp'",),
    ),
    _case("loss_of_a_vector", MARKED_LOSS + 'equations = ["l[k] = y[k] - t[k]"]\n', "one number"),
    _case(
        "loss_with_parameter",
        MARKED_LOSS + 'equations = ["L = sum(k, a*(y[k] - t[k])^2)"]\nparameters = { a = 1 }\n',
        *("'own'", "constant"),
    ),
    _case(
        "formula_file_and_builtin",
        HEAD + DENSE + '[[layers]]\nformula = ▸"tanh"\n',
        *("'tanh'", "twice", "built in"),
        beside={"tanh.toml": 'kind = "activation"\nequations = ["y = x"]\n'},
    ),
    _case(
        "formula_file_without_kind",
        HEAD + '[[layers]]\nformula = ▸"cube"\n',
        *("cube.toml", "'kind'"),
        beside={"cube.toml": 'equations = ["y = x^3"]\n'},
    ),
    _case(
        "formula_file_and_table",
        OWN.replace("[formulas.own]", "[formulas.▸own]") + 'equations = ["z = x"]\n',
        *("'own'", "twice", "own.toml"),
        beside={"own.toml": 'kind = "activation"\nequations = ["y = x"]\n'},
    ),
)

# Mistakes that show when sizes are joined (`derive.network.network.build`).
SHAPES_OF_LAYERS = (
    _case(
        "add_of_two_sizes",
        HEAD + DENSE + 'name = "h"\n[[layers]]\nformula = "dense"\nunits = 2\n'
        '▸[[layers]]\nformula = "add"\ninputs = ["h"]\n',
        *("(2)", "(4)", "layer 3 (add)"),
    ),
    _case(
        "penalty_of_nothing",
        HEAD + DENSE + '▸[[penalties]]\nnorm = "l2"\nweight = 1\nparameters = ["w9"]\n',
        *("'w9'", "w1"),
    ),
    _case(
        "example_of_another_target",
        HEAD + DENSE + "▸[example]\nx = [1, 2, 3]\nt = [1, 2]\n",
        *("'t'", "(2)", "(4)"),
    ),
    _case(
        "example_of_another_weight",
        HEAD + DENSE + "▸[example]\nx = [1, 2, 3]\nt = [1, 2, 3, 4]\nparameters = { b1 = 0 }\n",
        *("'b1'", "single number", "(4)"),
    ),
    _case(
        "example_of_no_parameter",
        HEAD + DENSE + '▸[example]\nx = [1, 2, 3]\nt = [1, 2, 3, 4]\nfrozen = "b2"\n',
        *("'b2'", "b1, w1"),
    ),
    _case(
        "convolution_of_a_vector",
        "input = 3\nloss = 'squared_error'\n▸[[layers]]\nformula = 'conv1d'\nchannels = 2\n"
        "kernel = 2\n[[layers]]\nformula = 'last'\n",
        *("rank 2", "rank 1", "layer 1 (conv1d)"),
    ),
)

READING = (*FILES, *SYNTAX, *NETWORK, *LAYERS, *LOSSES, *EXAMPLES, *FORMULAS, *GRAPHS)
SHAPES = (*SHAPES_OF_LAYERS, *GRAPH_SHAPES)
CASES = (*READING, *SHAPES)
