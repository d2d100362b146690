"""The catalogue of mistakes: what is said of each, and which is the likelier of two.

A message may name what is put in as {it}, and what stood there as {was}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.text import Text


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that people make.

    Attributes:
        rank: Where several explain a line, the lowest comes first.
        message: What is likely wrong.
    """

    rank: int
    message: Text


def _mistake(rank: int, en: str, ja: str) -> Mistake:
    return Mistake(rank, Text(en, ja))


MISTAKES: Mapping[str, Mistake] = {
    # signs and factors
    "error-sign": _mistake(8, "the sign is the other one", "符号が逆"),
    "update-sign": _mistake(
        6,
        "the gradient and the update step are confused: they differ in sign and learning rate",
        "勾配と更新量の混同（符号と学習率が違う）",
    ),
    "inner-sign-lost": _mistake(12, "a sign inside is the other one", "途中の符号が逆"),
    "log-sign-lost": _mistake(7, "the minus sign of -log is lost", "−log の負号が落ちている"),
    "factor-two-lost": _mistake(12, "a factor {it} is missing", "係数 {it} が抜けている"),
    "extra-factor-two": _mistake(12, "there is a factor 2 too many", "係数 2 が余分"),
    "batch-mean-lost": _mistake(
        10, "the mean's factor {it} is missing", "平均の係数 {it} が抜けている"
    ),
    "batch-mean-twice": _mistake(
        10,
        "the mean's division is counted twice; it is in the gradient already",
        "平均の割り算が二重になっている",
    ),
    "batch-mean-for-a-sum": _mistake(
        10,
        "the loss is a sum, not a mean: there is nothing to divide by the number of terms",
        "損失は平均ではなく和なので，個数で割らない",
    ),
    "group-size-wrong": _mistake(
        11, "the factor 1/m of the normalisation's mean is wrong", "正規化の平均の係数 1/m が違う"
    ),
    "constant-factor": _mistake(30, "should be multiplied by {it}", "{it} を掛けるべき"),
    "temperature-lost": _mistake(
        8, "the temperature's factor {it} is missing", "温度の係数 {it} が抜けている"
    ),
    "factor-inverted": _mistake(
        14, "{it} should divide, not multiply", "{it} を掛けるのでなく，割るべき"
    ),
    "inner-derivative-lost": _mistake(
        10,
        "the derivative of the inner function is missing: the factor {it}",
        "内側の関数の微分 {it} が抜けている（連鎖律）",
    ),
    "another-function-derivative": _mistake(
        9,
        "this is the derivative of another function; here it is {it}",
        "別の関数の導関数．ここでは {it}",
    ),
    "power-rule": _mistake(
        13, "the power is another one: {it} in place of {was}", "べきが違う．{was} でなく {it}"
    ),
    "deviation-for-variance": _mistake(
        9,
        "deviation and variance are confused: {it} in place of {was}",
        "標準偏差と分散の取り違え．{was} でなく {it}",
    ),
    # activations
    "missing-activation-derivative": _mistake(
        10, "should be multiplied by {it}", "{it} を掛けるべき"
    ),
    "derivative-at-post-activation": _mistake(
        9,
        "the derivative is taken at {was}; it belongs at {it}",
        "微分を {was} でとっている．{it} でとるべき",
    ),
    "closed-form-with-pre-activation": _mistake(
        9,
        "the closed form of the derivative is written in {was}; it holds in {it}",
        "導関数の閉じた式に {was} を入れている．{it} で書くべき",
    ),
    "another-activation-closed-form": _mistake(
        9,
        "this is the derivative of another activation function; here it is {it}",
        "別の活性化関数の導関数．ここでは {it}",
    ),
    "wrong-closed-form": _mistake(
        14,
        "the closed form of the derivative is {it}",
        "導関数の閉じた式は {it}",
    ),
    "wrong-form": _mistake(15, "should be {it} in place of {was}", "{was} でなく {it} のはず"),
    "activation-instead-of-derivative": _mistake(
        9, "the function itself in place of its derivative {it}", "導関数 {it} でなく関数そのもの"
    ),
    "derivative-times-pre-activation": _mistake(
        9, "the factor {was} is too many", "因子 {was} が余分"
    ),
    "inverse-derivative": _mistake(
        9, "should be multiplied by {it}, not divided", "{it} で割らずに掛けるべき"
    ),
    "activation-derivative-of-wrong-layer": _mistake(
        11,
        "the activation's derivative is taken in another layer; it belongs at {it}",
        "別の層で活性化関数の微分をとっている．{it} でとるべき",
    ),
    "relu-mask-from-gradient": _mistake(
        8,
        "the mask is taken from the gradient; it belongs to {it}",
        "マスクを勾配から作っている．{it} から作るべき",
    ),
    "inequality-reversed": _mistake(
        8, "the inequality is the other way round: {it}", "不等号の向きが逆．{it} のはず"
    ),
    "gate-complement": _mistake(
        9,
        "a gate and its complement are exchanged: {it} in place of {was}",
        "ゲートと 1−ゲートの取り違え．{was} でなく {it}",
    ),
    "wrong-gate": _mistake(
        10, "this is another gate: {it} in place of {was}", "別のゲート．{was} でなく {it}"
    ),
    # losses
    "mse-delta-with-cross-entropy": _mistake(
        5,
        "this is the error signal of another loss: with this cross-entropy it differs",
        "別の損失の誤差信号．この交差エントロピーでは異なる",
    ),
    "cross-entropy-delta-with-mse": _mistake(
        5,
        "this is the error signal of cross-entropy; here the loss is a squared error",
        "交差エントロピーの誤差信号．ここでの損失は二乗誤差",
    ),
    "log-derivative-as-value": _mistake(
        9,
        "the derivative of log u is 1/u times that of u",
        "log u の微分は 1/u に u の微分を掛けたもの",
    ),
    "quotient-rule-without-square": _mistake(
        9, "the denominator has to be squared", "分母が二乗になっていない"
    ),
    "diagonal-softmax-jacobian": _mistake(
        6,
        "every output of softmax depends on every input; only the diagonal is used",
        "softmax の各出力はすべての入力に依存する．対角成分だけを使っている",
    ),
    "kronecker-dropped": _mistake(
        11, "a Kronecker delta {it} is missing", "クロネッカーのデルタ {it} が抜けている"
    ),
    # products and indices
    "missing-transpose": _mistake(
        10, "{was} should be transposed, or not be", "{was} の転置が抜けている（または余分）"
    ),
    "swapped-weight-indices": _mistake(10, "the indices of {was} are swapped", "{was} の添字が逆"),
    "reversed-outer-product": _mistake(
        9, "the two factors of the outer product are exchanged", "外積の左右が逆"
    ),
    "outer-for-inner-product": _mistake(
        9,
        "an inner product in place of an outer one, or the reverse",
        "外積と内積の取り違え",
    ),
    "transpose-order": _mistake(
        9, "the factors of the matrix product are in the wrong order", "行列の積の順序が逆"
    ),
    "hadamard-for-matrix-product": _mistake(
        9, "should be a matrix product", "成分ごとの積でなく行列の積であるべき"
    ),
    "matrix-product-for-hadamard": _mistake(
        9, "should be a product entry by entry", "行列の積でなく成分ごとの積であるべき"
    ),
    "wrong-index": _mistake(20, "the indices should be those of {it}", "添字は {it} のはず"),
    # sums
    "upstream-sum-missing": _mistake(
        12, "a sum over {it} is missing", "{it} についての和が抜けている"
    ),
    "bias-without-batch-sum": _mistake(
        9, "the sum over the samples is missing", "サンプルについての和が抜けている"
    ),
    "positions-not-summed": _mistake(
        9, "the sum over the positions is missing", "位置についての和が抜けている"
    ),
    "sum-over-wrong-axis": _mistake(10, "the sum runs over the wrong index", "和をとる添字が違う"),
    "sum-survives-differentiation": _mistake(
        9,
        "the sum is gone after differentiation: only one of its terms depends on this entry",
        "微分すると和は残らない（その成分に依存するのは一項だけ）",
    ),
    "factor-pulled-out-of-sum": _mistake(
        10,
        "a factor that depends on the summed index stands outside the sum",
        "和の添字に依存する因子が和の外に出ている",
    ),
    # names
    "wrong-layer-activation": _mistake(
        12, "should be {it} in place of {was}", "{was} でなく {it} のはず"
    ),
    "wrong-layer-delta": _mistake(
        12, "should be {it} in place of {was}", "{was} でなく {it} のはず"
    ),
    "wrong-layer-weight": _mistake(
        12, "should be {it} in place of {was}", "{was} でなく {it} のはず"
    ),
    "weights-already-updated": _mistake(
        6, "the gradient belongs to the weights before the step", "更新前の重みを使うべき"
    ),
    "weights-dropped": _mistake(11, "the weights {it} are missing", "重み {it} が抜けている"),
    "gamma-dropped": _mistake(11, "the factor {it} is missing", "因子 {it} が抜けている"),
    "missing-factor": _mistake(25, "should be multiplied by {it}", "{it} を掛けるべき"),
    "extra-factor": _mistake(25, "the factor {was} is too many", "因子 {was} が余分"),
    "bias-times-input": _mistake(
        8,
        "a bias is multiplied by nothing: the factor {was} is too many",
        "バイアスには何も掛からない．因子 {was} が余分",
    ),
    # shifts
    "time-off-by-one": _mistake(
        9, "the time step is off by one: it should be {it}", "時刻が一つずれている．{it} のはず"
    ),
    "convolution-off-by-one": _mistake(
        9, "the position is off by one: it should be {it}", "位置が一つずれている．{it} のはず"
    ),
    "kernel-not-flipped": _mistake(
        8,
        "the kernel has to be flipped: the position should be that of {it}",
        "カーネルを反転すべき．位置は {it}",
    ),
    "stride-lost": _mistake(
        8, "the stride is missing: it should be {it}", "ストライドが抜けている．{it} のはず"
    ),
    "offset-lost": _mistake(
        9,
        "the offset in the position is missing: it should be {it}",
        "位置のずれが抜けている．{it} のはず",
    ),
    # terms
    "parentheses-lost": _mistake(
        12, "parentheses are lost or misplaced", "括弧が抜けている，または位置が違う"
    ),
    "regulariser-missing": _mistake(
        8, "the regulariser's term {it} is missing", "正則化の項 {it} が抜けている"
    ),
    "regulariser-doubled": _mistake(
        8, "the regulariser's term is twice too large", "正則化の項が二倍になっている"
    ),
    "regulariser-on-bias": _mistake(7, "the bias is not regularised", "バイアスは正則化されない"),
    "extra-term": _mistake(26, "the term {was} is too many", "項 {was} が余分"),
    "missing-term": _mistake(26, "the term {it} is missing", "項 {it} が抜けている"),
    # paths
    "future-term-missing": _mistake(
        8,
        "the term from the next time step is missing",
        "次の時刻から戻ってくる項が抜けている",
    ),
    "previous-state-constant": _mistake(
        8,
        "the previous state is held constant, but it depends on the parameters, too",
        "前の時刻の状態を定数とみなしている（それもパラメータに依存する）",
    ),
    "variance-path-missing": _mistake(
        8, "the path through the variance is missing", "分散を通る経路が抜けている"
    ),
    "mean-path-missing": _mistake(
        7, "the path through the mean is missing", "平均を通る経路が抜けている"
    ),
    "skip-path-missing": _mistake(
        8, "the path of the skip connection is missing", "スキップ接続の経路が抜けている"
    ),
    "tied-path-missing": _mistake(
        8,
        "the quantity is used in two places; only one of them is differentiated",
        "二箇所で使われているのに，片方しか微分していない",
    ),
    "path-missing": _mistake(9, "a path through {it} is missing", "{it} を通る経路が抜けている"),
    # attention
    "attention-scale-lost": _mistake(8, "the scale {it} is missing", "スケール {it} が抜けている"),
    "attention-scale-without-root": _mistake(8, "the scale is {it}", "スケールは {it}"),
}
