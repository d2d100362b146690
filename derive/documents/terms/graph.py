"""Networks that are more than one row of layers: conventions, noise, states, blocks, losses."""

from __future__ import annotations

from derive.text import Text

SIGNALS_CAPTION = Text(
    "What comes in, what each layer makes of what, and by which formula.",
    "入力と，各層が何から何をどの式でつくるか．",
)
VALUE = Text("value", "値")
FROM = Text("from", "もとになる値")
BY = Text("by", "式")
COMES_IN = Text("input", "入力")
NAMED_INPUT = Text("input {name}", "入力 {name}")
GIVEN_TARGET = Text("label", "ラベル")
NAMED_TARGET = Text("label {name}", "ラベル {name}")
LAYER_OF = Text("layer {number}: {title}", "第 {number} 層：{title}")
LAYER_NAMED = Text("layer {number}, “{name}”: {title}", "第 {number} 層「{name}」：{title}")
ANSWERED = Text(" (output)", "（出力）")

BATCH_ONLY = Text(
    "A layer of this network mixes the samples of a batch, so that no sample can be treated alone. "
    "All "
    "equations are therefore those of a batch of {n} samples, and {index} is the sample.",
    "このネットワークには標本どうしを混ぜ合わせる層があり，標本を 1 つずつ扱うことはできない．"
    "そこで，すべての式を {n} 個の標本からなるバッチについて書く．{index} は標本の添字である．",
)
CONVENTION = Text("Convention.", "約束．")
OUTSIDE = Text(
    "An entry whose index leaves its range is 0; so is {example} at the edge.",
    "添字が範囲の外に出る成分は 0 とする．端での {example} がそうである．",
)
OUTSIDE_FRACTION = Text(
    "An entry whose index leaves its range, or is no whole number, is 0; so is {example} at many "
    "places.",
    "添字が範囲の外に出る成分や，添字が整数にならない成分は 0 とする．"
    "{example} の多くはそうである．",
)
WHOLE = Text(
    "{x} is a whole number, one of {count}, and names a place: {entry} is the entry at the place "
    "{x}. Such "
    "numbers count from 1 in this handout as all indices do, and from 0 in the data and in the "
    "program.",
    "{x} は {count} 通りの値をとる整数で，位置を表す．{entry} はその位置にある成分である．"
    "この文書では他の添字と同じく 1 から数え，データとプログラムでは 0 から数える．",
)
TIES = Text(
    "Where several entries are the largest, the first of them counts; only for it the bracket "
    "{bracket} is 1.",
    "最大の成分がいくつかあるときは最初のものを選ぶ．括弧 {bracket} が 1 になるのはその成分だけで"
    "ある．",
)
SHARED = Text(
    "The parameters {names} are those of layer {number}: both layers use the same.",
    "パラメータ {names} は第 {number} 層のものであり，2 つの層で共有する．",
)
NOISE = Text(
    "{m} is random: it is drawn anew for every sample, {law}. No derivative is taken with respect "
    "to it.",
    "{m} は乱数であり，標本ごとに新しく選ぶ．{law}乱数での微分は行わない．",
)
BERNOULLI = Text("1 with the probability {p}, else 0", "確率 {p} で 1，それ以外は 0 とする．")
NORMAL = Text(
    "from the normal distribution with mean 0 and variance 1",
    "平均 0，分散 1 の正規分布に従う．",
)
UNIFORM = Text("evenly between 0 and 1", "0 から 1 までの一様分布に従う．")
INFERENCE = Text(
    "When the trained network predicts, these equations are used instead:",
    "学習の後，予測だけを行うときは，代わりに次の式を用いる．",
)
STATE = Text(
    "{m} is no parameter: it starts at {initial}, no gradient changes it, and after each update it "
    "becomes:",
    "{m} はパラメータではない．{initial} から始め，勾配では変えず，更新のたびに次のように改める．",
)
STATE_REASON = Text("kept for prediction", "予測のために保つ")
INFERENCE_REASON = Text("for prediction", "予測のとき")

