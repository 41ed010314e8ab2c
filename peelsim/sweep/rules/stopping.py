"""When a point has had enough trials: a pure function of what is committed, but for max_seconds."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from peelsim.models.base import Model
from peelsim.stats.tally import Tally
from peelsim.sweep.rules.precision import LEAST_TRIALS, Precision, holds, width


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Count = Annotated[int, BeforeValidator(_whole)]
MOST_TRIALS = 10**15  # of a point
GOALS = ("max_events", "rel_error", "abs_error")  # rules about what was seen; the others are caps


class MaxEvents(BaseModel):
    """Stop once an event was seen this often."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    observable: str
    count: Annotated[Count, Field(ge=1, le=MOST_TRIALS, title="number of events")]


class MinRate(BaseModel):
    """Leave out the points of an axis that follow one where an event was seen less often than this."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    observable: str
    value: Annotated[float, Field(gt=0, lt=1, title="rate")]
    axis: str | None = None  # None: the last one

    def below(self, tally: Tally) -> bool:
        """Whether the rate of a point that has ended is below interest."""
        return tally.trials > 0 and bool(tally.sums[self.observable] < self.value * tally.trials)


class StopRules(BaseModel):
    """The [stop] of a sweep file.

    The first rule that holds ends a point; with until = "all" it goes on until every goal is reached, or a cap.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    until: Literal["first", "all"] = "first"
    max_trials: Annotated[Count, Field(ge=0, le=MOST_TRIALS, title="number of trials")] | None = None
    max_edges: Annotated[float, Field(gt=0, title="number of edges")] | None = None
    max_edges_a_trial: Annotated[float, Field(gt=0, title="number of edges")] | None = None
    max_seconds: Annotated[float, Field(gt=0, title="number of seconds")] | None = None
    max_events: MaxEvents | None = None
    rel_error: Precision | None = None
    abs_error: Precision | None = None
    min_rate: MinRate | None = None
    min_trials: Annotated[Count, Field(ge=2, le=MOST_TRIALS, title="number of trials")] | None = None

    @property
    def goals(self) -> tuple[str, ...]:
        """Names of the goals that are set."""
        return tuple(name for name in GOALS if getattr(self, name) is not None)

    @property
    def precision(self) -> Mapping[str, Precision]:
        """The precision rules that are set, by name."""
        both = {"rel_error": self.rel_error, "abs_error": self.abs_error}
        return {name: rule for name, rule in both.items() if rule is not None}

    @property
    def least_trials(self) -> int:
        """Trials before which no precision rule holds."""
        return LEAST_TRIALS if self.min_trials is None else self.min_trials

    @property
    def targets(self) -> dict[str, int]:
        """Event -> count at which max_events ends the trials."""
        return {} if self.max_events is None else {self.max_events.observable: self.max_events.count}

    def cap(self, edges_a_trial: float) -> int:
        """Trials after which max_trials or max_edges ends a point, whatever is seen; at least one for max_edges.

        max_edges is a budget of expected edges, so that it does not depend on what is drawn. A point of which one
        trial has more than max_edges_a_trial gets none: the laws alone.
        """
        if self._too_dear(edges_a_trial):
            return 0
        by_edges = inf
        if self.max_edges is not None and edges_a_trial > 0:
            by_edges = max(1, int(min(self.max_edges / edges_a_trial, MOST_TRIALS)))
        cap = min(inf if self.max_trials is None else self.max_trials, by_edges)
        if cap == inf:
            raise ValueError("max_edges never ends a point without edges; add max_trials")
        return int(cap)

    def reason(
        self,
        tally: Tally,
        edges_a_trial: float,
        block_trials: int,
        *,
        model: Model,
        seconds: float = 0.0,
        others: Sequence[tuple[Tally, Model]] = (),
    ) -> str | None:
        """Name of the rule that ends the point now, None if it goes on; goals reached together joined by " and ".

        Goals are looked at where blocks end, also when a point is taken up again after it ended at a cap inside a
        block: so a sweep extended and a sweep run at once have the same trials. seconds: spent on the point so far.
        others: points of the same trials, which end with it; a goal must be reached at all of them.
        """
        cap = self.cap(edges_a_trial)
        at_boundary = tally.trials % block_trials == 0 or tally.trials == cap
        if self.goals and tally.trials and at_boundary:
            needed = len(self.goals) if self.until == "all" else 1
            reached = self._reached([(tally, model), *others], needed)
            if len(reached) == needed:
                return " and ".join(reached)
        if self._too_dear(edges_a_trial):
            return "max_edges_a_trial"
        if tally.trials >= cap:
            return "max_trials" if cap == self.max_trials else "max_edges"
        if self.max_seconds is not None and seconds >= self.max_seconds and tally.trials:
            return "max_seconds"
        return None

    def _reached(self, points: Sequence[tuple[Tally, Model]], needed: int) -> list[str]:
        """The first ``needed`` goals that are reached at every point, in their order."""
        reached: list[str] = []
        event = self.max_events
        if event is not None and all(int(tally.sums[event.observable]) >= event.count for tally, _ in points):
            reached.append("max_events")
        for name, rule in self._precision_due(points[0][0]):
            if len(reached) < needed and all(_known(name, rule, tally, model) for tally, model in points):
                reached.append(name)
        return reached

    def _precision_due(self, tally: Tally) -> Iterable[tuple[str, Precision]]:
        return self.precision.items() if tally.trials >= self.least_trials else ()

    def _too_dear(self, edges_a_trial: float) -> bool:
        return self.max_edges_a_trial is not None and edges_a_trial > self.max_edges_a_trial


def _known(name: str, rule: Precision, tally: Tally, model: Model) -> bool:
    """Whether a precision rule holds at a point."""
    found = width(rule.observable, tally, model, reason=name)
    return holds(found, rule.value * abs(found.mean) if name == "rel_error" else rule.value)
