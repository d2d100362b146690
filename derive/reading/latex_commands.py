"""What each command of LaTeX says: a letter, a sign, a relation, a blank, a construct."""

from __future__ import annotations

from derive.reading.letters import FUNCTIONS, GREEK

VARIANTS = {
    "varepsilon": "epsilon",
    "varphi": "varphi",
    "vartheta": "vartheta",
    "varrho": "varrho",
    "varsigma": "varsigma",
    "varpi": "varpi",
}
LETTERS = {
    **{name: name for name in GREEK},
    **VARIANTS,
    **dict.fromkeys(("top", "intercal"), "top"),
    **dict.fromkeys(("dots", "dotsc", "dotsb", "dotsm", "ldots", "cdots"), "dots"),
    **dict.fromkeys(("vdots", "ddots", "mathellipsis"), "dots"),
    "partial": "partial",
    "nabla": "nabla",
    "infty": "infinity",
    "ell": "ell",
    "imath": "i",
    "jmath": "j",
    "forall": "forall",
    "star": "ast",
}
WORDS = {
    **{name: name for name in FUNCTIONS},
    "max": "max",
    "min": "min",
    "arg": "arg",
    "argmax": "argmax",
    "argmin": "argmin",
}
SIGNS = {
    "cdot": "dot",
    "bullet": "dot",
    "times": "cross",
    "div": "/",
    "odot": "odot",
    "circ": "odot",
    "ast": "*",
    "prime": "'",
    "lbrace": r"\{",
    "rbrace": r"\}",
    "{": r"\{",
    "}": r"\}",
    "lbrack": "[",
    "rbrack": "]",
    "lvert": "|(",
    "rvert": "|)",
    "lVert": "||(",
    "rVert": "||)",
    "vert": "|",
    "|": "||",
    "Vert": "||",
    "lparen": "(",
    "rparen": ")",
    "colon": ":",
    "slash": "/",
}
RELATIONS = {
    "eq": "=",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "leqq": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "geqq": ">=",
    "lt": "<",
    "gt": ">",
    "neq": "!=",
    "ne": "!=",
    "in": "in",
    "sim": "sim",
    "equiv": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "triangleq": ":=",
    "doteq": ":=",
    "leftarrow": "<-",
    "gets": "<-",
    "to": "to",
    "rightarrow": "to",
    "longrightarrow": "to",
    "mapsto": "to",
    "propto": "propto",
    "approx": "approx",
}
QUADS = frozenset(["quad", "qquad"])
# What parts one statement from the next, as a comma does.
CONNECTIVES = frozenset(
    "Rightarrow implies Longrightarrow Leftrightarrow iff therefore because quad qquad".split()
)
BLANKS = frozenset([*", ! ; : >".split(), " ", "\n", "~", "/"]) | frozenset(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag "
    "allowbreak nobreak relax thinspace medspace thickspace negthinspace enspace noindent "
    "middle strut mathstrut null hfill hfil nobreakspace centering par "
    "smallskip medskip bigskip".split()
)
SIZES = frozenset(
    f"{big}{side}" for big in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
) | {"left", "right"}
# Commands with what stands in braces after them left out: how many braces.
LEFT_OUT = {
    "tag": 1,
    "label": 1,
    "color": 1,
    "hspace": 1,
    "vspace": 1,
    "mspace": 1,
    "phantom": 1,
    "hphantom": 1,
    "vphantom": 1,
    "cite": 1,
    "mathopen": 0,
    "mathclose": 0,
    "footnote": 1,
}
# Commands that show what stands in their last braces: how many stand before and are left out.
SHOWN = {
    "textcolor": 1,
    "colorbox": 1,
    "underset": 1,
    "hyperlink": 1,
    "href": 1,
    "hypertarget": 1,
    "boxed": 0,
    "fbox": 0,
    "smash": 0,
    "mathop": 0,
    "mathrel": 0,
    "mathbin": 0,
    "mathord": 0,
    "mathinner": 0,
    "ensuremath": 0,
    "bbox": 0,
}
ANNOTATED = frozenset(["overset", "stackrel"])
BRACED = frozenset(["underbrace", "overbrace", "underbracket", "overbracket"])
PROSE = frozenset(
    "text textrm textnormal textup mbox textit textbf textsf texttt "
    "intertext shortintertext".split()
)
STYLES = {
    **dict.fromkeys(("mathbf", "bm", "boldsymbol", "pmb", "vec", "symbf"), "bold"),
    **dict.fromkeys(("mathrm", "operatorname", "mathsf", "mathtt"), "roman"),
    **dict.fromkeys(("mathcal", "mathscr", "mathfrak"), "calligraphic"),
    **dict.fromkeys(("mathbb", "mathbbm", "mathds"), "blackboard"),
    **dict.fromkeys(("mathit", "mathnormal"), ""),
}
# Switches of style, which hold to the end of their braces.
SWITCHES = {"rm": "roman", "sf": "roman", "bf": "bold", "cal": "calligraphic", "it": ""}
ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "bar": "bar",
    "overline": "bar",
    "dot": "dot",
}
FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"])
DERIVATIVES = {"pdv": "partial", "dv": "d", "partialderivative": "partial", "derivative": "d"}
BIG = {"sum": "sum", "prod": "prod"}
CONSTRUCTS = frozenset(
    [*STYLES, *SWITCHES, *ACCENTS, *FRACTIONS, *DERIVATIVES, *BIG, "sqrt", "over", "substack", "dd"]
)
LAYOUTS = frozenset(
    "equation align aligned alignat alignedat flalign split gather gathered eqnarray multline "
    "multlined displaymath math dmath".split()
)
GRIDS = frozenset(["matrix", "smallmatrix", "pmatrix", "bmatrix", "Bmatrix", "array"])
CASES = frozenset(["cases", "dcases"])
REFUSED = {
    "binom": "Binomial coefficients are not read.",
    "cancel": "Struck-out parts are not read; leave them out.",
    "not": r"Only \not= and \not\in... as \neq are read.",
    "int": "Integrals are not read.",
    "otimes": r"\otimes is not read: it may be an outer, a Kronecker or an entrywise product.",
    "oplus": r"\oplus is not read.",
    "pm": "Two signs at once are not read.",
    "mp": "Two signs at once are not read.",
    "overset": "What stands over a letter may mean anything; only relations may be annotated.",
    "langle": r"Brackets \langle \rangle are not read.",
    "rangle": r"Brackets \langle \rangle are not read.",
    "mid": r"The bar \mid is not read.",
    "lfloor": "Rounding is not read.",
    "lceil": "Rounding is not read.",
}
KNOWN = (
    frozenset(
        [*LETTERS, *WORDS, *SIGNS, *RELATIONS, *CONNECTIVES, *LEFT_OUT, *SHOWN, *PROSE, *CONSTRUCTS]
    )
    | ANNOTATED
    | BRACED
)
