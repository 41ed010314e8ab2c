"""Numbers that each level of skills has: given one by one, or by a rule."""

from math import exp, log2
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Rounded, Whole
from peelsim.records import Record, in_plain_words

MOST_LEVELS, MOST_SKILLS, HIGHEST_THRESHOLD = 10_000, 30_000, 65_535  # counts of a level are 16 bits a pair of skills

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


def _listed(value: Any) -> Any:
    """A list as the table that says the same."""
    if isinstance(value, str | bool | int | float):
        raise ValueError("neither a list of numbers, one per level, nor a table")
    return {"kind": "given", "values": value} if isinstance(value, list | tuple) else value


def _one_for_all(value: Any) -> Any:
    """A number as a list of one."""
    return (value,) if isinstance(value, int | float) and not isinstance(value, bool) else value


Threshold = Annotated[Real, Field(gt=0, le=HIGHEST_THRESHOLD, title="number of connected pairs")]
Number = Annotated[Whole, Field(ge=0, le=MOST_SKILLS, title="number of prerequisites")]


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Thresholds(Record):
    """eta_1, eta_2, ..., one per level."""

    values: Annotated[tuple[Threshold, ...], Field(min_length=1)]
    kind: Literal["given"] = "given"

    def at(self, levels: int) -> tuple[float, ...]:
        """The values; there must be as many as levels."""
        return self.values


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Exponential(Record):
    """eta_l = exp(rate l / L) (Nayak and Varshney 2024, Fig. 3)."""

    rate: Annotated[Real, Field(ge=-11, le=11, title="rate")]
    kind: Literal["exponential"] = "exponential"

    def at(self, levels: int) -> tuple[float, ...]:
        """The values for so many levels."""
        return tuple(exp(self.rate * level / levels) for level in range(1, levels + 1))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Numbers(Record):
    """sigma_1, sigma_2, ..., one per level."""

    values: Annotated[tuple[Number, ...], Field(min_length=1)]
    kind: Literal["given"] = "given"

    def at(self, levels: int) -> tuple[int, ...]:
        """The values; there must be as many as levels."""
        return self.values


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Log2(Record):
    """sigma_l = log2 l, rounded: 0, 1, 2, 2, ... (Nayak and Varshney 2024, Fig. 3)."""

    kind: Literal["log2"] = "log2"

    def at(self, levels: int) -> tuple[int, ...]:
        """The values for so many levels."""
        return tuple(round(log2(level)) for level in range(1, levels + 1))


Skills = Annotated[
    tuple[Annotated[Whole, Field(ge=1, le=MOST_SKILLS, title="number of skills")], ...],
    Field(min_length=1),
    BeforeValidator(_one_for_all),
    Rounded,
]
LinkThresholds = Annotated[Thresholds | Exponential, Field(discriminator="kind"), BeforeValidator(_listed)]
Prerequisites = Annotated[Numbers | Log2, Field(discriminator="kind"), BeforeValidator(_listed)]
