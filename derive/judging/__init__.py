"""Hand derivations, judged: which line is wrong first, why, with a counterexample."""
