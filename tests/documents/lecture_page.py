"""A page made by hand, as the lecture has it: what every writer must be able to set."""

from math import exp

from derive.documents.document import (
    Bibliography,
    BibliographyEntry,
    Block,
    Boxed,
    Chain,
    ChainRow,
    Citation,
    Code,
    Display,
    Document,
    Emphasis,
    Figure,
    ItemList,
    Listing,
    Paragraph,
    Reference,
    Remark,
    Section,
    Table,
    formula,
    paragraph,
    sentence,
)
from derive.documents.figure import beside
from derive.documents.figure_layers import LayerBox, Skip, layer_row
from derive.documents.figure_units import BackwardArrow, UnitColumn, unit_network, units_shown
from derive.documents.layout import (
    BigOperator,
    Braced,
    Branch,
    Cases,
    Coloured,
    Fraction,
    FunctionCall,
    Identifier,
    Layout,
    Matrix,
    Number,
    Parenthesised,
    Prefix,
    Primed,
    Root,
    Scripted,
    Sign,
    Space,
    Symbol,
    Underset,
    Words,
    partial_derivative,
    row,
    separated,
)
from derive.documents.plot import Graph, Window, plot
from derive.text import Text

EQUAL, DEFINED = Symbol(Sign.EQUAL), Symbol(Sign.DEFINED)
PLUS, MINUS, TIMES = Symbol(Sign.PLUS), Symbol(Sign.MINUS), Symbol(Sign.TIMES)
HADAMARD = Symbol(Sign.HADAMARD)
L = Identifier("L")
F = Identifier("f")
ONE, ZERO = Number("1"), Number("0")


def of_layer(name: Layout, layer: int, index: str | Layout = "") -> Layout:
    """A letter with its layer above and its index below."""
    below = _index(index) if isinstance(index, str) else index
    return Scripted(name, below, Parenthesised(Number(str(layer))))


def _index(letters: str) -> Layout | None:
    """Index letters side by side."""
    return row(*(Identifier(one) for one in letters)) if letters else None


def delta(layer: int, index: str) -> Layout:
    """An error signal, in the colour of the backward pass."""
    return Coloured(of_layer(Identifier("δ"), layer, index), "backward")


def z(layer: int, index: str | Layout) -> Layout:
    """A pre-activation."""
    return of_layer(Identifier("z"), layer, index)


def w(layer: int, index: str | Layout) -> Layout:
    """A weight."""
    return of_layer(Identifier("w"), layer, index)


def x(layer: int, index: str | Layout) -> Layout:
    """An input of a layer."""
    return of_layer(Identifier("x"), layer, index)


def slope(argument: Layout) -> Layout:
    """f'(argument), in the colour of the forward pass."""
    return Coloured(FunctionCall(Primed(F), (argument,)), "forward")


def total(body: Layout, index: str, upper: str) -> Layout:
    """A sum over an index from 1."""
    return BigOperator(body, Identifier(index), ONE, Identifier(upper))


J_PRIME = Primed(Identifier("j"))


def chain() -> Chain:
    """The hidden unit's error signal, in five lines."""
    k_jprime = row(Identifier("k"), J_PRIME)
    inner = BigOperator(
        row(w(2, k_jprime), Space(), FunctionCall(F, (z(1, J_PRIME),))),
        J_PRIME,
        ONE,
        Identifier("J"),
    )
    bracket = Parenthesised(row(Space(), J_PRIME, EQUAL, Identifier("j"), Space()), "square")
    reached = row(
        partial_derivative(L, z(2, "k")), Space(), partial_derivative(z(2, "k"), z(1, "j"))
    )
    by_z = Fraction(Symbol(Sign.PARTIAL), row(Symbol(Sign.PARTIAL), z(1, "j")))
    inside = Parenthesised(row(inner, PLUS, of_layer(Identifier("b"), 2, "k")))
    deltas = BigOperator(
        row(w(2, k_jprime), Space(), FunctionCall(Primed(F), (z(1, J_PRIME),)), Space(), bracket),
        J_PRIME,
        ONE,
        Identifier("J"),
    )
    last = row(slope(z(1, "j")), total(row(delta(2, "k"), w(2, "kj")), "k", "K"))
    return Chain(
        (
            ChainRow(
                delta(1, "j"),
                DEFINED,
                partial_derivative(L, z(1, "j")),
                sentence("definition", "定義"),
                "9.1",
            ),
            ChainRow(
                None,
                EQUAL,
                total(reached, "k", "K"),
                sentence(
                    "chain rule: {z} reaches {loss} through every {next}",
                    "連鎖律：{z} はすべての {next} を通って {loss} に届く",
                    z=z(1, "j"),
                    loss=L,
                    next=z(2, "k"),
                ),
                "9.2",
            ),
            ChainRow(
                None,
                EQUAL,
                total(row(delta(2, "k"), Space(), by_z, inside), "k", "K"),
                sentence(
                    "definition of {d}, and substitution", "{d} の定義と代入", d=delta(2, "k")
                ),
                "9.3",
            ),
            ChainRow(
                None,
                EQUAL,
                total(row(delta(2, "k"), Space(), deltas), "k", "K"),
                sentence(
                    "terms with {unequal} are {zero}",
                    "{unequal} の項は {zero}",
                    unequal=row(J_PRIME, Symbol(Sign.NOT_EQUAL), Identifier("j")),
                    zero=ZERO,
                ),
                "9.4",
            ),
            ChainRow(
                None,
                EQUAL,
                last,
                sentence(
                    "{f} does not depend on {k}",
                    "{f} は {k} によらない",
                    f=Primed(F),
                    k=Identifier("k"),
                ),
                "9",
            ),
        )
    )


