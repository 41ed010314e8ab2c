"""When a point has had enough trials: a pure function of what is committed."""

from math import inf
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from peelsim.stats.tally import Tally
from peelsim.sweep.mistakes import shown


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Count = Annotated[int, BeforeValidator(_whole)]
MOST_TRIALS = 10**15  # of a point


class MaxEvents(BaseModel):
    """Stop once an event was seen this often."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    observable: str
    count: Annotated[Count, Field(ge=1, le=MOST_TRIALS, title="number of events")]


class StopRules(BaseModel):
    """The [stop] of a sweep file: the first rule that holds ends a point."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    max_trials: Annotated[Count, Field(ge=0, le=MOST_TRIALS, title="number of trials")] | None = None
    max_edges: Annotated[float, Field(gt=0, title="number of edges")] | None = None
    max_edges_a_trial: Annotated[float, Field(gt=0, title="number of edges")] | None = None
    max_events: MaxEvents | None = None

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

    def mistakes(self, events: list[str], numbers: list[str]) -> list[tuple[tuple[str, ...], str]]:
        """Rules that cannot be evaluated, or can never fire, for a model with these observables."""
        found: list[tuple[tuple[str, ...], str]] = []
        if self.max_events is not None and self.max_events.observable not in events:
            name, use = self.max_events.observable, " or ".join(f"'{e}'" for e in events)
            what = "is a number, not an event" if name in numbers else "is not observed here"
            cure = f"use {use}" if events else "output.observables has no event"
            found.append((("stop", "max_events", "observable"), f"{shown(name)} {what}; {cure}"))
        if self.max_trials is None and self.max_edges is None:
            cure = "max_trials or max_edges"
            why = f"max_events alone may never end a point; add {cure}" if self.max_events else f"no rule; give {cure}"
            found.append((("stop",), why))
        if self.max_events and self.max_trials is not None and self.max_events.count > self.max_trials:
            found.append(
                (
                    ("stop", "max_events", "count"),
                    f"{self.max_events.count} events in {self.max_trials} trials: never fires",
                )
            )
        return found

    def reason(self, tally: Tally, edges_a_trial: float, block_trials: int) -> str | None:
        """Name of the rule that ends the point now, None if it goes on.

        Event rules are looked at where blocks end, also when a point is taken up again after it ended at a cap
        inside a block: so a sweep extended and a sweep run at once have the same trials.
        """
        cap = self.cap(edges_a_trial)
        at_boundary = tally.trials % block_trials == 0 or tally.trials == cap
        if self.max_events is not None and tally.trials and at_boundary:
            seen = tally.sums[self.max_events.observable]
            if int(seen) >= self.max_events.count:
                return "max_events"
        if self._too_dear(edges_a_trial):
            return "max_edges_a_trial"
        if tally.trials >= cap:
            return "max_trials" if cap == self.max_trials else "max_edges"
        return None

    def _too_dear(self, edges_a_trial: float) -> bool:
        return self.max_edges_a_trial is not None and edges_a_trial > self.max_edges_a_trial
