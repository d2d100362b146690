from derive.cli.tables import layers_text, show_text
from derive.formulas.catalogue import as_data
from derive.network.network import build
from derive.network.reader import read_network


def test_a_repeated_block_stands_once_in_the_table():
    text = show_text(build(read_network("gpt")))
    assert text.count("causal_self_attention ") == 2  # in the line and in the table
    assert "2 x decoder, of which the first:" in text
    assert "input, 96 values" in text
    assert "... and so on in every other turn" in text


def test_shared_parameters_are_told_by_their_layer():
    text = show_text(build(read_network("siamese")))
    assert text.count("those of layer") == 2
    assert [line.split() for line in text.splitlines()][5] == ["input", "left", "(64,)"]


def test_every_loss_has_a_row():
    lines = show_text(build(read_network("vae"))).splitlines()
    assert any(line.split()[:2] == ["gaussian_kl", "L2"] for line in lines)
    assert any(line.split()[:2] == ["cost", "L"] for line in lines)


def test_the_list_of_formulas_shows_options_with_their_defaults():
    text = layers_text(as_data("layer"), "en")
    assert "channels = (needed)" in text
    assert "stride = 1" in text
    assert "bias = true" in text
