"""The sentences around the chains, and the reasons of their lines."""

from __future__ import annotations

from derive.text import Text

PARAMETER_LEAD = Text(
    "{parameter} occurs in equation {number} only, so it reaches {loss} through {target}.",
    "{parameter} は式{number}にだけ現れる．したがって {target} を通して {loss} に届く．",
)
PARAMETER_LEAD_MANY = Text(
    "We differentiate {loss} with respect to {parameter}, which occurs in the equations {numbers}.",
    "{loss} を {parameter} で偏微分する．{parameter} は式{numbers}に現れる．",
)
PARAMETER_END = Text(
    "The result needs two things only: the error signal of the layer and what entered the layer.",
    "結果に必要なのは，その層の誤差信号と，その層に入った値の 2 つだけである．",
)
DELTA_LEAD_COMPOSITE = Text(
    "{loss} is a composite function of {signal}: {signal} acts on {loss} through {targets}.",
    "{loss} は {signal} の合成関数であり，{signal} は {targets} を通して {loss} に影響する．",
)
DELTA_LEAD_COMPOSITE_ALL = Text(
    "{loss} is a composite function of {signal}: {signal} acts on {loss} through all {targets}.",
    "{loss} は {signal} の合成関数であり，{signal} はすべての {targets} を通して {loss} に"
    "影響する．",
)
DELTA_AHEAD = Text(
    "The error signal of this layer follows from what was found one layer ahead.",
    "この層の誤差信号は，1 つ先（出力側）の層で求めたものから定まる．",
)
DELTA_ARROW = Text(
    "The error signal of this layer follows from what was found one layer ahead, along the dashed "
    "arrows of {figure}.",
    "この層の誤差信号は，1 つ先（出力側）の層で求めたものから定まる．{figure}の破線の"
    "矢印がこれにあたる．",
)
GRADIENT_AHEAD = Text(
    "This gradient follows from what was found one layer ahead.",
    "この勾配は，1 つ先（出力側）の層で求めたものから定まる．",
)
GRADIENT_ARROW = Text(
    "This gradient follows from what was found one layer ahead, along the dashed arrows of "
    "{figure}.",
    "この勾配は，1 つ先（出力側）の層で求めたものから定まる．{figure}の破線の矢印がこれにあたる．",
)
SIGNAL_GRADIENT = Text("The gradient with respect to {signal}", "{signal} についての勾配")
REMAINING = Text("The remaining layers", "残りの層")
SLOPE_LEAD = Text(
    "The factor that depends on the activation is the derivative of equation {number}:",
    "活性化関数に依存する因子は，式{number}の微分である．",
)
FOLDED = Text(
    "What has the same form as equation {number} is not derived again: its derivation holds "
    "word for "
    "word, with the letters and the activation function of the layer. The results are:",
    "式{number}と同じ形のものは，あらためて導出しない．文字と活性化関数をその層のものに読み替え"
    "れば，式{number}の"
    "導出がそのまま成り立つからである．結果は次のとおりである．",
)
ERROR_NOTE = Text("error", "誤差")
ACTIVATION_NOTE = Text("depends on the activation", "活性化関数に依存")
AHEAD_NOTE = Text("errors handed back", "先の層から戻る誤差")


BECAUSE_DEFINITION = Text("definition", "定義")
BECAUSE_CHAIN_SUM = Text(
    "chain rule: {by} reaches {loss} through all {targets}",
    "連鎖律：{by} はすべての {targets} を通って {loss} に届く",
)
BECAUSE_CHAIN_ONE = Text(
    "chain rule: {by} reaches {loss} through {targets}",
    "連鎖律：{by} は {targets} を通って {loss} に届く",
)
BECAUSE_CHAIN_DIRECT = Text(
    "chain rule: {by} reaches {loss} through all {targets}, and directly",
    "連鎖律：{by} はすべての {targets} を通って，また直接にも {loss} に届く",
)
BECAUSE_OWN_UNIT = Text("only {units} contains {by}", "{by} を含むのは {units} だけ")
BECAUSE_OWN_UNITS = Text("only {units} contain {by}", "{by} を含むのは {units} だけ")
BECAUSE_NAMED = Text("{names}: found in {numbers}", "{names} は式{numbers}で求める")
BECAUSE_NAMED_AND_FORWARD = Text(
    "{names} from {numbers}; equation {forward} put in",
    "{names} は式{numbers}，また式{forward}を代入",
)
BECAUSE_DELTA = Text("definition of {names}", "{names} の定義")
BECAUSE_DELTA_AND_FORWARD = Text(
    "definition of {names}; equation {forward} put in", "{names} の定義，また式{forward}を代入"
)
BECAUSE_FORWARD = Text("equation {forward} put in", "式{forward}を代入")
BECAUSE_OWN_ENTRY = Text("{known}", "{known}")
BECAUSE_OWN_ENTRY_AND = Text("{law}, and {known}", "{law}，{known}")
BECAUSE_CONTRACT = Text("only the term with {equal} remains", "{equal} の項だけが残る")
BECAUSE_CONTRACT_ALL = Text("only the terms with {equal} remain", "{equal} の項だけが残る")
BECAUSE_PULL_OUT = Text("{factor} does not depend on {index}", "{factor} は {index} によらない")
BECAUSE_FACT = Text("we assumed {fact}", "仮定 {fact} を用いる")
BECAUSE_THROUGH = Text("written through the output {output}", "出力 {output} を使って表す")
BECAUSE_DERIVED = Text("equation {number}", "式{number}")
