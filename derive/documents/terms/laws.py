"""The rules of the derivation in words."""

from __future__ import annotations

from collections.abc import Mapping

from derive.text import Text

RULES_LEAD = Text(
    "Every line of the derivations uses one of the following rules.",
    "導出の各行では，次の規則のいずれかを用いた．",
)
RULE = Text("rule", "規則")
LAW = Text("law", "内容")
USED_IN = Text("first used in", "最初に用いた式")
LAWS: Mapping[str, Text] = {
    "definition": Text(
        "The gradient of a tensor is the derivative of the cost with respect to each of its "
        "entries.",
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
        "The derivative of an entry with respect to an entry of the same tensor is 1 if their "
        "indices agree, else 0.",
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
    "recurrence": Text(
        "Within a recurrence, a gradient has an equation of its own; going back from the last "
        "step, the "
        "gradients of later steps are found before those of earlier ones.",
        "漸化式の中では，勾配にもそれぞれの式がある．最後の時刻から逆に進めば，後の時刻の勾配が先に"
        "求まる．",
    ),
    "largest": Text(
        "Of a maximum over an index, only the largest entry is differentiated; of several largest "
        "entries the first.",
        "添字についての最大値では，最大の成分だけを微分する．最大の成分がいくつかあれば最初の"
        "ものとする．",
    ),
    "shift": Text(
        "Under a sum, a delta of shifted indices leaves only the term at the shifted index; beyond "
        "the ends all entries are 0.",
        "和の中で，ずれた添字のデルタは，ずれた添字の項だけを残す．範囲の外の成分は 0 とする．",
    ),
    "window": Text(
        "Under a sum, a delta leaves only the terms whose positions meet; an entry at a position "
        "outside its "
        "range, or at one that is no whole number, is 0.",
        "和の中のデルタは，位置が一致する項だけを残す．範囲の外の位置や，整数でない位置の成分は"
        " 0 とする．",
    ),
    "meet": Text(
        "Beside a delta, either of its two positions may stand for the other.",
        "デルタとの積の中では，その 2 つの位置の一方を他方で置き換えてよい．",
    ),
    "put-in": Text(
        "A gradient that has an equation of its own is put in by its right side.",
        "すでに式のある勾配を，その右辺で置き換える．",
    ),
    "named-sum": Text(
        "A sum that a forward equation names, up to a factor, is written by that name.",
        "順伝播の式で（定数倍を除いて）名前のついた和は，その名前で書く．",
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
