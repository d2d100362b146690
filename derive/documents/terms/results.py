"""Matrix forms and batches."""

from __future__ import annotations

from derive.text import Text

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
BRIDGE_OUTER_END_ROWS = Text(
    "the column is the transpose of the row {vector}", "列ベクトルは行ベクトル {vector} の転置"
)
BRIDGE_SUM = Text(
    "The sum in equation {number} runs over the first index of {weight}, the row. A matrix product "
    "runs over the second index of its left factor. That is why a transpose appears:",
    "式{number}の和は {weight} の第 1 の添字，すなわち行についての和である．一方，行列"
    "の積は左の因子の"
    "第 2 の添字について和をとる．ここに転置が現れる理由がある．",
)
BRIDGE_SUM_ROWS = Text(
    "The sum in equation {number} runs over the index of {weight} that is a column of the matrix. "
    "A product with a row in front runs over the rows of its right factor. That is why a transpose "
    "appears:",
    "式{number}の和は {weight} の添字のうち行列の列にあたるほうについての和である．一方，"
    "行ベクトルと行列の積は右の因子の行について和をとる．ここに転置が現れる理由がある．",
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
BATCH_WHERE_LOSS = Text(
    "In a batch {signal} stands for the derivative of the sample's own error function, without the "
    "factor {factor} of the mean; the factor stands at the derivatives by parameters instead.",
    "バッチでは {signal} は各標本の誤差関数の微分を表し，平均の因子 {factor} を含まない．"
    "この因子はパラメータの偏微分のほうに現れる．",
)
SAMPLES_ROWS = Text("samples are the rows of the matrices", "行列では標本が行に並ぶ")
SAMPLES_ROWS_FIRST = Text("Samples are the rows of the matrices", "行列では標本が行に並ぶ")
SAMPLES_COLUMNS_FIRST = Text("Samples are the columns of the matrices", "行列では標本が列に並ぶ")
SAMPLES_COLUMNS = Text("samples are the columns of the matrices", "行列では標本が列に並ぶ")
BATCH_ALL = Text(
    "All results over the batch; {samples}:",
    "バッチに対する結果をすべて挙げる．{samples}．",
)
BATCH_SHOWN = Text(
    "The results over the batch; those of the remaining layers have the same form. {first}:",
    "バッチに対する結果を挙げる．残りの層の結果も同じ形である．{first}．",
)
BATCH_DERIVATIVE = Text("derivative of equation {number}", "式{number}の微分")
BATCH_DERIVATIVE_TIMES = Text(
    "derivative of equation {number}, times {size}", "式{number}の微分の {size} 倍"
)
BATCH_OF = Text("equation {number} over the batch", "式{number}のバッチの場合")
