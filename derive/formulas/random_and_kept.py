"""The fields of a formula file for random tensors, and for tensors that training keeps."""

from __future__ import annotations

from typing import get_args

from derive.errors import FormulaError, did_you_mean
from derive.formulas.fields import check_keys, line, number
from derive.formulas.formula import Law, NoiseRule, StateRule
from derive.notation.syntax import Name, Subscript, read_equation, read_expression


def noise_rule(name: str, rule: object) -> NoiseRule:
    """The law that a random tensor follows.

    Raises:
        FormulaError: There is no such law, or its probability is missing or not asked for.
    """
    table = {"law": rule} if isinstance(rule, str) else rule
    if not isinstance(table, dict):
        raise FormulaError(f"The noise '{name}' needs a law.", accepted='For example: "normal".')
    check_keys(table, ("law", "probability"), f" of noise '{name}'")
    laws: tuple[Law, ...] = get_args(Law)
    law = next((law for law in laws if law == table.get("law")), None)
    if law is None:
        met = str(table.get("law", "nothing"))
        raise FormulaError(
            f"The law '{met}' of the noise '{name}' is unknown.", accepted=did_you_mean(met, laws)
        )
    if (law == "bernoulli") != ("probability" in table):
        raise FormulaError(
            f"The noise '{name}' needs a probability if its law is bernoulli, and only then.",
            accepted='For example: { law = "bernoulli", probability = "1 - rate" }.',
        )
    if law != "bernoulli":
        return NoiseRule(name, law)
    value = table["probability"]
    if not isinstance(value, str):
        number(value, f"The probability of '{name}'")
        value = str(value)
    return NoiseRule(name, law, read_expression(value))


def state_rule(name: str, rule: object) -> StateRule:
    """What a tensor is at the start, and what it becomes after each update.

    Raises:
        FormulaError: A key is missing, or the update defines something else.
    """
    example = '{ initial = 0, update = "m[i] = 0.9*m[i] + 0.1*mu[i]" }'
    if not isinstance(rule, dict):
        raise FormulaError(f"The state '{name}' needs a table.", accepted=example)
    check_keys(rule, ("initial", "update"), f" of state '{name}'")
    if "update" not in rule:
        raise FormulaError(f"The state '{name}' has no update.", accepted=example)
    update = read_equation(line(rule["update"], f"The update of '{name}'"))
    left = update.left
    if not isinstance(left, (Name, Subscript)) or left.name != name:
        raise FormulaError(
            f"The update of the state '{name}' must define '{name}'.", accepted=example
        )
    return StateRule(name, number(rule.get("initial", 0), f"The start of '{name}'"), update)
