"""The laws by name, in both languages. Each is an equality; none holds a formula of a layer."""

from derive.calculus.step import Rule
from derive.text import Text

DEFINITION = Rule(
    "definition",
    Text("definition", "定義"),
    "the gradient of a tensor is the derivative of the cost by each of its entries",
)
CHAIN = Rule(
    "chain-rule",
    Text("chain rule", "連鎖律"),
    "dL/dv[a] = sum over the equations u that use v, sum over b, dL/du[b] * du[b]/dv[a]",
)
OWN_UNIT = Rule(
    "own-unit",
    Text("only the unit of the same index contains it", "同じ添字のユニットだけがこれを含む"),
    "sum_b g[b] * du[b]/dv[a] = g[a] * du[a]/dv[a], if du[b]/dv[a] = 0 for every b that is not a",
)
NAMED_GRADIENT = Rule(
    "named-gradient",
    Text("gradient already found", "すでに求めた勾配"),
    "dL/du[b] is known from a layer nearer the output",
)
PUT_IN = Rule(
    "put-in",
    Text("gradients put in", "求めた勾配を代入"),
    "dL/du[b] = the right side of its equation, where a named value then tells it",
)
RECURRENCE = Rule(
    "recurrence",
    Text("gradient of the same recurrence", "同じ漸化式の中の勾配"),
    "dL/du[b] has an equation of its own in this recurrence: later steps are found first",
)
FORWARD_EQUATION = Rule(
    "forward-equation",
    Text("forward equation put in", "順伝播の式を代入"),
    "u[b] = the right side of its forward equation",
)
DIFFERENTIATE = Rule(
    "differentiate",
    Text("derivative taken", "微分を実行"),
    "laws of differentiation, one after the other (see the substeps)",
)
INDEPENDENT = Rule(
    "independent",
    Text("does not depend on it", "変数によらない"),
    "dc = 0 if x does not occur in c",
)
OWN_ENTRY = Rule(
    "own-entry",
    Text("derivative of an entry by an entry", "成分を成分で微分"),
    "dx[i,j]/dx[a,b] = delta(i,a) * delta(j,b)",
)
LINEAR = Rule(
    "linear",
    Text("linearity", "線形性"),
    "d(c*f + g) = c*df + dg for every c that does not depend on x",
)
UNDER_THE_SUM = Rule(
    "under-the-sum",
    Text("derivative under the sum", "和の中で微分"),
    "d(sum_j f(j)) = sum_j df(j), the bound letter j renamed if x carries it",
)
PRODUCT = Rule("product-rule", Text("product rule", "積の微分"), "d(f*g) = df*g + f*dg")
POWER = Rule("power-rule", Text("power rule", "べきの微分"), "d(u^p) = p*u^(p-1)*du")
GENERAL_POWER = Rule(
    "general-power",
    Text("power with a varying exponent", "指数が変わるべきの微分"),
    "d(u^v) = u^v * (dv*log(u) + v*du/u)",
)
SCALAR_FUNCTION = Rule(
    "scalar-function",
    Text("chain rule for a function of one number", "合成関数の微分"),
    "df(u) = f'(u) * du",
)
PIECEWISE_CONSTANT = Rule(
    "piecewise-constant",
    Text("constant on both sides of its jumps", "区分的に定数"),
    "d[a > b] = 0, d sign(u) = 0 and d[i is the first largest] = 0 away from the jump",
)
CASES = Rule(
    "cases",
    Text("branch by branch", "場合ごとに微分"),
    "d where(c, f, g) = where(c, df, dg), the condition held",
)
EXTREMUM = Rule(
    "extremum",
    Text("derivative of the chosen argument", "選ばれた引数の微分"),
    "d max(f, g) = [f >= g]*df + [g > f]*dg; at a tie the first argument counts",
)
LARGEST = Rule(
    "largest",
    Text("derivative of the largest entry", "最大の成分の微分"),
    "d max_i u_i = sum_i [i is the first at which u is largest] * du_i",
)
CONTRACT = Rule(
    "contract",
    Text("only the term with equal indices remains", "添字が一致する項だけが残る"),
    "sum_j delta(j,k)*f(j) = f(k), where j and k run over the same axis",
)
SHIFT = Rule(
    "shift",
    Text("only the term at the shifted index remains", "ずれた添字の項だけが残る"),
    "sum_s delta(s - c, a)*f(s) = f(a + c), where f is 0 beyond its range",
)
WINDOW = Rule(
    "window",
    Text("only the terms that meet the window remain", "窓に入る項だけが残る"),
    "sum_p delta(a, c*p + r)*f(p) = f((a - r)/c); entries outside their range, or at positions "
    "that are no whole numbers, are 0",
)
MEET = Rule(
    "meet",
    Text(
        "where the delta is not 0, both positions are one", "デルタが0でないところでは添字が等しい"
    ),
    "delta(a,b)*f(a) = delta(a,b)*f(b)",
)
SPLIT = Rule(
    "split",
    Text("sum of a sum", "和の分割"),
    "sum_j (f + g) = sum_j f + sum_j g, and products spread over sums that hold deltas",
)
PULL_OUT = Rule(
    "pull-out",
    Text("factors that do not depend on the index leave the sum", "添字によらない因子を和の外へ"),
    "sum_j c*f(j) = c * sum_j f(j)",
)
CONSTANT_SUM = Rule(
    "constant-sum",
    Text("sum of equal terms", "同じ項の和"),
    "sum_j c = (size of j) * c",
)
ARRANGE = Rule(
    "arrange",
    Text("rearranged", "整理"),
    "factors without the index leave sums, equal terms are counted, common factors stand in front",
)
COMMON_FACTOR = Rule("common-factor", Text("common factor", "共通因子"), "c*f + c*g = c*(f + g)")
CANCEL = Rule(
    "cancel",
    Text("simplified", "式を簡単にする"),
    "equal factors above and below a fraction line cancel, and terms that cancel are left out",
)
FACT = Rule(
    "declared-fact",
    Text("declared fact about the labels", "教師信号について仮定した性質"),
    "a truth that the loss declares, e.g. sum_k t[k] = 1",
)
NAMED_SUM = Rule(
    "named-sum",
    Text("sum that the forward pass has named", "順伝播で名前のついた和"),
    "from m = c*sum_j f(j), sum_j f(j) = m/c",
)
THROUGH_OUTPUT = Rule(
    "through-output",
    Text("told through the output", "出力を使って表す"),
    "from y = f(z), f'(z) as an expression in y, by exact elimination",
)
SIGN = Rule(
    "sign",
    Text("signs and absolute values", "符号と絶対値"),
    "u*sign(u) = |u| and sign(-u) = -sign(u)",
)
COMPARISON = Rule(
    "comparison",
    Text("comparison solved", "不等式を整理"),
    "[c*u + b > 0] = [u > -b/c] for c > 0, and [min(a, u) > b] = [u > b] for numbers a > b",
)

RULES: tuple[Rule, ...] = (
    DEFINITION,
    CHAIN,
    OWN_UNIT,
    NAMED_GRADIENT,
    PUT_IN,
    RECURRENCE,
    FORWARD_EQUATION,
    DIFFERENTIATE,
    INDEPENDENT,
    OWN_ENTRY,
    LINEAR,
    UNDER_THE_SUM,
    PRODUCT,
    POWER,
    GENERAL_POWER,
    SCALAR_FUNCTION,
    PIECEWISE_CONSTANT,
    CASES,
    EXTREMUM,
    LARGEST,
    CONTRACT,
    SHIFT,
    WINDOW,
    MEET,
    SPLIT,
    PULL_OUT,
    CONSTANT_SUM,
    ARRANGE,
    COMMON_FACTOR,
    CANCEL,
    FACT,
    NAMED_SUM,
    THROUGH_OUTPUT,
    SIGN,
    COMPARISON,
)
