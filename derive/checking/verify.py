"""The proof that a network's handout and program are right, on numbers.

A small version of the network is derived, and
(a) every step, matrix form and declared kink is put into numbers,
(b) the gradients are compared with two oracles that know no calculus of ours,
(c) the generated programs are run in a fresh process and compared with (b).

Equalities of (a) and (b) that fail are worked out again with many more digits: near a
pole of a formula, or where it cancels, an oracle's own error is more than the guard digits
hold. Such an error goes away with more digits; a mistake stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from derive.calculus.derivation import Derivation, derivation_of
from derive.checking.generated import (
    Expected,
    ProgramError,
    Ran,
    check_program,
    check_slopes,
    expected,
    run,
)
from derive.checking.gradients import (
    check_by_brute_force,
    check_by_differences,
    derived_world,
)
from derive.checking.identities import check_matrix_forms, check_steps
from derive.checking.kinks import check_kinks
from derive.checking.report import Failure, Row, Tally, VerifyReport
from derive.checking.sampling import SAMPLES, Point, point
from derive.checking.small import small
from derive.network.architecture import Architecture
from derive.network.network import Network, build
from derive.notation.value import World, world
from derive.programs.training import Style
from derive.programs.write import program_text
from derive.text import Text

Progress = Callable[[Text], None]

GUARD_DIGITS = 10
FINER = 4  # how many times the digits what has failed is worked out with
TINY, TINY_SAMPLES = ((3, 2),), 2
STYLES: tuple[Style, ...] = ("plain", "fast")
ROUNDING_UNITS = 4.0  # a program may order its sums otherwise than the equation that is bounded
SLOPES = 1e-7  # a central difference in double precision: cube root of 2^-53, squared, and room
UNITS = Text("rounding units", "丸め単位")

_TITLES = {
    "steps": Text("(a) steps, one sample", "(a) 導出の各行(1標本)"),
    "batch_steps": Text("(a) steps, batch", "(a) 導出の各行(バッチ)"),
    "matrix_forms": Text("(a) matrix forms", "(a) 行列形"),
    "kinks": Text("(a) declared subgradients", "(a) 宣言した劣勾配"),
    "differences": Text("(b) gradients = differences", "(b) 勾配 = 差分"),
    "brute_force": Text("(b) gradients = brute force", "(b) 勾配 = 総当たりの微分"),
    "program_float64": Text("(c) {} program, float64", "(c) プログラム({})、float64"),
    "program_float32": Text("(c) {} program, float32", "(c) プログラム({})、float32"),
    "slopes": Text("(c) {} program's own loss", "(c) プログラム({})の損失の差分"),
}


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the checks of one network share.

    Attributes:
        architecture: The small network.
        seeds: What its points are drawn from.
        digits: Decimal digits to which equalities must hold.
        working: The digits that numbers are worked out with.
    """

    architecture: Architecture
    seeds: tuple[int, ...]
    digits: int
    working: int

    def tally(self, key: str) -> Tally:
        """A row of equalities at high precision."""
        return Tally(key, _TITLES[key], 10.0**-self.digits)

    def points(self, network: Network) -> list[Point]:
        """One point a seed."""
        return [point(network, seed, self.digits) for seed in self.seeds]

    def places(self, at: Point) -> int:
        """At how many places of its indices a step is evaluated: at the first point two."""
        return 2 if at.seed == self.seeds[0] else 1

    def world(self, derivation: Derivation, at: Point) -> World:
        """The numbers of the forward formulas alone; gradients are differences."""
        network = derivation.network
        return world(
            at.given, network.sizes, network.equations, open=derivation.open, digits=self.working
        )


def verify(
    architecture: Architecture,
    *,
    seeds: tuple[int, ...] = (1, 2, 3),
    digits: int = 30,
    progress: Progress | None = None,
) -> VerifyReport:
    """Prove a network's derivation and its programs on numbers.

    After a group of checks that fails, later groups are not run.

    Args:
        architecture: The network; a small version of the same layers is checked.
        seeds: One sample point is drawn from each.
        digits: Decimal digits to which equalities must hold.
        progress: Called with the name of each check before it begins.

    Raises:
        DeriveError: The network cannot be built, derived or written as a program.
    """
    proof = _Proof(small(architecture), tuple(seeds), digits, digits + GUARD_DIGITS)
    rows: list[Row] = []
    for title, check in _checks(proof):
        if progress is not None:
            progress(title)
        rows += check()
        if not all(row.passed for row in rows):
            break  # what follows is made of what is wrong already
    return VerifyReport(architecture.name, tuple(seeds), digits, tuple(rows))


