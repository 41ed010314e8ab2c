"""Error floors: the few variables that small stopping sets leave unknown below the threshold, to leading order.

z = eps lambda'(0) rho'(1) for codes, 2 G Lambda_2 for slots. Cycles of k variables of degree 2 are Poisson numbers of
mean z^k / (2 k) in the limit of large size, and nothing else fails below the threshold: E[unknown] = sum_k z^k / 2 and
P(some) = 1 - exp(-sum_k z^k / (2 k)), from k = 1 where edges may coincide and from k = 2 where not (derived; Di et al.
2006 for codes). Without variables of degree 2 the leading order is 1 / n, from stopping sets of one or two variables
whose e edges lie in pairs, or three together, at as few checks as possible (derived, see ``small_sets``).
"""

from dataclasses import dataclass
from math import exp, expm1, factorial, log1p

from peelsim.theory.codes.evolution import Code, Slots

__all__ = ["Crowd", "Floor", "crowd_of", "cycle_growth", "floor", "small_sets"]

MULTIPLE, SIMPLE, PARTS = "multiple", "simple", "parts"  # edges may coincide; may not; go into different parts


@dataclass(frozen=True)
class Crowd:
    """What meets at checks: chances that given sockets of the graph have the same check."""

    two: float  # that two do
    three: float  # that three do


def crowd_of(ensemble: Code | Slots, size: float) -> Crowd:
    """Chances of n = ``size`` bits, or slots."""
    if isinstance(ensemble, Slots):
        return Crowd(1 / size, 1 / size**2)
    edges = size * ensemble.bits.mean
    return Crowd(ensemble.checks.edge(1.0, 1) / edges, ensemble.checks.edge(1.0, 2) / edges**2)


def cycle_growth(ensemble: Code | Slots, load: float) -> float:
    """z, by which cycles of variables of degree 2 grow from length to length."""
    if isinstance(ensemble, Slots):
        return 2 * load * ensemble.users.of(2)
    return load * ensemble.bits.edge(0.0, 1) * ensemble.checks.edge(1.0, 1)


def small_sets(ensemble: Code | Slots, size: float, *, load: float, edges: str) -> tuple[float, float]:
    """Mean numbers of stopping sets of one and of two variables, without variables of degree 2.

    One of degree 3 with all its edges at one check; one of degree 4 whose edges meet in pairs, 3 ways; two of degree 3
    whose six edges meet in pairs, in 15 ways, 3! of them without coinciding edges. Without these, two of the least
    degree k at the same checks, k! ways, or one way where every edge has its own part, k times as crowded.
    """
    degrees = ensemble.users if isinstance(ensemble, Slots) else ensemble.bits
    crowd = crowd_of(ensemble, size)
    least = int(degrees.degree[degrees.share > 0][0])
    if edges == MULTIPLE:
        three, four = (load * size * degrees.of(k) for k in (3, 4))
        return three * crowd.three + 3 * four * crowd.two**2, three**2 / 2 * 15 * crowd.two**3
    number = load * size * degrees.of(least)
    if edges == PARTS:
        return 0.0, number**2 / 2 * (least * crowd.two) ** least
    return 0.0, number**2 / 2 * factorial(least) * crowd.two**least


@dataclass(frozen=True)
class Floor:
    """What is left below the threshold."""

    unknown: float  # mean number of variables
    some: float  # probability that some are


def floor(ensemble: Code | Slots, size: float, *, load: float, edges: str) -> Floor:
    """The floor of n = ``size`` bits or slots at this load.

    Parameters
    ----------
    edges : ``MULTIPLE`` if edges may coincide, ``SIMPLE`` if not, ``PARTS`` if each goes into a part of its own.

    Raises
    ------
    ValueError : with variables of degree 0 or 1, of which a share is lost; at or above the stability limit; and where
        variables of degree 2 have their edges in parts, whose cycles are all even.

    Examples
    --------
    >>> round(floor(Code({3: 1}, {6: 1}), 2000, load=0.3, edges=MULTIPLE).some, 5)
    0.00189
    """
    degrees = ensemble.users if isinstance(ensemble, Slots) else ensemble.bits
    if degrees.of(0) + degrees.of(1) > 0:
        raise ValueError("a share of the variables of degree 0 or 1 is lost, which density evolution has: no floor")
    z = cycle_growth(ensemble, load)
    if z >= 1:
        raise ValueError(
            f"derived below the stability limit {ensemble.stability:.6g} of the {ensemble.name}, exceeded here"
        )
    if z == 0 and degrees.of(2) == 0:
        one, two = small_sets(ensemble, size, load=load, edges=edges)
        return Floor(one + 2 * two, -expm1(-one - two))
    if edges == PARTS:
        raise ValueError("no floor is known where variables of degree 2 have their edges in two parts")
    one = z / 2 if edges == MULTIPLE else 0.0  # mean number of double edges, a cycle of one
    unknown = z / (2 * (1 - z)) - (0.0 if edges == MULTIPLE else z / 2)
    return Floor(unknown, 1 - exp(log1p(-z) / 2 + z / 2 - one))
