"""Network files with several inputs, losses, blocks or shared parameters that cannot be used."""

from __future__ import annotations

from tests.network.malformed_file import case

LOSS = 'loss = "squared_error"\n'
HEAD = "input = 3\n" + LOSS
DENSE = '[[layers]]\nformula = "dense"\nunits = 4\n'
ADD = '[[layers]]\nformula = "add"\n'
TWO = LOSS + "[inputs]\nleft = 3\nright = 4\n"
LEFT = DENSE + 'inputs = ["left"]\nname = "a"\n'
RIGHT = DENSE + 'inputs = ["right"]\nname = "b"\n'
USE = '[[layers]]\nblock = "pair"\n'
INNER = '[[blocks.pair.layers]]\nformula = "dense"\nunits = 3\n'
SQUARED = '[[losses]]\nformula = "squared_error"\n'
INLINE = HEAD + "[[layers]]\nequations = "

INPUTS = (
    case("input_and_inputs", "input = 3\n" + LOSS + "▸inputs = { left = 3 }\n" + DENSE, "both"),
    case("inputs_none", LOSS + "▸[inputs]\n" + DENSE, "0 inputs", "left = 16"),
    case("inputs_number", "inputs = ▸3\n" + LOSS + DENSE, "table", "number 3"),
    case("inputs_list", "inputs = ▸[3, 4]\n" + LOSS + DENSE, "table", "list"),
    case("inputs_reserved", LOSS + "[inputs]\n▸y = 3\n" + DENSE, "'y'", "another"),
    case("inputs_function", LOSS + "[inputs]\n▸exp = 3\n" + DENSE, "'exp'", "another"),
    case("inputs_called_input", LOSS + "[inputs]\n▸input = 3\n" + DENSE, "'input'"),
    case("inputs_no_name", LOSS + '[inputs]\n▸"a b" = 3\n' + DENSE, "'a b'", "letters"),
    case(
        "loss_below_inputs",
        "[inputs]\nleft = 3\n▸" + LOSS + DENSE,
        *("'loss'", "[inputs]", "before the first [table]"),
    ),
    case("input_without_shape", "input = ▸{ classes = 65 }\n" + LOSS + DENSE, "'shape'"),
    case("input_key", "input = { shape = 3, ▸class = 65 }\n" + LOSS + DENSE, "'classes'"),
    case("classes_zero", "input = { shape = 3, classes = ▸0 }\n" + LOSS + DENSE, "from 1"),
    case("classes_text", 'input = { shape = 3, classes = ▸"a" }\n' + LOSS + DENSE, "whole"),
    case("shape_decimal", "input = { shape = [▸2.5] }\n" + LOSS + DENSE, "'shape'", "2.5"),
    case("input_unused", LOSS + "[inputs]\nleft = 3\n▸right = 4\n" + LEFT, "'right'", "nowhere"),
    case(
        "first_layer_of_two_inputs",
        TWO + "▸" + DENSE + ADD + 'inputs = ["left"]\n',
        *("2 inputs", 'inputs = ["left"]'),
    ),
    case("input_of_several", TWO + DENSE + 'inputs = [▸"input"]\n', "'input'", "left"),
    case("layer_named_as_input", TWO + DENSE + 'inputs = ["left"]\nname = ▸"right"\n', "'right'"),
    case(
        "example_of_two_inputs",
        TWO + LEFT + RIGHT + ADD + 'inputs = ["a"]\n[▸example]\nx = [1]\nt = [1]\n',
        *("2 inputs", "one input"),
    ),
    case(
        "example_of_classes",
        "input = { shape = [2], classes = 5 }\n"
        + LOSS
        + '[[layers]]\nformula = "embedding"\nunits = 4\n'
        + "[example]\nx = ▸[1, 5]\nt = [1, 2, 3, 4]\n",
        *("whole numbers from 0 to 4",),
    ),
)

