"""How comparisons and elementary functions are spelled, and the words of the last case."""

from sympy import cos, erf, log, sign, sin, tanh

from derive.documents.layout import Sign, Words
from derive.text import Text

OTHERWISE = Words(Text(en="otherwise", ja="それ以外"))
RELATIONS = {
    ">": Sign.GREATER,
    ">=": Sign.AT_LEAST,
    "<": Sign.LESS,
    "<=": Sign.AT_MOST,
    "==": Sign.EQUAL,
    "!=": Sign.NOT_EQUAL,
}
PREFIXED = {log: "log", tanh: "tanh", sin: "sin", cos: "cos"}
CALLED = {erf: "erf", sign: "sgn"}