def boxed() -> Boxed:
    """The result in index form and in matrix form with shapes."""
    bold = {name: Identifier(name, "bold") for name in "δzWfx"}
    product = Parenthesised(
        row(
            Underset(
                Scripted(bold["W"], None, row(Parenthesised(Number("2")), Symbol(Sign.TRANSPOSE))),
                separated((Identifier("J"), Identifier("K")), Sign.TIMES),
            ),
            Underset(of_layer(bold["δ"], 2), separated((Identifier("K"), Number("1")), Sign.TIMES)),
        )
    )
    matrix = row(
        Underset(of_layer(bold["δ"], 1), separated((Identifier("J"), Number("1")), Sign.TIMES)),
        EQUAL,
        FunctionCall(Primed(bold["f"]), (of_layer(bold["z"], 1),)),
        HADAMARD,
        product,
    )
    return Boxed(
        (
            Display(
                row(
                    delta(1, "j"),
                    EQUAL,
                    slope(z(1, "j")),
                    BigOperator(row(delta(2, "k"), w(2, "kj")), Identifier("k")),
                ),
                "9",
            ),
            Display(
                row(partial_derivative(L, w(1, "ji")), EQUAL, delta(1, "j"), Space(), x(1, "i")),
                "10",
            ),
            Display(matrix, "9m"),
        )
    )


def units(name: str, layer: int, size: int) -> tuple[Layout | None, ...]:
    """The labels of a layer's units."""
    return tuple(
        None if number is None else Scripted(Identifier(name), Number(str(number)))
        for number in units_shown(size)
    )


def network_figure() -> Figure:
    """Two inputs, three hidden units, two outputs, and what is handed back to the middle one."""
    columns = (
        UnitColumn(Text(en="input layer", ja="入力層"), units("x", 1, 2), Identifier("I")),
        UnitColumn(Text(en="hidden layer", ja="隠れ層"), units("z", 1, 3), Identifier("J")),
        UnitColumn(Text(en="output layer", ja="出力層"), units("y", 2, 2), Identifier("K")),
    )
    labels = [
        row(
            Scripted(Identifier("w"), row(Number(k), Number("2"))),
            Scripted(Identifier("δ"), Number(k)),
        )
        for k in ("1", "2")
    ]
    drawing = unit_network(
        columns,
        loss=L,
        focus=(1, 1),
        backward=(BackwardArrow(2, 0, 1, 1, labels[0]), BackwardArrow(2, 1, 1, 1, labels[1])),
    )
    return Figure(
        drawing,
        sentence(
            "The error signals {d} flow back along the weights.",
            "誤差信号 {d} は重みを通って戻る．",
            d=delta(2, "k"),
        ),
        Text(en="A network of 2, 3 and 2 units", ja="2，3，2 個のユニットからなるネットワーク"),
        "1",
    )


def wide_network_figure() -> Figure:
    """A layer wider than the page shows units left out, and a third layer makes it deep."""
    columns = (
        UnitColumn(Text(en="input layer", ja="入力層"), units("x", 1, 4)),
        UnitColumn(Text(en="hidden layer 1", ja="隠れ層 1"), units("z", 1, 30)),
        UnitColumn(Text(en="hidden layer 2", ja="隠れ層 2"), units("z", 2, 5)),
        UnitColumn(Text(en="output layer", ja="出力層"), units("y", 3, 3)),
    )
    return Figure(
        unit_network(columns, loss=L),
        sentence("A layer of 30 units, most of them left out.", "30 個のユニットを省略して描く．"),
        Text(en="A deep network", ja="深いネットワーク"),
        "2",
    )


