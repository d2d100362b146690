"""What all tests share: how Hypothesis works here."""

from hypothesis import settings

# The first derivation in a process fills SymPy's caches, so that one example's time says nothing.
# On a CI machine Hypothesis itself picks the same examples in every run.
settings.register_profile("derive", settings.default, deadline=None)
settings.load_profile("derive")
