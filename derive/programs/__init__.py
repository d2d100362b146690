"""Programs that train: a derivation lowered to code."""