def layers_figure() -> Figure:
    """Six layers in two rows with two skip connections."""

    def shape(*sizes: str) -> Layout:
        return separated(tuple(Identifier(size) for size in sizes), Sign.TIMES)

    boxes = tuple(
        LayerBox(
            Text(en=name, ja=name_ja),
            of_layer(Identifier("W", "bold"), number),
            shape("N", "J"),
        )
        for number, (name, name_ja) in enumerate(
            [
                ("dense", "全結合"),
                ("sigmoid", "シグモイド"),
                ("dense", "全結合"),
                ("add", "加算"),
                ("relu", "ReLU"),
                ("dense", "全結合"),
            ],
            1,
        )
    )
    return Figure(
        layer_row(
            boxes,
            entering=Identifier("x", "bold"),
            skips=(Skip(0, 3), Skip(1, 5, Words(Text(en="skip", ja="スキップ")))),
            handed_back=tuple(of_layer(Identifier("δ", "bold"), n) for n in range(1, 5)),
        ),
        sentence("Layers, shapes and skip connections.", "層，形状，スキップ接続．"),
        Text(en="Six layers in two rows", ja="2 行に並んだ 6 つの層"),
        "3",
    )


def plots_figure() -> Figure:
    """The sigmoid and ReLU with their derivatives."""
    samples = [place / 10 for place in range(-50, 51)]

    def sigmoid(a: float) -> float:
        return 1 / (1 + exp(-a))

    curves = (
        Graph((tuple((a, sigmoid(a)) for a in samples),), FunctionCall(F, (Identifier("z"),))),
        Graph(
            (tuple((a, sigmoid(a) * (1 - sigmoid(a))) for a in samples),),
            FunctionCall(Primed(F), (Identifier("z"),)),
            ink="backward",
            dashed=True,
        ),
    )
    relu = (
        Graph(((((-2.0), 0.0), (0.0, 0.0), (2.0, 2.0)),), FunctionCall(F, (Identifier("z"),))),
        Graph(
            (((-2.0, 0.0), (0.0, 0.0)), ((0.0, 1.0), (2.0, 1.0))),
            FunctionCall(Primed(F), (Identifier("z"),)),
            ink="backward",
            dashed=True,
            marks=(((0.0, 0.0), False), ((0.0, 1.0), True)),
        ),
    )
    windows = (
        Window(-5, 5, 0, 1.1, ("-4", "-2", "2", "4"), ("0.5", "1")),
        Window(-2, 2, -0.3, 1.6, ("-1", "1"), ("1",)),
    )
    titles = (Text(en="sigmoid", ja="シグモイド"), Text(en="ReLU", ja="ReLU"))
    drawings = tuple(
        plot(graphs, window, variable=Identifier("z"), title=title)
        for graphs, window, title in zip((curves, relu), windows, titles, strict=True)
    )
    return Figure(
        beside(drawings),
        sentence("Two activations and their derivatives.", "2 つの活性化関数とその導関数．"),
        Text(en="Graphs of sigmoid and ReLU", ja="シグモイドと ReLU のグラフ"),
        "4",
    )


def activation_table() -> Table:
    """The activations, derivatives, and their form through the output."""
    a, out = Identifier("z"), Identifier("x")
    sigma = FunctionCall(Identifier("σ"), (a,))
    exponential = Scripted(Identifier("e"), None, row(MINUS, a))
    tanh = Prefix(Identifier("tanh"), a)
    cases = Cases(
        (
            Branch(ONE, row(a, Symbol(Sign.GREATER), ZERO)),
            Branch(ZERO, row(a, Symbol(Sign.AT_MOST), ZERO)),
        )
    )
    square = Scripted(out, None, Number("2"))
    complement = Parenthesised(row(ONE, MINUS, sigma))
    return Table(
        (
            sentence("activation", "活性化関数"),
            formula(FunctionCall(F, (a,))),
            formula(FunctionCall(Primed(F), (a,))),
            sentence("through the output {x}", "出力 {x} による表示", x=out),
        ),
        (
            (
                sentence("sigmoid", "シグモイド"),
                formula(row(ONE, Symbol(Sign.SLASH), Parenthesised(row(ONE, PLUS, exponential)))),
                formula(row(sigma, complement)),
                formula(row(out, Parenthesised(row(ONE, MINUS, out)))),
            ),
            (
                sentence("hyperbolic tangent", "双曲線正接"),
                formula(tanh),
                formula(
                    row(ONE, MINUS, Prefix(Scripted(Identifier("tanh"), None, Number("2")), a))
                ),
                formula(row(ONE, MINUS, square)),
            ),
            (
                sentence("ReLU", "ReLU"),
                formula(FunctionCall(Identifier("max"), (ZERO, a))),
                formula(cases),
                formula(Parenthesised(row(a, Symbol(Sign.GREATER), ZERO), "square")),
            ),
        ),
        sentence("Activations and their derivatives.", "活性化関数とその導関数．"),
        "1",
    )


