"""The birthday problem (von Mises 1939): do two of n people share one of d days, and how many days are taken?"""

from collections.abc import Mapping
from math import expm1, lgamma, log1p
from typing import Annotated, Any, ClassVar

import numpy as np

from peelsim.modelling import Columns, Field, Law, Laws, Model, Observable, Whole, below, draw, kernel, model


@kernel
def count(key, first, people, days, counts, control):
    """A block of trials; False if told to stop. counts: int64[trials, 1], the days that are taken."""
    for j in range(counts.shape[0]):
        stream, taken = draw(key, first + j), np.zeros(days, np.bool_)
        for person in range(people):
            if person % 65536 == 0 and control[0] != 0:
                return False
            taken[below(draw(stream, person), days)] = True
        counts[j, 0] = np.sum(taken)
        control[1] += people
    return control[0] == 0


class Calendar(Columns):
    """Calls the kernel for one model."""

    columns = 1

    def fill(self, key, first, counts, control):
        return bool(count(key, first, self.model.people, self.model.days, counts, control))


def _exact(m):
    """d! / (d - n)! / d^n is the chance of different days; a day stays free with probability (1 - 1/d)^n."""
    n, d = m.people, m.days
    logs = lgamma(d + 1) - lgamma(d - n + 1) - n * np.log(d) if n <= d else -np.inf
    free = n * log1p(-1 / d) if d > 1 else -np.inf
    return {"shared": -expm1(min(logs, 0.0)), "taken": -d * expm1(free) if n else 0.0}


@model
class Birthdays(Model):
    """n people with uniform birthdays among d days."""

    people: Annotated[Whole, Field(ge=0, le=10**9, title="number of people", description="people n")]
    days: Annotated[Whole, Field(ge=1, le=10**7, title="number of days", description="days d")] = 365

    kind: ClassVar[str] = "birthdays"
    headline: ClassVar[str] = "shared"
    example: ClassVar[Mapping[str, Any]] = {"people": 23}
    laws: ClassVar[Laws] = Laws(Law("exact", _exact, "von Mises (1939)"))

    @property
    def size(self):
        return "days"

    @property
    def observables(self):
        n = self.people
        return (
            Observable("shared", "event", "probability that two share a day", column=lambda c: c[..., 0] < n),
            Observable("taken", "number", "days that are somebody's birthday", column=0),
        )

    @property
    def expected_edges(self):
        return self.people

    def simulator(self, engine):
        return Calendar(self)
