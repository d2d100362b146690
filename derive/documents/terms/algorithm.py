"""The algorithm, its program and the summary."""

from __future__ import annotations

from derive.text import Text

ALGORITHM_LEAD = Text(
    "One update of the parameters goes as follows.",
    "パラメータの更新は次の手順で行う．",
)
FORWARD_STEP = Text("Forward", "順伝播")
BACKWARD_STEP = Text("Backward", "逆伝播")
STEP_FORWARD = Text(
    "{forward}: compute {equations} in order. Keep {kept} of every layer: they are needed in the "
    "update.",
    "{forward}：式{equations}を順に計算する．各層の {kept} は更新に使うので残しておく．",
)
STEP_OUTPUT = Text(
    "{backward}, at the output: compute {result} by equation {number}, from the error.",
    "{backward}（出力層）：式{number}により，誤差から {result} を求める．",
)
STEP_HIDDEN = Text(
    "{backward}, layer by layer towards the input: compute {results} by {numbers}, from the "
    "weights, the "
    "results one layer ahead and the derivative of the activation.",
    "{backward}（入力に向かって 1 層ずつ）：式{numbers}により，重み，1 つ先の層の結果，活性化関数の"
    "微分から {results} を求める．",
)
STEP_UPDATE = Text(
    "Update every parameter against its gradient, with the learning rate {rate}:",
    "更新：学習率 {rate} を用いて，各パラメータを勾配と逆の向きに動かす．",
)
STEP_AGAIN = Text(
    "Repeat with the next sample (or batch) until {loss} no longer falls.",
    "次の標本（またはバッチ）について繰り返し，{loss} が下がらなくなるまで続ける．",
)
STEP_UPDATE_ALIKE = Text(
    "The parameters of the remaining layers are updated alike.",
    "残りの層のパラメータも同じように更新する．",
)
UPDATE_REASON = Text("by equation {number}", "式{number}による")
LISTING_LEAD = Text(
    "{listing} is the program; the numbers in its comments are those of the equations.",
    "プログラムを{listing}に示す．コメントの番号は式の番号である．",
)
LISTING_LAYOUT = Text(
    "The program keeps one layout for all notations: a weight has a row for each destination, and "
    "samples are rows.",
    "プログラムの配列の並べ方は記号の流儀によらない．重みは行き先を行に，標本も行に並べる．",
)
LISTING_SIGNALS = Text(
    "Its error signals have the factor of the mean in them, as derivatives of the cost.",
    "プログラムの誤差信号はコストの微分であり，平均の因子を含む．",
)
LISTING_CAPTION = Text(
    "The program. (n) in a comment is equation (n) of this handout, (nb) its batch form.",
    "プログラム．コメントの (n) はこの文書の式 (n)，(nb) はそのバッチの場合を指す．",
)

EXCERPT_CAPTION = Text(
    "The function of the program that computes the error and its gradients. (n) in a comment is "
    "equation (n) of this handout, (nb) its batch form.",
    "プログラムのうち，誤差と勾配を計算する関数．コメントの (n) はこの文書の式 (n)，"
    "(nb) はそのバッチの場合を指す．",
)


SUMMARY_LEAD = Text(
    "All that is needed is here: what is computed forward, the error signals, the derivative of "
    "the error function with respect to each parameter, and the update.",
    "必要なものをここにまとめる．順伝播，誤差信号，誤差関数の各パラメータについての偏微分，"
    "そして更新である．",
)
SUMMARY_CAPTION = Text("Summary of the network.", "ネットワークのまとめ．")
COLUMN_LAYER = Text("layer", "層")
COLUMN_FORWARD = Text("forward", "順伝播")
COLUMN_DELTA = Text("backward", "逆伝播")
COLUMN_GRADIENT = Text("gradient", "勾配")
COLUMN_UPDATE = Text("update", "更新")
COLUMN_SHAPE = Text("shape", "形状")
COLUMN_EQUATION = Text("equation", "式")
COLUMN_CODE = Text("code", "プログラム")
COLUMN_LINE = Text("line", "行")
QUANTITY = Text("quantity", "量")
CODE_CAPTION = Text(
    "Shapes, equations and the lines of the program.", "形状，式の番号，プログラムの行．"
)
SHAPES_CAPTION = Text("Shapes and equations.", "形状と式の番号．")
