"""A skill hierarchy: skills, thresholds and prerequisites, level by level (Nayak and Varshney 2024, sec. 2).

Tests: tests/theory/skills/test_skill_cascades.py
"""

from dataclasses import dataclass
from math import ceil, exp, isfinite, log2

__all__ = ["Hierarchy", "figure3"]


@dataclass(frozen=True)
class Hierarchy:
    """Levels 1 to L; entry l - 1 of each tuple is level l."""

    skills: tuple[int, ...]  # S_l
    thresholds: tuple[float, ...]  # eta_l: skills are linked by so many connected pairs of their concepts, or more
    prerequisites: tuple[int, ...]  # sigma_l: distinct skills of level l - 1 that a skill rests on; none at level 1

    def __post_init__(self) -> None:
        if not len(self.skills) == len(self.thresholds) == len(self.prerequisites) > 0:
            raise ValueError(
                f"{len(self.skills)} numbers of skills, {len(self.thresholds)} thresholds and "
                f"{len(self.prerequisites)} of prerequisites: there must be one of each a level"
            )
        for level, (size, eta, needed) in enumerate(zip(self.skills, self.thresholds, self.prerequisites, strict=True)):
            below = self.skills[level - 1] if level else 0
            if size < 2:
                raise ValueError(f"level {level + 1} has {size} skills; links need 2 or more")
            if not (eta > 0 and isfinite(eta)):
                raise ValueError(f"level {level + 1} has threshold {eta}; it must be positive and finite")
            if not 0 <= needed <= below:
                raise ValueError(f"level {level + 1} has {needed} prerequisites out of {below} skills below it")

    @property
    def levels(self) -> int:
        """L."""
        return len(self.skills)

    @property
    def needed_pairs(self) -> tuple[int, ...]:
        """ceil(eta_l): a whole number of pairs reaches eta_l when it reaches this."""
        return tuple(ceil(eta) for eta in self.thresholds)

    @property
    def rounded_thresholds(self) -> tuple[int, ...]:
        """eta_l to the nearest whole number, 1 at least: what the published laws use."""
        return tuple(max(round(eta), 1) for eta in self.thresholds)


def figure3() -> Hierarchy:
    """L = 100, S = 1000, eta_l = exp(7 l/L), sigma_l = log2(l) rounded: 0, 1, 2, 2, ... (section 3.3)."""
    levels = range(1, 101)
    return Hierarchy(
        skills=(1000,) * 100,
        thresholds=tuple(exp(7 * level / 100) for level in levels),
        prerequisites=tuple(round(log2(level)) for level in levels),
    )
