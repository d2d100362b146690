"""Second derivatives: products with the Hessian and the Gauss-Newton matrix, and blocks."""

from __future__ import annotations

from collections.abc import Mapping

from derive.text import Text

TITLE = Text("Second derivatives", "2階微分")
LEAD = Text(
    "Let the parameters move along a direction, which is {direction}: a dot marks how fast a value "
    "then "
    "changes, and {braces} how fast a gradient does. The dots of all values follow from the "
    "equations above by "
    "one more sweep forwards, first through the values, then through the gradients.",
    "パラメータを方向 {direction} に動かす．文字の上のドットはそのときの値の変化の速さを，"
    "{braces} は勾配の変化の速さを表す．これらはすべて，上の式をもう一度前向きに，"
    "はじめは順伝播の値について，次に勾配についてたどれば求まる．",
)
FORWARDS = Text("How the values change", "値の変化")
HESSIAN_VECTOR = Text("The Hessian times the direction", "ヘッセ行列と方向の積")
HESSIAN_VECTOR_LEAD = Text(
    "How the gradients change along the direction is the Hessian of {loss} times the direction; "
    "the Hessian itself "
    "is never written down.",
    "勾配の変化は，{loss} のヘッセ行列と方向の積である．ヘッセ行列そのものをつくる必要はない．",
)
GAUSS_NEWTON = Text(
    "The Gauss-Newton matrix times the direction", "ガウス・ニュートン行列と方向の積"
)
GAUSS_NEWTON_LEAD = Text(
    "Of the Hessian only that part is kept which comes from the curvature of the error function, "
    "split from the "
    "network at {at}. What changes in the gradient there is handed back by the equations of the "
    "network as if it "
    "were an error: it is the gradient of the linear cost {paired}. The letters are those of the "
    "Hessian, but stand "
    "here for this part alone.",
    "ヘッセ行列のうち，{at} より先の誤差関数の曲がりから来る部分だけを残す．そこでの勾配の変化を，"
    "誤差と同じように逆伝播の式で戻していく．これは 1 次のコスト {paired} の勾配である．"
    "文字はヘッセ行列の場合と同じであるが，ここではこの部分だけを表す．",
)
BLOCK = Text(
    "The block of the Hessian for {parameter}", "{parameter} についてのヘッセ行列のブロック"
)
BLOCK_LEAD = Text(
    "For every entry {entry} in turn let the direction be 1 at that entry and 0 elsewhere. The "
    "change of a value is "
    "then its derivative with respect to the entry:",
    "成分 {entry} を 1 つ選び，方向をその成分だけ 1，他は 0 とする．このとき値の変化は，その成分に"
    "ついての偏微分である．",
)
RESULT = Text("The results are:", "結果は次のとおりである．")
REPEATED = Text(
    "The equations of the remaining values have the same form:",
    "残りの値についての式も同じ形である．",
)
LAWS: Mapping[str, Text] = {
    "forward-chain-rule": Text(
        "The change of a value is the sum, over all values in its equation, of the derivative "
        "times the change.",
        "値の変化は，その式に現れるすべての値について，偏微分と変化の積を足し合わせたものである．",
    ),
    "own-entry-only": Text(
        "If only the entry of the same index occurs, only its term of the sum is not zero.",
        "同じ添字の成分だけが現れるなら，和のうちその項だけが 0 でない．",
    ),
    "direction": Text(
        "The change of a parameter along one of its own entries is a delta.",
        "パラメータの，自分の成分に沿った変化はデルタである．",
    ),
    "named-tangent": Text(
        "A change that has a name is written by its name.",
        "すでに名前のついた変化は，その名前で書く．",
    ),
}