def long_chain() -> Chain:
    """Rows too wide for a reason beside them, one of them too wide for the page."""
    term = row(delta(2, "k"), Space(), w(2, "kj"), Space(), slope(z(1, "j")), Space(), x(1, "i"))
    many: list[Layout] = []
    for place in range(6):
        many += [PLUS, term] if place else [term]
    return Chain(
        (
            ChainRow(
                partial_derivative(L, w(1, "ji")),
                EQUAL,
                row(*many[:7]),
                sentence(
                    "a reason that has no room beside a formula as wide as this one",
                    "これほど幅の広い式の横には入りきらない理由",
                ),
                "12.1",
            ),
            ChainRow(None, EQUAL, row(*many), sentence("far too long", "長すぎる"), "12.2"),
            ChainRow(
                None,
                EQUAL,
                total(row(*many), "k", "K"),
                sentence("a sum over all of it", "全体の和"),
                "12",
            ),
        )
    )


def odd_formulas() -> tuple[Block, ...]:
    """One of each node that the page has not used yet, and hostile words."""
    error = Braced(
        Parenthesised(row(Primed(Identifier("y")), MINUS, Identifier("y"))),
        Words(Text(en="error", ja="誤差")),
    )
    factor = Braced(
        slope(z(2, "k")), Words(Text(en="depends on the activation", ja="活性化関数による"))
    )
    prediction = Scripted(Primed(Identifier("y")), Identifier("k"))
    entries = Matrix(((w(1, "11"), w(1, "12")), (w(1, "21"), w(1, "22")), (w(1, "31"), w(1, "32"))))
    hostile = r"100% of {x} & #1 $5 \ ~ ^ _ < > * [a] @b `c` 'd' \"e\" -- // = |".replace(
        "{x}", "x"
    )
    return (
        Display(row(delta(2, "k"), EQUAL, error, Space(), factor), "20"),
        Display(
            row(Identifier("W", "bold"), EQUAL, entries),
            "21",
            sentence(
                "shape {s}", "形状 {s}", s=separated((Identifier("J"), Identifier("I")), Sign.TIMES)
            ),
        ),
        Display(
            row(
                prediction,
                EQUAL,
                Fraction(
                    Scripted(Identifier("e"), None, z(2, "k")),
                    BigOperator(Scripted(Identifier("e"), None, z(2, "l")), Identifier("l")),
                ),
                Symbol(Sign.APPROXIMATELY),
                Root(Number("1.5e-8")),
                Symbol(Sign.COMMA),
                Space("quad"),
                FunctionCall(Identifier("softmax"), (Identifier("z", "bold"),)),
                Symbol(Sign.ASSIGN),
                w(1, "ji"),
                MINUS,
                Identifier("η"),
                Space(),
                delta(1, "j"),
            ),
            "22",
        ),
        paragraph(hostile, hostile),
    )


