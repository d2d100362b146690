"""What a handout says: every phrase in both languages, whole sentences with slots for formulas.

Nothing is glued together from words, since the two languages order them
differently. Japanese is plain style (である), with the punctuation of the
lecture; a profile may ask for other punctuation, which is changed at the end.
"""

from derive.documents.terms import algorithm as algorithm
from derive.documents.terms import chains as chains
from derive.documents.terms import graph as graph
from derive.documents.terms import headings as headings
from derive.documents.terms import laws as laws
from derive.documents.terms import loss as loss
from derive.documents.terms import notation as notation
from derive.documents.terms import reference as reference
from derive.documents.terms import results as results
from derive.documents.terms import second as second
from derive.documents.terms import structure as structure
