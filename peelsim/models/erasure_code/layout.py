"""An erasure code as the kernels take it.

Tests: tests/models/test_codes.py
"""

from itertools import product
from math import factorial, prod

from peelsim.kernels.codes.building import erased, sockets_of
from peelsim.kernels.codes.ensemble import Sockets, Unknown
from peelsim.kernels.codes.placing import MATCHED, SIMPLE
from peelsim.models.erasure_code.value import Ensemble
from peelsim.models.parts.sockets import Layout


def layout_of(code: Ensemble) -> Layout:
    """Pools: one; of a layered code one for each edge of a bit; of a coupled one a pool for each position of checks."""
    if code.coupling is not None:
        return _coupled(code)
    number, degrees = code.bit_counts.tolist(), code.bit_degree.law[0].tolist()
    row = [0] * (max(code.check_counts) + 1)
    for degree, count in code.check_counts.items():
        row[degree] = count
    if code.placement == "layered":
        layers = degrees[0]
        row = [count // layers for count in row]
        sockets = sockets_of([dict.fromkeys(range(layers), 1)], [row] * layers)
    else:
        sockets = sockets_of([{0: degree} for degree in degrees], [row])
    return _whole(code, _begin(code, number), sockets, SIMPLE if code.placement == "resampled" else MATCHED)


def _coupled(code: Ensemble) -> Layout:
    """Bits of a position are of types: how many of their edges go how far, in multinomial shares."""
    assert code.coupling is not None
    length, window, degree = code.coupling.length, code.coupling.window, int(code.bit_degree.mean)
    at_each, positions = code.bits // length, length + window - 1
    types = [t for t in product(range(degree + 1), repeat=window) if sum(t) == degree]
    number = [factorial(degree) // prod(map(factorial, t)) * (at_each // window**degree) for t in types]
    pools = [{i + far: n for far, n in enumerate(t)} for i in range(length) for t in types]
    row = [0] * int(code.check_degree.mean) + [code.checks // positions]
    return _whole(
        code, _begin(code, number * length), sockets_of(pools, [row] * positions, column=[0] * len(pools)), MATCHED
    )


def _begin(code: Ensemble, number: list[int]) -> Unknown:
    if code.erasures == "fixed":
        return erased(number, bits=code.erased)
    return erased(number, probability=code.erasure)


def _whole(code: Ensemble, begin: Unknown, sockets: Sockets, how: int) -> Layout:
    return Layout(begin, sockets, how, variables=code.bits, edges=int(begin.number @ sockets.degree))