def document() -> Document:
    """The whole page."""
    opening = Paragraph(
        (
            sentence(
                "When the error signal {out} of the output layer is known, the error signal {hid}"
                " of the hidden unit {j} follows by the chain rule {cite}.",
                "出力層の誤差信号 {out} が求まっているとき，隠れ層のユニット {j} の"
                "誤差信号 {hid} を連鎖律で導く{cite}．",
                out=delta(2, "k"),
                hid=row(
                    delta(1, "j"),
                    DEFINED,
                    Symbol(Sign.PARTIAL),
                    L,
                    Symbol(Sign.SLASH),
                    Symbol(Sign.PARTIAL),
                    z(1, "j"),
                ),
                j=Identifier("j"),
                cite=Citation("goodfellow"),
            ),
            sentence(
                "Here {z2}, and {x2}. Compare equation {eq} and {fig}; the code says {code}.",
                "ここで {z2}，{x2} とする．式{eq}と{fig}を見よ．コードでは {code} である．",
                z2=row(
                    z(2, "k"),
                    EQUAL,
                    BigOperator(row(w(2, "kj"), x(2, "j")), Identifier("j")),
                ),
                x2=row(x(2, "j"), EQUAL, FunctionCall(F, (z(1, "j"),))),
                eq=Reference("9"),
                fig=Reference("1", "figure"),
                code=Code("delta1 = (delta2 @ w2) * f_prime(z1)"),
            ),
        )
    )
    items = ItemList(
        (
            (
                paragraph(
                    "{f}: keep every {z}.",
                    "{f}：各層の {z} を残す．",
                    f=Emphasis(Text(en="Forward", ja="順伝播"), "forward"),
                    z=Identifier("z", "bold"),
                ),
            ),
            (
                paragraph(
                    "{b}: from the last layer to the first.",
                    "{b}：最後の層から最初の層へ．",
                    b=Emphasis(Text(en="Backward", ja="逆伝播"), "backward"),
                ),
            ),
        ),
        "number",
    )
    listing = Listing(
        "def gradients(p, x, t):\n    # (9) 隠れ層の誤差信号\n"
        "    d1 = (d2 @ p['w2']) * x2 * (1 - x2)\n    return {'w1': d1.T @ x}\n",
        sentence("The program says equation {e}.", "式{e}のプログラム．", e=Reference("9")),
        "1",
    )
    remark = Remark(
        sentence("Remark.", "注意．"),
        (paragraph("The bias is left out for simplicity.", "簡単のためバイアスは導入しない．"),),
    )
    works = Bibliography(
        (
            BibliographyEntry(
                "goodfellow",
                sentence(
                    "A book & its authors, ISBN 978-4-8399-6837-3.",
                    "ある本，ISBN 978-4-8399-6837-3．",
                ),
            ),
        )
    )
    return Document(
        sentence("Backpropagation", "誤差逆伝播法"),
        sentence("The lecture's network", "講義のネットワーク"),
        Text(en="derive", ja="derive"),
        "2026",
        (
            Section(
                sentence("The {d} of a hidden unit", "隠れ層の {d}", d=Identifier("δ")),
                (opening, chain(), boxed(), network_figure(), activation_table()),
                "1",
            ),
            Section(
                sentence("Everything else", "そのほか"),
                (
                    remark,
                    Section(sentence("Long lines", "長い式"), (long_chain(),), "2.1"),
                    *odd_formulas(),
                    items,
                    wide_network_figure(),
                    layers_figure(),
                    plots_figure(),
                    listing,
                ),
                "2",
            ),
            works,
        ),
    )


def hard_page() -> Document:
    """Everything that could leave the margins: wide fences, tables, boxes, listings, long words."""
    term = row(delta(2, "k"), Space(), w(2, "kj"), Space(), slope(z(1, "j")))
    items: list[Layout] = [term]
    for _ in range(7):
        items += [PLUS, term]
    wide = row(*items)
    fenced = Parenthesised(wide)
    long_words = (
        "a cell with so many words that it has to be broken into several lines",
        "とても長いので何行かに分けなければならない文の入った欄",
    )
    cells = (
        sentence(*long_words),
        formula(row(*items[:3])),
        sentence(*long_words),
        formula(row(*items[:3])),
    )
    reason = sentence(*long_words)
    return Document(
        sentence(
            "A title that is far too long for one line of the page in the size of a title",
            "ページの 1 行には決して収まらないほどとても長い題名をもつ文書のための題名",
        ),
        sentence("", ""),
        Text(en="", ja=""),
        "",
        (
            Section(
                sentence("Wide things", "幅の広いもの"),
                (
                    Chain(
                        (
                            ChainRow(delta(1, "j"), EQUAL, fenced, reason, "1.1"),
                            ChainRow(None, EQUAL, Fraction(wide, ONE), None, "1.2"),
                            ChainRow(row(*items[:3]), EQUAL, fenced, reason, "1"),
                        )
                    ),
                    Display(fenced, "2", reason),
                    Boxed((Display(wide, "3"), Display(row(delta(1, "j"), EQUAL, fenced), "4"))),
                    Table(cells, (cells, cells), reason, "1"),
                    Table(cells[1::2] * 3, (cells[1::2] * 3,)),
                    Listing("x = 1  # " + "long " * 20, reason, "1"),
                    paragraph(
                        "A long formula {f} runs on in {c} and so on, and so on, and so on.",
                        "長い式 {f} が続き，{c} もあって，文はまだまだ続いていく．",
                        f=wide,
                        c=Code("workspace.gradient_of_the_loss[:, None] @ weights"),
                    ),
                ),
            ),
        ),
    )