OUTPUTS = (
    case("outputs_unknown", 'outputs = [▸"h"]\n' + HEAD + DENSE, "'h'", "No layer"),
    case("outputs_input", 'outputs = [▸"input"]\n' + HEAD + DENSE, "'input'", "no output"),
    case("outputs_number", "outputs = ▸3\n" + HEAD + DENSE, "'outputs'", "list"),
    case("outputs_empty", "outputs = ▸[]\n" + HEAD + DENSE, "'outputs'", "empty"),
    case(
        "outputs_twice",
        'outputs = ["h", ▸"h"]\n' + HEAD + DENSE + 'name = "h"\n',
        *("'h'", "twice"),
    ),
    case(
        "last_layer_unused",
        'outputs = ["h"]\ninput = 3\nloss = { formula = "squared_error", of = "h" }\n'
        + DENSE
        + 'name = "h"\n▸[[layers]]\nformula = "tanh"\n',
        *("used nowhere", "(tanh)"),
    ),
)

LOSSES = (
    case("loss_and_losses", HEAD + DENSE + "[[▸losses]]\nformula = 'huber'\n", "both", "'losses'"),
    case("losses_single", 'input = 3\n▸[losses]\nformula = "huber"\n' + DENSE, "[[losses]]"),
    case("losses_empty", "input = 3\nlosses = ▸[]\n" + DENSE, "0 losses"),
    case("loss_list", "input = 3\nloss = ▸['huber']\n" + DENSE, "[[losses]]"),
    case(
        "loss_of_unknown",
        'input = 3\n[[losses]]\nformula = "huber"\nof = ▸"h"\n' + DENSE,
        *("'h'", "No layer"),
    ),
    case(
        "loss_of_two",
        'input = 3\n[[losses]]\nformula = "huber"\nof = ▸["h", "input"]\n' + DENSE + 'name = "h"\n',
        *("1 signal (y)", "2 are named"),
    ),
    case(
        "loss_needs_two",
        'input = 3\n▸[[losses]]\nformula = "gaussian_kl"\n' + DENSE,
        *("2 signals (mu, v)", "of = ["),
    ),
    case(
        "loss_without_target",
        'input = 3\n[[losses]]\nformula = "gaussian_kl"\nof = ["h", "h"]\ntarget = ▸"t"\n'
        + DENSE
        + 'name = "h"\n',
        *("0 targets", "Leave it out"),
    ),
    case(
        "loss_target_reserved",
        "input = 3\n" + SQUARED + 'target = ▸"y"\n' + DENSE,
        *("'y'", "of its own"),
    ),
    case("loss_target_number", "input = 3\n" + SQUARED + "target = ▸1\n" + DENSE, "'target'"),
    case(
        "loss_target_dotted",
        "input = 3\n" + SQUARED + 'target = ▸"t.u"\n' + DENSE,
        *("'t'", "No layer"),
    ),
    case(
        "loss_inputs_and_of",
        "input = 3\n" + SQUARED + '▸of = "h"\ninputs = ["h", "t"]\n' + DENSE + 'name = "h"\n',
        *("both", "'of'"),
    ),
    case(
        "loss_inputs_count",
        "input = 3\n" + SQUARED + 'inputs = ▸["h"]\n' + DENSE + 'name = "h"\n',
        *("takes 2 inputs", "y, t"),
    ),
    case("loss_weight_zero", "input = 3\n" + SQUARED + "weight = ▸0\n" + DENSE, "other than 0"),
    case("loss_weight_text", "input = 3\n" + SQUARED + 'weight = ▸"big"\n' + DENSE, "number"),
    case(
        "second_loss",
        "input = 3\n" + SQUARED + SQUARED + "▸wieght = 2\n" + DENSE,
        *("loss 2 (squared_error)", "'weight'"),
    ),
    case(
        "loss_formula_with_parameter",
        'input = 3\nloss = "own"\n'
        + DENSE
        + '[formulas.▸own]\nkind = "loss"\nequations = ["L = sum(k, (y[k] - t[k+m])^2)"]\n'
        + "options = { m = 1 }\n",
        *("'own'", "options of its own"),
    ),
    case(
        "loss_of_targets_alone",
        'input = 3\nloss = "own"\n'
        + DENSE
        + '[formulas.▸own]\nkind = "loss"\ninputs = ["t"]\nequations = ["L = sum(k, t[k]^2)"]\n',
        *("targets alone",),
    ),
)

