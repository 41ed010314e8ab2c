"""What each law says of the skill hierarchy's observables; an observable a law says nothing of is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from peelsim.models.base import Prediction

if TYPE_CHECKING:
    from peelsim.models.skill_hierarchy.model import SkillHierarchy

LAWS: dict[str, Callable[[SkillHierarchy], Prediction]] = {}
