"""Rows about codes and listed degrees: the round chain, whole trials of the graph engine, and the exact law."""

from collections.abc import Iterator

import numpy as np
import plain_codes
from interleaved import Clock, clock, in_turn
from plan import Plan
from rows import Row, Wanted, compared

import peelsim
from peelsim.models.base import Model
from peelsim.theory.codes import exact

_CODE = {"bit_degree": peelsim.Regular(degree=3), "check_degree": peelsim.Regular(degree=6)}
_OFF, _IN = 0.40, 0.4286  # erasure probabilities off the threshold, and at 1e6 bits in the window
_SOLITON = {k: 1 / (k * (k - 1)) for k in range(2, 101)}  # cut off at 100, with a few texts of a single concept


def rows(plan: Plan) -> Iterator[Row]:
    """All of them, as they are measured."""
    yield _graph(plan)
    yield from _chain(plan)
    yield _window(plan)
    yield _exact(plan)
    yield from _listed(plan)


def _trials(model: Model, engine: str, number: int) -> Clock:
    simulator, control = model.simulator(engine), np.zeros(2, np.int64)
    simulator.run(1, 0, 1, control)
    return clock(lambda: simulator.run(1, 0, number, control), per=number)


def _code(bits: int, erasure: float) -> Model:
    return peelsim.ErasureCode(bits=bits, **_CODE, erasure=erasure)


def _graph(plan: Plan) -> Row:
    """An edge of all 3n; aff3ct's decoders publish 31 to 255 ns of it."""
    bits = plan.size(100_000)
    clocks = {
        "ours": _trials(_code(bits, _OFF), "graph", 10),
        "plain": plain_codes.of_trials(bits, _OFF, 10),
    }
    seconds = {name: each / (3 * bits) for name, each in in_turn(clocks, rounds=plan.rounds).items()}
    title = f"Code (3,6) of {bits:,} bits at {_OFF}, an edge of a trial (aff3ct publishes 31 to 255 ns)"
    units, wanted = ("ns", "ns"), Wanted(8, "ns")
    return compared(title, seconds["ours"], seconds["plain"], beside="plain Numba", units=units, wanted=wanted)


def _chain(plan: Plan) -> Iterator[Row]:
    """Trials off the window, beside a graph's."""
    graph = plan.size(100_000)
    for bits, limit in ((10**5, 50), (10**12, 100)):
        clocks = {
            "rounds": _trials(_code(bits, _OFF), "rounds", 200),
            "graph": _trials(_code(graph, _OFF), "graph", 5),
        }
        seconds = in_turn(clocks, rounds=plan.rounds)
        title, beside = f"Code (3,6) of {bits:.0e} bits at {_OFF}, engine rounds", f"engine graph, {graph:,} bits,"
        units, wanted = ("us", "ms"), Wanted(limit, "us")
        yield compared(title, seconds["rounds"], seconds["graph"], beside=beside, units=units, wanted=wanted)


def _window(plan: Plan) -> Row:
    """A round, where there are many."""
    model, number = _code(10**6, _IN), 100
    rounds = float(peelsim.simulate(model, trials=number, seed=1, engine="rounds")["rounds"].mean())
    clocks = {"window": _trials(model, "rounds", number), "off": _trials(_code(10**6, _OFF), "rounds", number)}
    seconds = in_turn(clocks, rounds=plan.rounds)
    title, units, wanted = "Code (3,6) of 1e6 bits in the window, a round", ("us", "us"), Wanted(3, "us")
    beside = f"a trial at {_OFF}"
    return compared(title, seconds["window"] / rounds, seconds["off"], beside=beside, units=units, wanted=wanted)


def _exact(plan: Plan) -> Row:
    """The exact law of a short code."""

    def law(bits: int) -> Clock:
        def found() -> None:
            exact.regular_code.cache_clear()
            exact.regular_code(bits, degree=3, check_degree=6, unknown=2 * bits // 5)

        return clock(found)

    seconds = in_turn({"256": law(256), "128": law(128)}, rounds=plan.part(3))
    units, wanted = ("ms", "ms"), Wanted(300, "ms")
    return compared(
        "Code (3,6) of 256 bits, exact law",
        seconds["256"],
        seconds["128"],
        beside="128 bits",
        units=units,
        wanted=wanted,
    )


def _listed(plan: Plan) -> Iterator[Row]:
    """Text degrees up to 100, beside a graph's trial."""
    shares = {1: 0.01, **{k: 0.99 * share / sum(_SOLITON.values()) for k, share in _SOLITON.items()}}
    for fixed in (True, False):
        model, graph = (
            peelsim.ConceptText(concepts=r, texts=1.05 * r, text_degree=peelsim.Explicit(shares), texts_fixed=fixed)
            for r in (100_000, plan.size(100_000))
        )
        seconds = in_turn(
            {"rounds": _trials(model, "rounds", 20), "graph": _trials(graph, "graph", 2)}, rounds=plan.part(2)
        )
        title = f"Listed degrees up to 100 (R = 100,000), {'fixed' if fixed else 'Poisson'} T, engine rounds"
        units, wanted = ("us", "ms"), Wanted(400, "us")
        yield compared(title, seconds["rounds"], seconds["graph"], beside="engine graph", units=units, wanted=wanted)