BLOCKS = (
    case("block_unknown", HEAD + '[[layers]]\nblock = ▸"pear"\n' + INNER, "'pear'", "'pair'"),
    case("block_none", HEAD + '[[layers]]\nblock = ▸"pair"\n', "[blocks.pair]"),
    case("block_number", HEAD + "[[layers]]\nblock = ▸1\n" + INNER, "text", "number 1"),
    case("block_unused", HEAD + DENSE + INNER.replace("pair", "▸pair"), "'pair'", "nowhere"),
    case("blocks_number", "blocks = ▸1\n" + HEAD + DENSE, "'blocks'", "table"),
    case("block_without_layers", HEAD + USE + "▸[blocks.pair]\noptions = { n = 1 }\n", "no layers"),
    case(
        "block_layers_single",
        HEAD + USE + '▸[blocks.pair.layers]\nformula = "tanh"\n',
        "[[blocks.pair.layers]]",
    ),
    case("block_layers_empty", HEAD + USE + "[blocks.pair]\nlayers = ▸[]\n", "block 'pair'", "0"),
    case("block_key", HEAD + USE + "[blocks.pair]\n▸input = 3\n" + INNER, "'input'", "'inputs'"),
    case("block_option", HEAD + USE + "▸units = 4\n" + INNER, "'pair'", "'units'"),
    case("block_and_formula", HEAD + USE + '▸formula = "tanh"\n' + INNER, "both", "'formula'"),
    case("repeat_zero", HEAD + USE + "repeat = ▸0\n" + INNER, "'repeat'", "from 1"),
    case("repeat_text", HEAD + USE + 'repeat = ▸"12"\n' + INNER, "whole"),
    case("repeat_of_layer", HEAD + DENSE + "▸repeat = 3\n", "'dense'", "'repeat'"),
    case("repeat_too_many", HEAD + "▸" + USE + "repeat = 501\n" + 2 * INNER, "1002", "1000"),
    case(
        "blocks_too_many_layers",
        HEAD + "layers = ▸[{ block = 'pair', repeat = 600 }, "
        "{ block = 'pair', repeat = 600 }]\n" + INNER,
        *("1200", "written out"),
    ),
    case(
        "block_in_itself",
        HEAD + USE + INNER + '[[blocks.pair.layers]]\nblock = ▸"pair"\n',
        *("circle", "'pair' contains 'pair'"),
    ),
    case(
        "blocks_in_a_circle",
        HEAD + USE + '[[blocks.pair.layers]]\nblock = "other"\n'
        '[[blocks.other.layers]]\nblock = ▸"pair"\n',
        *("'pair' contains 'other' contains 'pair'",),
    ),
    case(
        "blocks_too_deep",
        HEAD
        + '[[layers]]\nblock = "b0"\n'
        + "".join(
            f"[[blocks.b{n}.layers]]\nblock = {'▸' * (n == 9)}'b{n + 1}'\n" for n in range(20)
        ),
        *("10 deep",),
    ),
    case(
        "block_layer_mistake",
        HEAD + USE + INNER.replace("units", "▸unit") + "units = 1\n",
        *("block 'pair', layer 1 (dense)", "'unit'"),
    ),
    case(
        "block_sees_no_outside",
        HEAD
        + DENSE
        + 'name = "h"\n'
        + USE
        + '[[blocks.pair.layers]]\nformula = "add"\ninputs = [▸"h"]\n',
        *("'h'", "Known: input"),
    ),
    case(
        "block_output_unused",
        HEAD + USE + "▸" + INNER + '[[blocks.pair.layers]]\nformula = "tanh"\ninputs = "input"\n',
        *("used nowhere", "block 'pair', layer 1 (dense)"),
    ),
    case(
        "block_inputs_count",
        HEAD + DENSE + 'name = "h"\n▸' + USE + 'inputs = ["h", "input"]\n' + INNER,
        *("'pair' takes 1 signal", "2 are named"),
    ),
    case(
        "block_input_unused",
        HEAD + DENSE + 'name = "h"\n' + USE + 'inputs = ["h", "input"]\n'
        '[blocks.pair]\ninputs = ["p", "q"]\n▸' + INNER,
        *("'q'", "used nowhere"),
    ),
    case(
        "block_layer_named_as_input",
        HEAD + USE + '[blocks.pair]\ninputs = "p"\n' + INNER + 'name = ▸"p"\n',
        *("'p'", "name of an input"),
    ),
    case(
        "block_name_within",
        HEAD + USE + 'name = "e"\n' + ADD + 'inputs = [▸"e.b"]\n' + INNER + 'name = "a"\n',
        *("'pair' has no layer 'b'", "a"),
    ),
    case(
        "layer_name_within",
        HEAD + DENSE + 'name = "e"\n' + ADD + 'inputs = [▸"e.b"]\n',
        *("'e' is no block",),
    ),
    case("name_with_dot", HEAD + DENSE + 'name = ▸"e.b"\n', "no name"),
    case("block_name", HEAD + DENSE + '[[blocks.▸"a b".layers]]\nformula = "tanh"\n', "'a b'"),
)

