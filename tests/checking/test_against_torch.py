"""Every formula of the folder in a network: the generated program beside PyTorch's autograd.

The references are typed with PyTorch's own functions and know nothing of our
formulas; parameters, data and masks are random, and all sizes differ.
"""

import pytest

pytest.importorskip("torch", reason="PyTorch's autograd is an oracle of its own")

from derive.formulas.catalogue import builtin_names
from tests.formulas.torch_cases.catalogue import USED_EVERYWHERE, cases
from tests.formulas.torch_cases.compare import STYLES, differences, program, sensitivity

SEEDS = (1, 2, 3)
# Both sides round every operation, in another order. Few units: what a handful of operations
# leaves. Where a network enlarges rounding errors, it does so on both sides: the measure is then
# how far PyTorch's own gradients move if every number moves by one unit in its last place.
FEW, TIMES = 4, 4


@pytest.mark.parametrize("name", cases())
@pytest.mark.parametrize("style", STYLES)
def test_autograd_gives_what_the_generated_program_gives(name, style, tmp_path):
    case = cases()[name]
    allowed = TIMES * max(FEW, *(sensitivity(case, seed) for seed in SEEDS))
    module = program(case, style, tmp_path)
    for seed in SEEDS:
        far = [one for one in differences(case, module, seed) if one.units > allowed]
        assert far == []


def test_every_formula_of_the_folder_is_compared():
    compared = {case.formula for case in cases().values()} | set(USED_EVERYWHERE)
    assert compared == set(builtin_names())