def _checks(proof: _Proof) -> Iterator[tuple[Text, Callable[[], list[Row]]]]:
    """The groups of checks, in order."""
    per_sample = derivation_of(build(proof.architecture))
    batch = _in_batch(per_sample, SAMPLES)
    exact: dict[str, Callable[[_Proof], list[Row]]] = {
        "steps": lambda finely: [_steps(finely, "steps", per_sample)],
        "batch_steps": lambda finely: _batch(finely, per_sample, batch),
        "kinks": lambda finely: _kinks(finely, per_sample.network),
        "brute_force": lambda finely: [_brute_force(finely)],
    }
    if per_sample.network.sample is not None:
        del exact["steps"]
    for key, check in exact.items():
        yield _TITLES[key], partial(_exactly, check, proof)
    yield Text("(c) programs", "(c) プログラム"), lambda: _programs(proof, batch)


def _exactly(check: Callable[[_Proof], list[Row]], proof: _Proof) -> list[Row]:
    """A check of equalities; with more digits if it fails, to tell a mistake from lost digits."""
    rows = check(proof)
    if all(row.passed for row in rows):
        return rows
    return check(replace(proof, working=FINER * proof.working))


def _in_batch(per_sample: Derivation, samples: int) -> Derivation:
    """The batch form with a small number of samples."""
    batch = per_sample.in_batch()
    assert batch.network.sample is not None
    sizes = {**batch.network.sizes, batch.network.sample: samples}
    return replace(batch, network=replace(batch.network, sizes=sizes))


def _steps(proof: _Proof, key: str, derivation: Derivation) -> Row:
    tally = proof.tally(key)
    for at in proof.points(derivation.network):
        check_steps(
            tally, derivation, proof.world(derivation, at), seed=at.seed, places=proof.places(at)
        )
    return tally.row()


def _batch(proof: _Proof, per_sample: Derivation, batch: Derivation) -> list[Row]:
    """Steps, matrix forms and differences: the slow numbers are made once for all of them."""
    steps, forms, differences = map(proof.tally, ("batch_steps", "matrix_forms", "differences"))
    without = 0
    for at in proof.points(batch.network):
        made = proof.world(batch, at)
        check_steps(steps, batch, made, seed=at.seed, places=proof.places(at))
        if steps.failure is not None:
            return [steps.row()]
        derived = derived_world(batch, at, proof.working)
        without = check_matrix_forms(forms, batch, made, seed=at.seed)
        check_by_differences(differences, batch, derived, made=made, seed=at.seed)
    alone = per_sample.network if per_sample.network.sample is None else None
    for at in [] if alone is None else proof.points(alone)[:1]:
        made = proof.world(per_sample, at)
        without += check_matrix_forms(forms, per_sample, made, seed=at.seed)
        derived = derived_world(per_sample, at, proof.working)
        check_by_differences(differences, per_sample, derived, made=made, seed=at.seed)
    note = Text(f"{without} equations have no matrix form.", f"行列形のない式が{without}個ある。")
    return [steps.row(), forms.row(note if without else None), differences.row()]


def _kinks(proof: _Proof, network: Network) -> list[Row]:
    """The row of the kinks, if any formula declares one."""
    tally = proof.tally("kinks")
    for seed in proof.seeds:
        check_kinks(tally, network, seed, proof.working)
    return [tally.row()] if tally.count else []


def _brute_force(proof: _Proof) -> Row:
    tally = proof.tally("brute_force")
    tiny = _in_batch(derivation_of(build(small(proof.architecture, TINY))), TINY_SAMPLES)
    check_by_brute_force(tally, tiny, point(tiny.network, proof.seeds[0]), proof.working)
    return tally.row()


def _programs(proof: _Proof, batch: Derivation) -> list[Row]:
    points = proof.points(batch.network)
    wanted = [expected(batch, at, derived_world(batch, at, proof.working)) for at in points]
    sources = {str(style): program_text(batch, style) for style in STYLES}
    try:
        ran = run(sources, batch.network, points)
    except ProgramError as error:
        return [_did_not_run(str(error))]
    rows = []
    for style in STYLES:
        rows += _program(batch.network, wanted, ran[style], style)
    return rows


def _program(network: Network, wanted: list[Expected], ran: Ran, style: Style) -> list[Row]:
    exact, single = (
        Tally(f"{style}_{kind}", _styled(f"program_{kind}", style), ROUNDING_UNITS, UNITS)
        for kind in ("float64", "float32")
    )
    slopes = Tally(f"{style}_slopes", _styled("slopes", style), SLOPES)
    for position, one in enumerate(wanted):
        check_program(exact, network, one, ran=ran["float64"][position], kind="float64")
        check_program(single, network, one, ran=ran["float32"][position], kind="float32")
        check_slopes(slopes, network, one, ran["slopes"][position])
    return [exact.row(), single.row(), slopes.row()]


def _styled(key: str, style: Style) -> Text:
    title = _TITLES[key]
    return Text(title.en.format(style), title.ja.format(style))


def _did_not_run(said: str) -> Row:
    failure = Failure("the generated program", "runs", "stopped", ("", said))
    title = Text("(c) programs run", "(c) プログラムの実行")
    return Row("programs_run", title, 1, float("inf"), 0.0, Text("", ""), failure)