OPTIONS = (
    case(
        "option_needed",
        HEAD + "▸" + USE + '[blocks.pair]\noptions = { width = "needed" }\n' + INNER,
        *("'pair'", "'width'", "width = 4"),
    ),
    case(
        "option_default",
        HEAD + USE + '[blocks.pair]\noptions = { width = ▸"four" }\n' + INNER,
        *("'width'", "number"),
    ),
    case(
        "option_taken",
        HEAD + USE + "[blocks.pair]\noptions = { ▸repeat = 4 }\n" + INNER,
        *("'repeat'", "two meanings"),
    ),
    case(
        "options_number",
        HEAD + USE + "[blocks.pair]\noptions = ▸4\n" + INNER,
        *("'options'", "table"),
    ),
    case(
        "option_unknown_in_block",
        HEAD
        + USE
        + "[blocks.pair]\noptions = { width = 4 }\n"
        + INNER.replace("= 3", '= "2*▸widht"'),
        *("'widht'", "'width'"),
    ),
    case(
        "option_no_arithmetic",
        HEAD
        + USE
        + "[blocks.pair]\noptions = { width = 4 }\n"
        + INNER.replace("= 3", '= "▸exp(width)"'),
        *("arithmetic",),
    ),
    case(
        "option_no_syntax",
        HEAD + USE + "[blocks.pair]\noptions = { width = 4 }\n" + INNER.replace("= 3", '= "2*▸"'),
        *("expected",),
    ),
    case(
        "option_zero_division",
        HEAD
        + USE
        + "[blocks.pair]\noptions = { width = 4 }\n"
        + INNER.replace("= 3", '= "▸3/(width - 4)"'),
        *("no value",),
    ),
    case(
        "option_not_whole",
        HEAD
        + USE
        + "[blocks.pair]\noptions = { width = 3 }\n"
        + INNER.replace("= 3", '= ▸"width/2"'),
        *("whole", "3/2"),
    ),
    case(
        "option_flag",
        HEAD + USE + "bias = ▸1\n[blocks.pair]\noptions = { bias = true }\n" + INNER,
        *("true or false", "number 1"),
    ),
    case(
        "option_flag_for_number",
        HEAD + USE + "width = ▸true\n[blocks.pair]\noptions = { width = 3 }\n" + INNER,
        *("'width'", "number", "true"),
    ),
    case(
        "option_text_outside",
        HEAD + '[[layers]]\nformula = "dense"\nunits = ▸"width"\n',
        *("whole", "'width'"),
    ),
)

