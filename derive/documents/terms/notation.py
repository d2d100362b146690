"""What the letters mean."""

from __future__ import annotations

from derive.text import Text

SYMBOL = Text("symbol", "記号")
MEANING = Text("meaning", "意味")
SHAPE = Text("shape", "形状")
NOTATION_LEAD = Text(
    "The number of a layer stands above in parentheses; the letters below are indices, and "
    "each runs "
    "from 1 to the capital of its letter. Here {sizes}. Where a letter is already taken, it gets a "
    "prime. A tensor as a whole is bold: a vector small, a matrix a capital; the shape of a scalar "
    "is 1.",
    "右上の括弧つきの数字は層の番号，右下の文字は添字であり，添字は 1 から対応する大文字の"
    "サイズまで動く．ここでは {sizes} とする．文字が重なるときはプライムをつけて区別する．"
    "テンソル全体は太字で書き，ベクトルは小文字，行列は大文字とする．スカラーの形状は 1 とする．",
)
COLOURS = Text(
    "What belongs to the {forward} pass is blue, what belongs to the {backward} pass is red; "
    "in figures "
    "the arrows of the backward pass are dashed.",
    "{forward}に属するものは青，{backward}に属するものは赤で示す．図では逆伝播の矢印を破線で描く．",
)
FORWARD = Text("forward", "順伝播")
BACKWARD = Text("backward", "逆伝播")
INPUT = Text("input (the data)", "入力（データ）")
WEIGHT = Text("weight; the first index is the destination", "重み（最初の添字が行き先）")
BIAS = Text("bias", "バイアス")
PARAMETER = Text("parameter that is learned", "学習するパラメータ")
PREACTIVATION = Text(
    "what a layer gives before its activation (linear combination)",
    "活性化前の値（総入力，線形結合）",
)
SIGNAL = Text(
    "output of a layer, and input of the next one", "層の出力であり，次の層の入力でもある値"
)
INNER_SIGNAL = Text("intermediate value", "途中の値")
PREDICTION = Text("prediction", "予測")
TARGET = Text("label (teacher signal)", "ラベル（教師信号）")
ERROR_PART = Text("error function of one output", "出力 1 つごとの誤差関数")
ERROR_FUNCTION = Text("error function", "誤差関数")
OBJECTIVE = Text("error function with penalties", "罰則項を加えた目的関数")
DELTA_MEANING = Text("error signal, {definition}", "誤差信号，{definition}")
RATE_MEANING = Text("learning rate", "学習率")
ACTIVATION_MEANING = Text("activation function: {title}", "活性化関数：{title}")
KRONECKER_MEANING = Text(
    "Kronecker's delta: 1 if the two indices agree, else 0 (without a layer, in black)",
    "クロネッカーのデルタ：2 つの添字が等しければ 1，そうでなければ 0（層の番号をもた"
    "ず，黒で示す）",
)
BRACKET_MEANING = Text("1 if the condition holds, else 0", "条件が成り立てば 1，成り立たなければ 0")
CONSTANT_MEANING = Text("constant, here {value}", "定数，ここでは {value}")
SCALAR = Text("scalar", "スカラー")
