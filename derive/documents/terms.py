"""What a handout says: every phrase in both languages, whole sentences with slots for formulas.

Nothing is glued together from words, since the two languages order them
differently. Japanese is plain style (である), with the punctuation of the
lecture; a profile may ask for other punctuation, which is changed at the end.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.text import Text

# Title and headings -----------------------------------------------------------------------------

AUTHOR = Text("derived by derive", "derive による導出")
SUBTITLE = Text("Network: {name}", "ネットワーク：{name}")
NOTATION = Text("Notation", "記号")
STRUCTURE = Text("The structure of the neural network", "ニューラルネットワークの構造")
LAYER = Text("Layer {number}: {title}", "第 {number} 層：{title}")
ACTIVATION = Text("Activation functions", "活性化関数")
WHOLE_FORWARD = Text("The whole forward pass", "順伝播の全体")
LOSS = Text("The error function and its partial derivatives", "誤差関数と偏微分")
IDEA = Text("Backpropagation: the idea", "誤差逆伝播法の考え方")
PARAMETERS = Text("Partial derivatives by the parameters", "パラメータの偏微分")
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
LAYER_RESULT = Text("Layer {number}", "第 {number} 層")
BATCH = Text("A batch of samples", "バッチの場合")
ALGORITHM = Text("Updating the parameters: the algorithm", "パラメータの更新：アルゴリズム")
SUMMARY = Text("Summary", "まとめ")
REFERENCE = Text("Reference: derivatives of activation functions", "参考：活性化関数の微分")
EXAMPLE = Text("A worked example with numbers", "数値例")
CHECK = Text("The gradient check", "勾配の検査")
RULES = Text("Appendix: the rules used", "付録：用いた規則")

# Notation ---------------------------------------------------------------------------------------

SYMBOL = Text("symbol", "記号")
MEANING = Text("meaning", "意味")
SHAPE = Text("shape", "形状")
NOTATION_LEAD = Text(
    "The number of a layer stands above in parentheses; the letters below are indices, and "
    "each runs "
    "from 1 to the capital of its letter. Here {sizes}. Where a letter is already taken, it gets a "
    "prime.",
    "右上の括弧つきの数字は層の番号，右下の文字は添字であり，添字は 1 から対応する大文字の"
    "サイズまで動く．ここでは {sizes} とする．文字が重なるときはプライムをつけて区別する．",
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
ERROR_PART = Text("part of the error function", "誤差関数の一部分")
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

# Structure --------------------------------------------------------------------------------------

STRUCTURE_LEAD = Text(
    "The network has {inputs} inputs and {outputs} outputs. Each layer makes its outputs from the "
    "outputs of the layer before: {boxes} shows the layers with the shapes of what passes between "
    "them, {figure} their units. We write the equations one by one, always for one unit.",
    "ネットワークは {inputs} 個の入力と {outputs} 個の出力をもち，各層は前の層の出力か"
    "ら自分の出力を"
    "つくる．層と，層の間を流れる値の形状を{boxes}に，ユニットごとの構造を{figure}に示す．以下では "
    "1 つのユニットに注目して，式を 1 つずつ書いていく．",
)
STRUCTURE_LEAD_BOXES = Text(
    "The network of {boxes} has {inputs} inputs and {outputs} outputs; beside the layers stand the "
    "shapes of what passes between them. We write the equations one by one, for one entry each.",
    "{boxes}のネットワークは {inputs} 個の入力と {outputs} 個の出力をもつ．図には層の間を流れる値の"
    "形状も示す．以下では 1 つの成分に注目して，式を 1 つずつ書いていく．",
)
UNITS_CAPTION = Text(
    "The network, unit by unit, from the input {x} to the error function {loss}.",
    "ネットワークの構造（ユニットごと）．入力 {x} から誤差関数 {loss} まで．",
)
UNITS_ALTERNATIVE = Text(
    "Columns of circles for the layers, with arrows from every unit to the units of the next "
    "layer.",
    "層ごとに円を縦に並べ，各ユニットから次の層のすべてのユニットへ矢印を引いた図．",
)
LAYERS_CAPTION = Text(
    "The layers and the shapes of the values between them.", "層と，層の間を流れる値の形状．"
)
LAYERS_ALTERNATIVE = Text(
    "The layers as boxes in a row, with arrows between them and shapes beside the arrows.",
    "層を箱として順に並べ，矢印に形状を添えた図．",
)
INPUT_LAYER = Text("input layer", "入力層")
HIDDEN_LAYER = Text("hidden layer", "隠れ層")
HIDDEN_LAYER_NUMBERED = Text("hidden layer {}", "隠れ層 {}")
OUTPUT_LAYER = Text("output layer", "出力層")
LAYER_LEAD = Text(
    "Layer {number} takes {inputs} and gives {output}.",
    "第 {number} 層は {inputs} を受け取り，{output} を出す．",
)
SHAPES = Text("shapes: {shapes}", "形状：{shapes}")
NO_BIAS_TITLE = Text("Remark.", "注意．")
NO_BIAS = Text(
    "For simplicity, no bias is introduced. With one, {bias} would be added to {z} for every "
    "unit, and "
    "its derivative would be that of a weight whose input is always 1.",
    "簡単のため，バイアスは導入しない．導入する場合は各ユニットの {z} に {bias} が加わり，その"
    "偏微分は，入力がつねに 1 である重みの偏微分と同じになる．",
)
ACTIVATION_IS = Text(
    "In this network the activation function is {title}{cite}:",
    "このネットワークの活性化関数は{title}{cite}である．",
)
ACTIVATIONS_PLOT = Text(
    "{functions} (solid) and {slopes} (dashed).", "{functions}（実線）と {slopes}（破線）．"
)
PLOT_ALTERNATIVE = Text(
    "Graphs of the activation functions and of their derivatives.",
    "活性化関数とその導関数のグラフ．",
)
LINEAR_LEAD = Text(
    "Why is it needed? Without it, {out} would be {z} itself. Equation {first} put into "
    "equation {second} "
    "then gives, in matrices,",
    "なぜ必要か．活性化関数がなければ，{out} は {z} そのものである．このとき式{first}を式{second}に"
    "代入し，行列で書くと次のようになる．",
)
LINEAR_END = Text(
    "This is one layer with the weight matrix {product}: however many linear layers are "
    "stacked, the "
    "result stays linear. The activation function makes the stack nonlinear.",
    "これは重み行列 {product} をもつ 1 つの層にすぎない．線形の層をいくつ重ねても全体は線形の"
    "ままである．重ねたものを非線形にするのが活性化関数である．",
)
WHOLE_LEAD = Text(
    "Put together, from the input {x} to the prediction {y}:",
    "入力 {x} から予測 {y} までをまとめると次のようになる．",
)
WHOLE_MATRIX = Text(
    "The same in matrices, where a vector is a column and the shape stands below each factor:",
    "同じ式を行列で書く．ベクトルは列ベクトルとし，各因子の下に形状を示す．",
)
SAME_AS = Text("equation {number}", "式{number}")
IN_MATRICES = Text("equation {number} in matrices", "式{number}の行列形")
NO_MATRIX = Text(
    "equation {number} keeps its index form: {reason}", "式{number}は添字の形のまま用いる：{reason}"
)

# Error function ---------------------------------------------------------------------------------

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

# Idea -------------------------------------------------------------------------------------------

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
IDEA_SKIP = Text(
    "A signal that several layers use gets a gradient from each of them, and these add up.",
    "複数の層で使われる信号には，それぞれの層から勾配が届き，それらが加算される．",
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
BACKWARD_ALTERNATIVE = Text(
    "The network with dashed arrows that lead from the output back to a hidden unit.",
    "出力層から隠れ層のユニットへ戻る破線の矢印を描き加えたネットワークの図．",
)

# Chains: headings around them -------------------------------------------------------------------

PARAMETER_LEAD = Text(
    "{parameter} occurs in equation {number} only, so it reaches {loss} through {target}.",
    "{parameter} は式{number}にだけ現れる．したがって {target} を通して {loss} に届く．",
)
PARAMETER_LEAD_MANY = Text(
    "We differentiate {loss} by {parameter}, which occurs in the equations {numbers}.",
    "{loss} を {parameter} で偏微分する．{parameter} は式{numbers}に現れる．",
)
PARAMETER_END = Text(
    "The result needs two things only: the error signal of the layer and what entered the layer.",
    "結果に必要なのは，その層の誤差信号と，その層に入った値の 2 つだけである．",
)
DELTA_LEAD = Text(
    "{signal} enters equation {number}; so it acts on {loss} through {targets}.",
    "{signal} は式{number}に入る．したがって {targets} を通して {loss} に影響する．",
)
DELTA_LEAD_COMPOSITE = Text(
    "{loss} is a composite function of {signal}: {signal} acts on {loss} through {targets}.",
    "{loss} は {signal} の合成関数であり，{signal} は {targets} を通して {loss} に影響する．",
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
SIGNAL_GRADIENT = Text("The gradient by {signal}", "{signal} による勾配")
REMAINING = Text("The remaining layers", "残りの層")
SLOPE_LEAD = Text(
    "The factor that depends on the activation is the derivative of equation {number}:",
    "活性化関数に依存する因子は，式{number}の微分である．",
)
FOLDED = Text(
    "What has the same form as equation {number} is not derived again: its derivation holds "
    "word for "
    "word, with the letters of the layer. The results are:",
    "式{number}と同じ形のものは，あらためて導出しない．文字をその層のものに読み替えれ"
    "ば，式{number}の"
    "導出がそのまま成り立つからである．結果は次のとおりである．",
)
ERROR_NOTE = Text("error", "誤差")
ACTIVATION_NOTE = Text("depends on the activation", "活性化関数に依存")
AHEAD_NOTE = Text("errors handed back", "先の層から戻る誤差")

# Reasons of the steps ---------------------------------------------------------------------------

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
BECAUSE_PULL_OUT = Text("{factor} does not depend on {index}", "{factor} は {index} によらない")
BECAUSE_FACT = Text("we assumed {fact}", "仮定 {fact} を用いる")
BECAUSE_THROUGH = Text("written through the output {output}", "出力 {output} を使って表す")
BECAUSE_DERIVED = Text("equation {number}", "式{number}")

# Matrices ---------------------------------------------------------------------------------------

GRADIENT_SHAPE = Text(
    "The gradient of a tensor is arranged in the shape of that tensor: {gradient} has the "
    "shape {shape} "
    "of {tensor}, so that it can be subtracted from it in the update.",
    "テンソルの勾配は，そのテンソルと同じ形に並べる．{gradient} の形状は {tensor} と同じ {shape} で"
    "あり，更新のときにそのまま引き算ができる．",
)
BRIDGE_OUTER = Text(
    "Take equation {number}. Its entries, one for each weight, form a matrix with {rows} rows and "
    "{columns} columns:",
    "式{number}を例にとる．重み 1 つごとに 1 つの成分があり，これを並べると {rows} 行"
    " {columns} 列の"
    "行列になる．",
)
BRIDGE_OUTER_REASON = Text("entry by entry, equation {number}", "成分ごとに，式{number}")
BRIDGE_OUTER_SPLIT = Text(
    "column times row: row {row}, column {column} holds {entry}",
    "列と行の積：第 {row} 行第 {column} 列が {entry}",
)
BRIDGE_OUTER_END = Text(
    "the row is the transpose of the column {vector}", "行ベクトルは列ベクトル {vector} の転置"
)
BRIDGE_SUM = Text(
    "The sum in equation {number} runs over the first index of {weight}, the row. A matrix product "
    "runs over the second index of its left factor. That is why a transpose appears:",
    "式{number}の和は {weight} の第 1 の添字，すなわち行についての和である．一方，行列"
    "の積は左の因子の"
    "第 2 の添字について和をとる．ここに転置が現れる理由がある．",
)
TRANSPOSE_REASON = Text("definition of the transpose", "転置の定義")
PRODUCT_REASON = Text("definition of the matrix product", "行列の積の定義")
HADAMARD_NOTE = Text(
    "{sign} multiplies entry by entry; a function of a vector is applied to every entry.",
    "{sign} は成分ごとの積を表し，ベクトルに関数を施すときは成分ごとに施す．",
)
RESULTS_LEAD = Text(
    "For each layer, its results in index form and in matrix form:",
    "各層の結果を，添字の形と行列の形で枠の中にまとめる．",
)

# Batch ------------------------------------------------------------------------------------------

BATCH_LEAD = Text(
    "For {n} samples at once, every signal gets the index {index} of the sample, and the "
    "cost is the "
    "mean of the error functions:",
    "{n} 個の標本をまとめて扱うときは，すべての信号に標本の添字 {index} をつけ，誤差関数の平均を"
    "コスト（目的関数）とする．",
)
BATCH_LEAD_SUM = Text(
    "For {n} samples at once, every signal gets the index {index} of the sample, and the "
    "cost is the "
    "sum of the error functions:",
    "{n} 個の標本をまとめて扱うときは，すべての信号に標本の添字 {index} をつけ，誤差関数の和を"
    "コスト（目的関数）とする．",
)
BATCH_MEAN = Text("mean over the samples", "標本についての平均")
BATCH_SUM = Text("sum over the samples", "標本についての和")
BATCH_DERIVED = Text(
    "The derivation is the same, with one more letter. A parameter reaches the cost through all "
    "samples, so its derivative is a sum over {index}; for example:",
    "導出は，添字が 1 つ増えるだけで同じである．パラメータはすべての標本を通ってコストに届くので，"
    "偏微分は {index} についての和になる．たとえば次のようになる．",
)
BATCH_WHERE = Text(
    "The factor {factor} of the mean enters once, at the output, and is handed back from there.",
    "平均の因子 {factor} は出力のところで一度だけ入り，そこから順に前の層へ渡される．",
)
BATCH_ALL = Text(
    "All results over the batch; samples are the rows of the matrices:",
    "バッチに対する結果をすべて挙げる．行列では標本が行に並ぶ．",
)
BATCH_DERIVATIVE = Text("derivative of equation {number}", "式{number}の微分")
BATCH_OF = Text("equation {number} over the batch", "式{number}のバッチの場合")

# Algorithm --------------------------------------------------------------------------------------

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
UPDATE_REASON = Text("by equation {number}", "式{number}による")
LISTING_LEAD = Text(
    "{listing} is the program; the numbers in its comments are those of the equations.",
    "プログラムを{listing}に示す．コメントの番号は式の番号である．",
)
LISTING_CAPTION = Text(
    "The program. (n) in a comment is equation (n) of this handout, (nb) its batch form.",
    "プログラム．コメントの (n) はこの文書の式 (n)，(nb) はそのバッチの場合を指す．",
)

# Summary ----------------------------------------------------------------------------------------

SUMMARY_LEAD = Text(
    "All that is needed is on this page: what is computed forward, the error signal, the "
    "derivative of the error function by each parameter, and the update.",
    "必要なものはすべてこのページにある．順伝播，誤差信号，誤差関数の各パラメータによる偏微分，"
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

# Reference --------------------------------------------------------------------------------------

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
    "The error function is not differentiable where {point}. By convention, the deriv"
    "ative by {of} is "
    "taken as {value} there.",
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

# Worked example ---------------------------------------------------------------------------------

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

# Gradient check ---------------------------------------------------------------------------------

CHECK_LEAD = Text(
    "The derived gradients are compared with finite differences of the forward equations alone, "
    "{method}, with the step {epsilon}.",
    "導いた勾配を，順伝播の式だけから計算した差分近似（{method}，刻み {epsilon}）と比べる．",
)
CHECK_CAPTION = Text(
    "Derived gradients and finite differences; the largest relative error is {largest}.",
    "導いた勾配と差分近似の比較．最大の相対誤差は {largest} である．",
)
CHECK_PARAMETER = Text("gradient", "勾配")
CHECK_COUNT = Text("entries", "成分の数")
CHECK_ERROR = Text("largest relative error", "最大の相対誤差")

# Rules ------------------------------------------------------------------------------------------

RULES_LEAD = Text(
    "Every line of the derivations uses one of the following rules.",
    "導出の各行では，次の規則のいずれかを用いた．",
)
RULE = Text("rule", "規則")
LAW = Text("law", "内容")
USED_IN = Text("first used in", "最初に用いた式")
LAWS: Mapping[str, Text] = {
    "definition": Text(
        "The gradient of a tensor is the derivative of the cost by each of its entries.",
        "テンソルの勾配とは，コストをその各成分で偏微分したものである．",
    ),
    "chain-rule": Text(
        "The derivative through intermediate values is the sum, over all of them, of the "
        "products of "
        "derivatives.",
        "途中の値を通る微分は，途中の値すべてについて微分の積を足し合わせたものである．",
    ),
    "own-unit": Text(
        "If only one unit contains the variable, only its term of the sum is not zero.",
        "変数を含むユニットが 1 つだけなら，和のうちその項だけが 0 でない．",
    ),
    "named-gradient": Text(
        "A gradient that has a name is written by its name.",
        "すでに名前のついた勾配は，その名前で書く．",
    ),
    "forward-equation": Text(
        "A value is equal to the right side of its forward equation.",
        "値はその順伝播の式の右辺に等しい．",
    ),
    "differentiate": Text(
        "Laws of differentiation, one after the other.", "微分の規則を順に用いる．"
    ),
    "contract": Text(
        "Under a sum, a Kronecker delta leaves only the term with equal indices.",
        "和の中のクロネッカーのデルタは，添字が等しい項だけを残す．",
    ),
    "arrange": Text(
        "Factors without the index leave the sum; equal terms are counted; common factors "
        "stand in front.",
        "添字によらない因子を和の外に出し，同類項をまとめ，共通因子をくくり出す．",
    ),
    "cancel": Text("Equal factors above and below a fraction line cancel.", "約分する．"),
    "declared-fact": Text(
        "A truth about the labels that the error function declares.",
        "誤差関数が教師信号について仮定している性質を用いる．",
    ),
    "through-output": Text(
        "The input of the function is eliminated, so that its output remains.",
        "関数の入力を消去し，出力だけで表す．",
    ),
    "independent": Text(
        "What does not contain the variable has the derivative 0.",
        "変数を含まないものの微分は 0 である．",
    ),
    "own-entry": Text(
        "The derivative of an entry by an entry of the same tensor is 1 if their indices "
        "agree, else 0.",
        "同じテンソルの成分を成分で微分すると，添字が等しければ 1，そうでなければ 0 である．",
    ),
    "linear": Text(
        "The derivative of a sum is the sum of derivatives; constant factors stand in front.",
        "和の微分は微分の和であり，定数倍は外に出せる．",
    ),
    "under-the-sum": Text(
        "A sum is differentiated term by term.", "和の記号の中で項ごとに微分する．"
    ),
    "product-rule": Text("(fg)' = f'g + fg'", "(fg)' = f'g + fg'"),
    "power-rule": Text(
        "The derivative of u to the power p is p times u to the power p − 1, times that of u.",
        "u の p 乗の微分は，p と u の p − 1 乗と u の微分の積である．",
    ),
    "general-power": Text(
        "The power with a varying exponent, differentiated in base and exponent.",
        "指数も変わるべきを，底と指数の両方について微分する．",
    ),
    "scalar-function": Text(
        "The derivative of f(u) is f'(u) times that of u.",
        "f(u) の微分は f'(u) と u の微分の積である．",
    ),
    "piecewise-constant": Text(
        "What is constant on both sides of its jumps has the derivative 0 away from them.",
        "段差の両側で定数であるものの微分は，段差の外では 0 である．",
    ),
    "cases": Text("Each case is differentiated on its own.", "場合ごとに微分する．"),
    "extremum": Text(
        "Of a maximum or minimum, the chosen argument is differentiated; at a tie the first.",
        "最大・最小では選ばれた方の引数を微分する．等しいときは最初の引数とする．",
    ),
    "comparison": Text(
        "A comparison is solved for the variable; it holds in the same cases.",
        "不等式を変数について解く．成り立つ場合は変わらない．",
    ),
    "split": Text("The sum of a sum is the sum of sums.", "和の和は，それぞれの和の和である．"),
    "pull-out": Text(
        "Factors that do not depend on the index leave the sum.",
        "添字によらない因子は和の外に出せる．",
    ),
    "constant-sum": Text(
        "A sum of equal terms is their number times the term.",
        "同じ項の和は，項の数と項の積である．",
    ),
    "common-factor": Text("A common factor stands in front.", "共通因子をくくり出す．"),
    "sign": Text(
        "A number times its sign is its absolute value.", "数とその符号の積は絶対値である．"
    ),
}

# Bibliography -----------------------------------------------------------------------------------

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

# Explain ----------------------------------------------------------------------------------------

EXPLAIN_HEAD = Text("The gradient {name}, equation ({number}):", "勾配 {name}，式({number})：")
EXPLAIN_MATRIX = Text("In matrices:", "行列の形：")
EXPLAIN_EXPLICIT = Text("With the derivative of the activation put in:", "活性化関数の微分を代入：")
