"""Titles of the sections."""

from __future__ import annotations

from derive.text import Text

AUTHOR = Text("Derived by the program derive", "derive による導出")
SUBTITLE = Text("Network: {name}", "ネットワーク：{name}")
NOTATION = Text("Notation", "記号")
STRUCTURE = Text("The structure of the neural network", "ニューラルネットワークの構造")
LAYER = Text("Layer {number}: {title}", "第 {number} 層：{title}")
ACTIVATION = Text("Activation functions", "活性化関数")
WHOLE_FORWARD = Text("The whole forward pass", "順伝播の全体")
LOSS = Text("The error function and its partial derivatives", "誤差関数と偏微分")
IDEA = Text("Backpropagation: the idea", "誤差逆伝播法の考え方")
PARAMETERS = Text("Partial derivatives with respect to the parameters", "パラメータの偏微分")
PARAMETERS_OUTPUT = Text(
    "The parameters of the output layer (layer {number})",
    "出力層（第 {number} 層）のパラメータの偏微分",
)
PARAMETERS_HIDDEN = Text(
    "The parameters of the hidden layer (layer {number})",
    "隠れ層（第 {number} 層）のパラメータの偏微分",
)
DELTAS = Text("The error signals {delta}", "誤差信号 {delta}")
DELTA_HIDDEN = Text(
    "{delta} of the hidden layer (layer {number})", "隠れ層（第 {number} 層）の {delta}"
)
DELTA_OUTPUT = Text("{delta} of the output layer: the first one", "出力層（はじめの）の {delta}")
MATRICES = Text("In matrices", "行列による表示")
BRIDGE = Text("From indices to matrices", "添字の式から行列の式へ")
LAYER_RESULTS = Text("The results, layer by layer", "層ごとの結果")
BATCH = Text("A batch of samples", "バッチの場合")
ALGORITHM = Text("Updating the parameters: the algorithm", "パラメータの更新：アルゴリズム")
SUMMARY = Text("Summary", "まとめ")
REFERENCE = Text("Reference: derivatives of activation functions", "参考：活性化関数の微分")
EXAMPLE = Text("A worked example with numbers", "数値例")
CHECK = Text("The gradient check", "勾配の検査")
RULES = Text("Appendix: the rules used", "付録：用いた規則")