RECURRENCE = Text(
    "Equations {numbers} form a recurrence: {later} is made from {earlier}. They are computed step "
    "by step, "
    "{order}; beyond the ends, 0 stands for {value}. {figure} shows three steps.",
    "式{numbers}は漸化式をなす．{later} は {earlier} からつくられる．{order}順に計算し，範囲の外の "
    "{value} は 0 とする．{figure}に 3 つの時刻を示す．",
)
ONWARDS = Text("from the first to the last", "最初の時刻から最後の時刻へ")
BACKWARDS = Text("from the last to the first", "最後の時刻から最初の時刻へ")
RECURRENCE_CAPTION = Text(
    "The recurrence of layer {number}, unrolled over three steps: the same parameters at each.",
    "第 {number} 層の漸化式を 3 つの時刻について展開した図．どの時刻でもパラメータは同じである．",
)
RECURRENCE_CAPTION_BACK = Text(
    "Back-propagation through time: each step hands a gradient back to the step before (dashed).",
    "時間方向の逆伝播．各時刻は 1 つ前の時刻へ勾配を渡す（破線）．",
)
RECURRENCE_ALTERNATIVE = Text(
    "Three boxes in a row, one for each step, joined by arrows.",
    "時刻ごとの箱を 3 つ並べ，矢印で結んだ図．",
)
THROUGH_TIME = Text(
    "Back-propagation through time, layer {number}", "第 {number} 層：時間方向の逆伝播（BPTT）"
)
THROUGH_TIME_LEAD = Text(
    "The gradients {gradients} form a recurrence as the values do, but it runs the other way: each "
    "step needs "
    "what {source} hands back ({figure}). They are computed {order}, and beyond the ends all of "
    "them are 0. "
    "The recursion is derived once, at a step {step}, and holds for any number of steps.",
    "勾配 {gradients} も漸化式をなすが，進む向きは逆である．各時刻では，{source} から戻るものを用い"
    "る（{figure}）．{order}順に計算し，範囲の外ではすべて 0 とする．時刻 {step} について一度だけ"
    "導けば，時刻がいくつあっても成り立つ．",
)
BECAUSE_RECURRENCE = Text(
    "{names}: found at another step of the recurrence", "{names} は漸化式の別の時刻で求める"
)
BECAUSE_WINDOW = Text(
    "only terms with {equal} remain; outside their range entries are 0",
    "{equal} の項だけが残る．範囲の外の成分は 0",
)
ADJOINT = Text(
    "The result is a sum over the kernel again, but the other way round: where the layer adds the "
    "kernel's "
    "offset to the position, its gradient subtracts it, which is a sum over the flipped kernel.",
    "結果は再びカーネルについての和であるが，向きが逆である．順伝播ではカーネルの添字を位置に足し，"
    "勾配では位置から引く．すなわち，反転したカーネルについての和になる．",
)

BLOCK_TITLE = Text("The block “{name}”, {turns} times", "ブロック「{name}」（{turns} 回）")
BLOCK = Text(
    "The layers {first} to {last} form a block that stands here {turns} times in a row, {shared}. "
    "Only its "
    "first turn is written out and derived. All else holds for every turn, with the numbers of "
    "{table}.",
    "第 {first} 層から第 {last} 層まではブロックをなし，これが {turns} 回続く．{shared}．式を書き，"
    "導出を行うのは 1 回目だけである．他の回については，番号を{table}のとおりに読み替えれば，"
    "そのまま成り立つ．",
)
OWN_PARAMETERS = Text("each time with parameters of its own", "パラメータは回ごとに別のものである")
SAME_PARAMETERS = Text("each time with the same parameters", "パラメータはどの回も同じである")
BLOCK_CAPTION = Text("The turns of the block “{name}”.", "ブロック「{name}」の各回．")
TURN = Text("turn", "回")
LAYERS = Text("layers", "層")
TAKES = Text("takes", "受け取る値")
GIVES = Text("gives", "出す値")
EQUATIONS = Text("equations", "式")
GRADIENTS = Text("gradients", "勾配の式")
OTHER_TURNS = Text(
    "For the other turns of a repeated block the results are the same, with the numbers of the "
    "tables above.",
    "繰り返すブロックの他の回についても，上の表のとおりに番号を読み替えれば，結果は同じである．",
)

