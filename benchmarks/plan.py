"""How large the compared things are, and how often they are timed."""

from dataclasses import dataclass, replace

from yardsticks import WORKLOADS, Workload


@dataclass(frozen=True)
class Plan:
    """The sizes the rows are about, or a share of them; ``quick`` leaves out what cannot be made smaller."""

    shrink: int = 1
    rounds: int = 15  # of the cheapest; dear ones take a part of them
    quick: bool = False

    def size(self, number: int) -> int:
        return number // self.shrink

    def part(self, share: int) -> int:
        """Rounds of what is dear."""
        return max(1, self.rounds // share)

    def work(self, name: str) -> Workload:
        """A standard workload."""
        return self.work_of(WORKLOADS[name])

    def work_of(self, full: Workload) -> Workload:
        """A workload of this plan's size."""
        return replace(full, concepts=self.size(full.concepts), texts=self.size(full.texts))


FULL = Plan()
QUICK = Plan(shrink=100, rounds=1, quick=True)
