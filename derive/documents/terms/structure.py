"""The network, its layers and its activations."""

from __future__ import annotations

from derive.text import Text

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
STRUCTURE_LEAD_GRAPH = Text(
    "{boxes} shows the layers and what passes between them, {table} lists it. We write the "
    "equations one by "
    "one, for one entry each.",
    "層と，層の間を流れる値を{boxes}に示し，{table}に挙げる．以下では 1 つの成分に注目して，"
    "式を 1 つずつ書いていく．",
)
UNITS_CAPTION = Text(
    "The network, unit by unit, from the input {x} to the error function {loss}.",
    "ネットワークの構造（ユニットごと）．入力 {x} から誤差関数 {loss} まで．",
)
UNITS_ALTERNATIVE = Text(
    "Columns of circles for the layers ({sizes} units), with arrows from every unit to the units "
    "of the next layer.",
    "層ごとに円を縦に並べ（ユニットの数は {sizes}），各ユニットから次の層のすべてのユニットへ"
    "矢印を引いた図．",
)
LAYERS_CAPTION = Text(
    "The layers and the shapes of the values between them.", "層と，層の間を流れる値の形状．"
)
LAYERS_ALTERNATIVE = Text(
    "The layers as boxes in a row, with arrows between them and shapes beside the arrows.",
    "層を箱として順に並べ，矢印に形状を添えた図．",
)
GRAPH_CAPTION = Text(
    "What takes from what: each box makes the value below its title, whose shape stands beside the "
    "arrow. "
    "A frame holds a block that is repeated.",
    "値の流れ．箱は題名の下に書いた値をつくり，矢印の横にその形状を示す．枠は繰り返すブロックを"
    "表す．",
)
GRAPH_ALTERNATIVE = Text("A graph of boxes: {steps}.", "箱を矢印で結んだ図：{steps}．")
TOTAL_LOSS = Text("total", "合計")
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
ACTIVATION_OF_LAYERS = Text(
    "The activation function of layer {layers} is {title}{cite}:",
    "第 {layers} 層の活性化関数は{title}{cite}である．",
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
    "then gives, in matrices:",
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
COLUMN_VECTOR = Text("a vector is a column", "ベクトルは列ベクトルとし")
ROW_VECTOR = Text("a vector is a row", "ベクトルは行ベクトルとし")
WHOLE_MATRIX = Text(
    "The same in matrices, where {vectors} and the shape stands below each factor:",
    "同じ式を行列で書く．{vectors}，各因子の下に形状を示す．",
)
WHOLE_MATRIX_GENERAL = Text(
    "In matrices, as far as the equations have such a form; {vectors}, and the shape "
    "stands "
    "below each factor:",
    "行列の形で書ける式は次のようになる．{vectors}，各因子の下に形状を示す．",
)
SAME_AS = Text("equation {number}", "式{number}")
IN_MATRICES = Text("equation {number} in matrices", "式{number}の行列形")
IN_SLICES = Text(
    "equation {number} in matrices, for every {held}", "式{number}の行列形，各 {held} について"
)
FOR_EVERY = Text("for every {held}", "各 {held} について")
SLICES = Text(
    "A bold letter with indices is the slice of the tensor at these indices, over the "
    "axes that are not named; so {slice} is made of the {entry} for all {kept}. For "
    "matrices, functions of numbers such as exp, quotients, largest values and conditions in "
    "brackets are taken entry by entry.",
    "太字に添字をつけたものは，テンソルをその添字のところで切り出した部分であり，書かれていな"
    "い軸についてのベクトルや行列になる．たとえば {slice} は，すべての {kept} についての {entry} "
    "を並べたものである．行列に対する exp などの数の関数，商，最大値，角括弧の条件は成分ごとに"
    "とる．",
)
SLICES_COLON = Text(
    "A bold letter with indices is the slice of the tensor at these indices, over the "
    "axes that have a colon in their place or are not named; so {slice} is "
    "made of the {entry} for all {kept}. For matrices, functions of numbers such as exp, "
    "quotients, largest values and conditions in brackets are taken entry by entry.",
    "太字に添字をつけたものは，テンソルをその添字のところで切り出した部分であり，コロンの位置の"
    "軸と，書かれていない軸についてのベクトルや行列になる．たとえば {slice} は，すべての "
    "{kept} についての {entry} を並べたものである．行列に対する exp などの数の関数，商，最大値，"
    "角括弧の条件は成分ごとにとる．",
)
COLON = Text(
    "A colon stands in the place of a whole axis of a slice; so {slice} is made of the {entry} "
    "for all {kept}.",
    "切り出しの添字のコロンは，その軸全体をとることを表す．たとえば {slice} は，すべての {kept} に"
    "ついての {entry} を並べたものである．",
)
NO_MATRIX = Text(
    "Equation {number} keeps its index form. {reason}",
    "式{number}は添字の形のまま用いる．{reason}",
)