ALIKE = Text("What has the same form", "同じ形のもの")
FOLDED = Text(
    "What has the same form as equation {number} is not derived again: the derivation holds word "
    "for word in "
    "other letters. The results are:",
    "式{number}と同じ形のものは，あらためて導出しない．文字を読み替えれば，導出がそのまま成り立つから"
    "である．結果は次のとおりである．",
)
LOSS_OF = Text(
    "The error function ({title}{cite}) is made from {signals}:",
    "誤差関数（{title}{cite}）は {signals} からつくられる．",
)
LOSSES = Text(
    "The error function is a weighted sum of {count} losses, one for each row of {table}:",
    "誤差関数は {count} つの損失の重みつきの和である（{table}）．",
)
LOSSES_CAPTION = Text("The losses.", "損失．")
LOSS = Text("loss", "損失")
WEIGHT = Text("weight", "重み")
PARAMETERS_OF = Text(
    "The parameters of layer {number}: {title}", "第 {number} 層（{title}）のパラメータの偏微分"
)
DELTA_OF = Text("{delta} of layer {number}", "第 {number} 層の {delta}")
GRADIENTS_OUTPUT = Text("At the output: the first gradients", "出力側：はじめの勾配")
ALL_PARAMETERS = Text(
    "Over a batch every equation gets the index {index}. The gradients of the parameters become "
    "sums over "
    "the samples; those of the signals keep their form:",
    "バッチの場合は，すべての式に添字 {index} がつく．信号についての勾配の形は変わらず，"
    "パラメータについての勾配は標本についての和になる．",
)
STEP_NOISE = Text(
    "Draw the random values {noise} anew for every sample.",
    "標本ごとに乱数 {noise} を選ぶ．",
)
STEP_STATES = Text(
    "Renew what is kept for prediction: {states}.", "予測のために保つ値 {states} を改める．"
)
MEANING_NOISE = Text("random value, drawn for every sample", "標本ごとに選ぶ乱数")
MEANING_STATE = Text("value kept for prediction", "予測のために保つ値")
MEANING_WHOLE_INPUT = Text(
    "input (the data), whole numbers from 1 to {count}", "入力（データ），1 から {count} までの整数"
)
MEANING_WHOLE_TARGET = Text(
    "label, whole numbers from 1 to {count}", "ラベル，1 から {count} までの整数"
)
MEANING_LOSS = Text("one of the losses", "損失の 1 つ")
MEANING_COST = Text("cost of the batch", "バッチのコスト（目的関数）")
MEANING_ARGMAX = Text(
    "1 if {place} is the first place of the largest entry, else 0",
    "{place} が最大の成分の最初の位置であれば 1，そうでなければ 0",
)

FORMS = Text("Three ways to write the results", "結果の 3 通りの書き方")
FORMS_LEAD = Text(
    "The results that are sums of products have an einsum, where each letter is an axis and all "
    "letters that "
    "do not stand behind the arrow are summed over; names are those of the program.",
    "積の和である結果は einsum の形に書ける．文字は軸を表し，矢印の後に現れない文字について和を"
    "とる．名前はプログラムのものである．",
)
FORMS_CAPTION = Text(
    "Index form (by number), matrix form and einsum form.",
    "添字の形（番号），行列の形，einsum の形．",
)
INDEX_FORM = Text("index form", "添字の形")
MATRIX_FORM = Text("matrix form", "行列の形")
EINSUM_FORM = Text("einsum form", "einsum の形")
