"""What the laws of a sweep say at all its points, and where they say so within their range."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.results.ranges import Ranges
from peelsim.stats.law import SILENT, Prediction
from peelsim.sweep.file.points import Point
from peelsim.sweep.file.spec import Sweep

Floats = npt.NDArray[np.float64]
_MOST_REMARKS = 4  # on a law: reasons may differ in a number alone


class Predicted(NamedTuple):
    """Law -> observable -> a row per point."""

    values: Mapping[str, Mapping[str, Floats]]  # of the observables of which the law says anything at all
    ranges: Mapping[str, Mapping[str, Ranges]]  # of every observable


def predicted(
    sweep: Sweep, threads: int, say: Callable[[str], None], *, stopped: Callable[[], bool] = lambda: False
) -> Predicted:
    """Every law at every point; NaN where a law has nothing to say, and a remark for each reason why.

    stopped: whether nobody waits for it any more; what is not begun then is not told.
    """
    made: dict[str, dict[str, Floats]] = {}
    ranges: dict[str, dict[str, Ranges]] = {}
    with ThreadPoolExecutor(threads) as pool:  # some laws are long calculations that release the GIL
        for law in sweep.laws:
            said = list(pool.map(lambda point, law=law: None if stopped() else _said_at(point, law), sweep.points))
            for remark in _remarks(law, sweep, said):
                say(remark)
            made[law] = {
                o.name: np.array([np.broadcast_to(_of(s, o.name), o.shape) for s in said], dtype=np.float64)
                for o in sweep.observables
                if any(s is not None and o.name in s for s in said)
            }
            ranges[law] = _ranges(sweep, said)
    return Predicted(made, ranges)


def untold(sweep: Sweep) -> Predicted:
    """As long as the laws are not computed: they say nothing, for no reason."""
    return Predicted(
        {law: {} for law in sweep.laws}, {law: _ranges(sweep, [None] * len(sweep.points)) for law in sweep.laws}
    )


def _ranges(sweep: Sweep, said: list[Prediction | None]) -> dict[str, Ranges]:
    return {
        o.name: Ranges.of((None if s is None else s.ranges(o.name) for s in said), o.shape) for o in sweep.observables
    }


def _said_at(point: Point, law: str) -> Prediction | None:
    """What a law says at a point, None where that is for another run to find out."""
    if point.elsewhere:
        return None
    try:
        return point.model.predict(law)
    except ValueError as error:
        return Prediction({}, silent=" ".join(str(error).split()))
    except MemoryError:
        return Prediction({}, silent="it needs more memory than there is")


def _of(said: Prediction | None, name: str) -> float | Floats:
    return np.nan if said is None else said.get(name, np.nan)


def _remarks(law: str, sweep: Sweep, said: list[Prediction | None]) -> list[str]:
    """Where a law says nothing though it might have, a line for each reason; what it never speaks of is no remark."""
    found: dict[str, tuple[set[int], list[str]]] = {}
    for observable in sweep.observables:
        for place, prediction in enumerate(said):
            for each in () if prediction is None else set(prediction.ranges(observable.name)):
                if each.status == "undefined" and each.reason != SILENT:
                    places, names = found.setdefault(each.reason, (set(), []))
                    places.add(place)
                    if observable.name not in names:
                        names.append(observable.name)
    remarks = [
        f"law {law} says nothing{'' if len(names) == len(sweep.observables) else ' of ' + ', '.join(names)} "
        f"at {len(places)} of {len(said)} points: {reason}"
        for reason, (places, names) in found.items()
    ]
    more = len(remarks) - _MOST_REMARKS
    return remarks if more < 2 else [*remarks[:_MOST_REMARKS], f"law {law} has {more} more such reasons"]
