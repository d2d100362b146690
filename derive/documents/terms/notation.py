"""What the letters mean."""

from __future__ import annotations

from derive.text import Text

SYMBOL = Text("symbol", "記号")
MEANING = Text("meaning", "意味")
SHAPE = Text("shape", "形状")
NOTATION_LEAD = Text(
    "{mark}; the letters below are indices, and "
    "each runs "
    "from 1 to the capital of its letter. Here {sizes}. Where a letter is already taken, it gets a "
    "prime. {bold}; the shape of a scalar "
    "is 1.",
    "{mark}，右下の文字は添字であり，添字は 1 から対応する大文字の"
    "サイズまで動く．ここでは {sizes} とする．文字が重なるときはプライムをつけて区別する．"
    "{bold}．スカラーの形状は 1 とする．",
)
BOLD = Text(
    "A tensor as a whole is bold: a vector small, a matrix a capital",
    "テンソル全体は太字で書き，ベクトルは小文字，行列は大文字とする",
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
WEIGHT_SOURCE = Text("weight; the first index is the source", "重み（最初の添字が出発元）")
WEIGHT_TURNED = Text(
    "weight; the first index is the destination, which is the column of the matrix",
    "重み（最初の添字が行き先で，行列では列にあたる）",
)
LAYER_MARKS = {
    "(l)": Text(
        "The number of a layer stands above in parentheses", "右上の括弧つきの数字は層の番号"
    ),
    "[l]": Text(
        "The number of a layer stands above in square brackets",
        "右上の角括弧つきの数字は層の番号",
    ),
    "l": Text("The number of a layer stands above", "右上の数字は層の番号"),
    "_l": Text(
        "The number of a layer stands below, in front of the indices and a comma",
        "右下のコンマの前の数字は層の番号",
    ),
}
NOTATION_OF = Text("The notation is that of {source}.", "記号は次の文献による：{source}．")
SPARED = Text(
    "The number of a layer is left out where the letters of the indices tell the layers apart.",
    "添字の文字で層が区別できるところでは層の番号を省く．",
)
CAPITALS = Text(
    "A tensor as a whole is bold and a capital, a vector too",
    "テンソル全体は太字の大文字で書き，ベクトルも大文字とする",
)
VECTORS_ROWS = Text("The vector of one sample is a row.", "1 標本のベクトルは行ベクトルとする．")
DERIVATIVES = Text(
    "A derivative of {loss} is written with a d: {gradient} is {fraction}.",
    "{loss} の偏微分は d をつけて書く．{gradient} は {fraction} のことである．",
)
ERROR_SIGNAL_MEANING = Text("error signal", "誤差信号")
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
