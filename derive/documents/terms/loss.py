"""The error function, and the idea of the backward pass."""

from __future__ import annotations

from derive.text import Text

LOSS_LEAD = Text(
    "The error function ({title}{cite}) says how far the prediction {y} is from the label {t}.",
    "誤差関数（{title}{cite}）は，予測 {y} がラベル {t} からどれだけ離れているかを表す．",
)
FACT_LEAD = Text(
    "Of the labels we assume {fact}; where this is used, it is said.",
    "ラベルについて {fact} を仮定する．これを用いる箇所では，その旨を記す．",
)
GOAL = Text(
    "To make {loss} small by moving the parameters, we need one partial derivative for each "
    "of them: "
    "{table} lists them, {count} scalars in all.",
    "パラメータを動かして {loss} を小さくするには，パラメータ 1 つずつについての偏微分"
    "が必要である．"
    "求めるべき偏微分を{table}に挙げる．全部で {count} 個のスカラーである．",
)
GOAL_CAPTION = Text("The partial derivatives to be found.", "求めるべき偏微分．")
DERIVATIVE = Text("partial derivative", "偏微分")
FOR_ALL = Text("for", "範囲")
HOW_MANY = Text("how many", "個数")
WHERE_FOUND = Text("found in", "結果")
TOTAL = Text("in all", "合計")


IDEA_FIRST = Text(
    "Deriving each parameter's derivative on its own would do the same work again and again: every "
    "parameter reaches {loss} only through the layers that follow it.",
    "パラメータごとに独立に偏微分を計算すると，同じ計算を何度も繰り返すことになる．どの"
    "パラメータも，後に続く層を通ってしか {loss} に届かないからである．",
)
IDEA_SECOND = Text(
    "Therefore we go from the output to the input. The derivative found at the layer nearer "
    "the output is "
    "handed back to the layer before, as the error signal {delta}. The method is named after this "
    "signal, which flows from the output towards the input, against the forward pass ({figure}).",
    "そこで，出力から入力へ向かって進む．出力に近い層で求めた偏微分を誤差信号 {delta}"
    " として 1 つ前の"
    "層に渡していく．順伝播とは逆に，誤差の信号が出力から入力へ流れることから，誤差逆伝播法と"
    "よばれる（{figure}）．",
)
IDEA_SPLIT = Text(
    "Two questions remain for each layer: how its parameters' derivatives follow from its "
    "{delta}, and "
    "how its {delta} follows from the {delta} of the layers nearer the output.",
    "各層で答えるべき問いは 2 つである．その層の {delta} からパラメータの偏微分がどう求まるか，"
    "そして，その層の {delta} が出力側の層の {delta} からどう求まるか，である．",
)
IDEA_NUMBERS = Text(
    "Equations are numbered in the order of computation, from the output back; the text explains "
    "the parameters first, and then the error signals.",
    "式の番号は計算する順，すなわち出力から入力へ向かう順につける．説明はパラメータの偏微分を先に，"
    "誤差信号を後に行うので，番号は前後する．",
)
IDEA_SKIP = Text(
    "A signal that several layers use gets a gradient from each of them, and these add up.",
    "複数の層で使われる信号には，それぞれの層から勾配が届き，それらが加算される．",
)
IDEA_DIRECT = Text(
    "In the chain rule the derivative of one signal with respect to another is that of the one "
    "equation that defines it: the other signals on its right side are held fixed, and what comes "
    "through them is a term of its own. Only the derivatives of {loss} count every path.",
    "連鎖律に現れる信号どうしの偏微分は，その信号を定める式だけについてのものであり，右辺の他の信号は固定"
    "して考える．他の信号を通る分は別の項になる．すべての経路を含むのは "
    "{loss} の偏微分だけである．",
)
BACKWARD_CAPTION = Text(
    "The backward pass: the error signals of the layer nearer the output come back, each along its "
    "weight.",
    "逆伝播．出力側の層の誤差信号が，それぞれの重みを通って戻ってくる．",
)
BACKWARD_LAYERS_CAPTION = Text(
    "The backward pass: each layer hands a gradient back to the one before.",
    "逆伝播．各層は 1 つ前の層へ勾配を渡す．",
)
BACKWARD_GRAPH_CAPTION = Text(
    "The backward pass: along each arrow a gradient comes back, dashed. What several boxes take "
    "gets a "
    "gradient from each of them.",
    "逆伝播．それぞれの矢印に沿って勾配が戻る（破線）．複数の箱が受け取る値には，そのそれぞれから"
    "勾配が届く．",
)
BACKWARD_ALTERNATIVE = Text(
    "The network with dashed arrows that lead from the output back to a hidden unit.",
    "出力層から隠れ層のユニットへ戻る破線の矢印を描き加えたネットワークの図．",
)