SHARING = (
    case("share_unknown", HEAD + DENSE + 'share = ▸"h"\n', "'h'", "No layer"),
    case("share_number", HEAD + DENSE + "share = ▸1\n", "'share'", "text"),
    case("share_input", HEAD + DENSE + 'share = ▸"input"\n', "'input'", "no parameters"),
    case("share_itself", HEAD + DENSE + 'name = "h"\nshare = ▸"h"\n', "itself"),
    case(
        "share_later",
        HEAD + DENSE + 'share = ▸"h"\n' + DENSE + 'name = "h"\n',
        *("'h'", "layer 2"),
    ),
    case(
        "share_of_nothing",
        HEAD + DENSE + 'name = "h"\n[[layers]]\nformula = "tanh"\nshare = ▸"h"\n',
        *("'tanh'", "none", "b, w", "equal names"),
    ),
    case(
        "share_initial",
        HEAD + DENSE + 'name = "h"\n' + DENSE + 'share = ▸"h"\ninitial = { w = 0 }\n',
        *("'w'", "from there"),
    ),
    case(
        "share_block_with_layer",
        HEAD + USE + 'name = "e"\n' + DENSE + 'share = ▸"e"\n' + INNER,
        *("'e' is a block", "a layer"),
    ),
    case(
        "share_layer_with_block",
        HEAD + DENSE + 'name = "e"\n' + USE + 'share = ▸"e"\n' + INNER,
        *("'e' is a layer", "a block"),
    ),
    case(
        "share_other_block",
        HEAD + '[[layers]]\nblock = "one"\nname = "e"\n' + USE + 'share = ▸"e"\n'
        '[[blocks.one.layers]]\nformula = "tanh"\n' + INNER,
        *("'one'", "'pair'"),
    ),
    case(
        "share_other_turns",
        HEAD + USE + 'repeat = 2\nname = "e"\n' + USE + 'repeat = 3\nshare = ▸"e"\n' + INNER,
        *("2 times", "3 times"),
    ),
)

INLINES = (
    case(
        "inline_and_formula",
        INLINE.replace("equations", "▸equations") + '"z = x"\nformula = "tanh"\n',
        "both",
        "'formula'",
    ),
    case(
        "inline_and_block",
        HEAD + '[[layers]]\n▸equations = "z = x"\nblock = "pair"\n' + INNER,
        "both",
    ),
    case("inline_syntax", INLINE + '["z[i] = x[i] +▸"]\n', "expected", "layer 1"),
    case("inline_unknown", INLINE + '["z[i] = x[i] + ▸h[i]"]\n', "'h'", "unknown"),
    case("inline_number", INLINE + "[▸1]\n", "text", "number 1"),
    case("inline_key", INLINE + '["z = x"]\n▸colour = 1\n', "'colour'"),
    case(
        "inline_unused_input",
        INLINE + '["z = x"]\ninputs = ▸["input"]\n',
        "'input'",
        "does not occur",
    ),
    case(
        "inline_size",
        INLINE.replace("[[l", "▸[[l")
        + '["z[j] = sum(i, w[j,i]*x[i])"]\nparameters = { w = "zeros" }\n',
        "'layer_1'",
        "'units'",
    ),
    case("inline_kind", INLINE + '["z = x"]\nkind = ▸"los"\n', "'los'"),
    case(
        "inline_dotted",
        HEAD
        + USE
        + 'name = "e"\n[[layers]]\nequations = ["z = x"]\ninputs = [▸"e.a"]\n'
        + INNER
        + 'name = "a"\n',
        *("'e.a'", "no name"),
    ),
)

GRAPHS = (*INPUTS, *OUTPUTS, *LOSSES, *BLOCKS, *OPTIONS, *SHARING, *INLINES)

# Mistakes that show when sizes are joined.
GRAPH_SHAPES = (
    case(
        "repeated_block_of_another_size",
        "input = 5\n"
        + LOSS
        + USE
        + "repeat = 2\n"
        + INNER
        + '▸[[blocks.pair.layers]]\nformula = "add"\ninputs = ["input"]\n',
        *("(3)", "(5)", "block 'pair', layer 2 (add)"),
    ),
)
