"""Reference derivatives, numbers, the gradient check, works, and the terminal."""

from __future__ import annotations

from derive.text import Text

REFERENCE_LEAD = Text(
    "Each derivative follows from the definition of the function by the rules of "
    "differentiation; where "
    "possible it is then written through the function itself.",
    "導関数はいずれも，関数の定義から微分の規則だけで導かれる．可能なものは，その関数自身を使って"
    "書き直す．",
)
KINK_TITLE = Text("Not differentiable.", "微分できない点．")
KINK = Text(
    "{function} is not differentiable at {point}. By convention, this handout and the program use "
    "{value} there.",
    "{function} は {point} で微分できない．この文書とプログラムでは，そこでの値を "
    "{value} と約束する．",
)
LOSS_KINK = Text(
    "The error function is not differentiable where {point}. By convention, the derivative "
    "with respect to {of} is taken as {value} there.",
    "誤差関数は {point} となるところで微分できない．そこでは {of} による微分の値を "
    "{value} と約束する．",
)
TABLE_ACTIVATIONS = Text("Activation functions and their derivatives.", "活性化関数とその導関数．")
COLUMN_NAME = Text("activation function", "活性化関数")
COLUMN_KINK = Text("at the kink", "折れ点での値")
NO_KINK = Text("no kink", "なし")
NO_THROUGH = Text("—", "—")
AT_THE_KINK = Text("{value} at {point}", "{point} で {value}")
BECAUSE_TIDIED = Text("rearranged", "整理")
BECAUSE_ITSELF = Text("written through {function} itself", "{function} 自身を使って表す")


EXAMPLE_LEAD = Text(
    "One forward pass, one backward pass and one update with numbers, for {x}, {t} and {rate}.",
    "{x}，{t}，{rate} として，順伝播，逆伝播，1 回の更新を数値で行う．",
)
EXAMPLE_SOURCE_CITED = Text("The numbers are from {source}.", "数値は文献{source}による．")
EXAMPLE_RULE = Text(
    "Parameters not given in the network file are set by a fixed rule, so that the numbers "
    "can be reproduced.",
    "ネットワークのファイルに与えられていないパラメータは決まった規則で定め，数値を再"
    "現できるようにしている．",
)
EXAMPLE_GIVEN = Text("The parameters.", "パラメータ．")
EXAMPLE_FORWARD = Text("The forward pass.", "順伝播．")
EXAMPLE_BACKWARD = Text("The backward pass.", "逆伝播．")
EXAMPLE_UPDATED = Text("The parameters after one update.", "1 回の更新の後のパラメータ．")
EXAMPLE_FROZEN = Text("{names} are left as they are.", "{names} は更新しない．")
EXAMPLE_END = Text(
    "After this one update, {loss} goes from {before} to {after}.",
    "この 1 回の更新により，{loss} は {before} から {after} に変わる．",
)
EXAMPLE_SEQUENTIAL = Text(
    "All gradients are found first, then all parameters are updated. Had each parameter been "
    "updated as "
    "soon as its gradient was found, the errors would have gone back through weights already "
    "changed, "
    "and {loss} would be {other}; such a step does not follow the gradient at one point.",
    "ここではすべての勾配を求めてから，すべてのパラメータを更新した．勾配が求まるたびにその"
    "パラメータを更新すると，誤差は更新後の重みを通って戻ることになり，{loss} は {other} となる．"
    "これは 1 点での勾配に沿った更新ではない．",
)
VALUES = Text("values", "値")


CHECK_LEAD = Text(
    "The derived gradients are compared with finite differences, which use the forward equations "
    "alone ({method}; step {epsilon}).",
    "導いた勾配を，順伝播の式だけから計算した差分近似（{method}，刻み {epsilon}）と比べる．",
)
CHECK_CAPTION = Text(
    "Derived gradients and finite differences; the largest relative error is {largest}.",
    "導いた勾配と差分近似の比較．最大の相対誤差は {largest} である．",
)
CHECK_PARAMETER = Text("gradient", "勾配")
CHECK_COUNT = Text("entries", "成分の数")
CHECK_ERROR = Text("largest relative error", "最大の相対誤差")


WORK_SAITO = Text(
    "Koki Saitoh, Deep Learning from Scratch (in Japanese), O'Reilly Japan, 2016, ISBN "
    "978-4-87311-758-4.",
    "斎藤康毅『ゼロから作る Deep Learning』オライリー・ジャパン，2016，ISBN 978-4-87311-758-4．",
)
WORK_MYNAVI = Text(
    "Further reading of the lecture (in Japanese), Mynavi Publishing, ISBN 978-4-8399-6837-3.",
    "講義の参考書，マイナビ出版，ISBN 978-4-8399-6837-3．",
)
WORK_OHM = Text(
    "Further reading of the lecture (in Japanese), Ohmsha, ISBN 978-4-274-21934-4.",
    "講義の参考書，オーム社，ISBN 978-4-274-21934-4．",
)
WORK_SOURCE = Text("{source} (formula: {title})", "{source}（{title}の式）")


EXPLAIN_HEAD = Text("The gradient {name}, equation ({number}):", "勾配 {name}，式({number})：")
EXPLAIN_MATRIX = Text("In matrices:", "行列の形：")
EXPLAIN_EXPLICIT = Text("With the derivative of the activation put in:", "活性化関数の微分を代入：")
