"""A law of one's own: pairs that share a birthday become a Poisson number as the days grow."""

from math import exp


def poisson(model):
    """1 - exp(-n (n - 1) / (2 d))."""
    return {"shared": 1 - exp(-model.people * (model.people - 1) / (2 * model.days))}
