"""Lines of the corpus, mutated: what a slip of the hand, or of a file, makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.judging.corpus_entries import Chain, Context, Line, chain_text, contexts, document

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+|[A-Za-z]|\s+|.", re.DOTALL)
_PLAIN_TOKEN = re.compile(r"[A-Za-z]+[0-9]*|[0-9]+|\*\*|->|\s+|.", re.DOTALL)
_BRACKETS = r"( ) [ ] { } \{ \left( \right) | \| $ \right.".split()
_ODD = [
    *r"_ ^ ' '' & \\ = := \sum \frac \partial \sum_{ ^{ _{ + - * / . , ; : ! % # @ ~".split(),
    *r"\ \, \cdot".split(),
    *r"\odot \prod \max_k \sqrt \begin{cases} \end{cases} \begin{align} \end{align}".split(),
    *r"\text{if} \hat \mathbf 0 1 2 10 99999999999 1e400 0.0000001".split(),
    *"∂ Σ δ ⊙ ᵀ ² ₁ 微分 é \U0001d6ff $ $$".split(),
    *"\x00\u202e\t\n",
]  # fmt: skip

Tokens = list[str]
Mutation = Callable[[Tokens, random.Random, Tokens], Tokens]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mutated line in its document.

    Attributes:
        name: Where it comes from and how it was made, to find it again.
        context: The network that it stands with.
        piece: The mutated line or chain.
    """

    name: str
    context: Context
    piece: Line | Chain

    @property
    def text(self) -> str:
        """The whole document."""
        return document(self.context, self.piece)

    @property
    def line(self) -> str:
        """The mutated mathematics."""
        return self.piece.line if isinstance(self.piece, Line) else chain_text(self.piece)


def tokens_of(text: str, *, is_plain: bool) -> Tokens:
    """A line cut into what a writer calls signs; joined, they are the line."""
    pattern = _PLAIN_TOKEN if is_plain else _TOKEN
    return [match.group() for match in pattern.finditer(text)]


def _cut(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    at = chance.randrange(len(tokens))
    return tokens[at:] if chance.random() < 0.4 else tokens[:at]


def _doubled(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    at = chance.randrange(len(tokens))
    wide = chance.choice([1, 1, 1, 2, 4])
    return [*tokens[: at + wide], *tokens[at:]]


def _swapped(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    one, two = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    if chance.random() < 0.5:
        two = min(one + 1, len(tokens) - 1)
    made = list(tokens)
    made[one], made[two] = made[two], made[one]
    return made


def _deleted(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    at = chance.randrange(len(tokens))
    return [*tokens[:at], *tokens[at + chance.choice([1, 1, 2, 3]) :]]


def _bracketed(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    made = list(tokens)
    for _ in range(chance.choice([1, 2, 2, 4])):
        made.insert(chance.randrange(len(made) + 1), chance.choice(_BRACKETS))
    return made


def _crossed(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    return [*tokens[: chance.randrange(len(tokens))], *other[chance.randrange(len(other)) :]]


def _replaced(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    made = list(tokens)
    made[chance.randrange(len(made))] = chance.choice([chance.choice(_ODD), chance.choice(other)])
    return made


def _inserted(tokens: Tokens, chance: random.Random, other: Tokens) -> Tokens:
    made = list(tokens)
    made.insert(chance.randrange(len(made) + 1), chance.choice(_ODD))
    return made


MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _doubled,
    _swapped,
    _deleted,
    _bracketed,
    _crossed,
    _replaced,
    _inserted,
)


def is_plain(context: Context, piece: Line | Chain) -> bool:
    """Whether a line is plain text and no LaTeX."""
    if isinstance(piece, Chain):
        return context.format == "txt" or piece.form == "plain"
    return context.format == "txt" or piece.style in {"plain", "einsum"}


def mutants(count: int, *, first: int = 0) -> Iterator[Mutant]:
    """Mutants number `first` and on; the same number is always the same mutant."""
    known = contexts()
    for number in range(first, first + count):
        chance = random.Random(number)
        context = known[number % len(known)]
        pieces: list[Line | Chain] = [*context.lines, *context.chains]
        yield _mutant(number, context, chance.choice(pieces), chance)


def _mutant(number: int, context: Context, piece: Line | Chain, chance: random.Random) -> Mutant:
    plain = is_plain(context, piece)
    other = tokens_of(chance.choice(context.lines).line, is_plain=plain)
    how = [chance.choice(MUTATIONS) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
    if isinstance(piece, Line):
        changed: Line | Chain = replace(piece, line=_changed(piece.line, how, chance, other, plain))
    else:
        at = chance.randrange(len(piece.sides))
        side = _changed(piece.sides[at], how, chance, other, plain)
        changed = replace(piece, sides=(*piece.sides[:at], side, *piece.sides[at + 1 :]))
    names = "".join(one.__name__ for one in how)
    return Mutant(f"{number}-{piece.id}{names}", context, changed)


def _changed(
    text: str, how: list[Mutation], chance: random.Random, other: Tokens, plain: bool
) -> str:
    tokens = tokens_of(text, is_plain=plain)
    for one in how:
        tokens = one(tokens, chance, other) or ["x"]
    return "".join(tokens)
