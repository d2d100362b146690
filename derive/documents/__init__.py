"""Documents: from a derivation to words and formulas, and from those to print.

The formats are LaTeX, Typst, HTML and the text of a terminal.
"""
