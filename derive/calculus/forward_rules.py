"""The laws of the forward sweep by name, in both languages: how a change travels."""

from derive.calculus.step import Rule
from derive.text import Text

TANGENT = Rule(
    "forward-chain-rule",
    Text("chain rule, forwards", "連鎖律(前向き)"),
    "the change of u[b] = sum over the tensors v in the equation of u, sum over a, "
    "du[b]/dv[a] * the change of v[a]",
)
OWN_ENTRY_ONLY = Rule(
    "own-entry-only",
    Text("only the entry of the same index occurs in it", "同じ添字の成分だけがこれに現れる"),
    "sum_a du[b]/dv[a] * c[a] = du[b]/dv[b] * c[b], if du[b]/dv[a] = 0 for every a that is not b",
)
DIRECTION = Rule(
    "direction",
    Text("direction put in", "方向を代入"),
    "the change of w[a] along the entry w[b] itself is delta(a,b)",
)
NAMED_TANGENT = Rule(
    "named-tangent",
    Text("tangent already found", "すでに求めた接ベクトル"),
    "the change of v[a] is known from an earlier equation",
)

FORWARD_RULES: tuple[Rule, ...] = (TANGENT, OWN_ENTRY_ONLY, DIRECTION, NAMED_TANGENT)
