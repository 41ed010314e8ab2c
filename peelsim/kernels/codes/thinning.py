"""A uniform subset of K of E sockets in groups, counted by group: what the kernels that draw one share.

Take every socket independently with a probability q, a little below K / E. Given how many were taken they are a uniform
set; if they are more than K, take anew, which changes how many there are, but not that the set is uniform. The few that
are missing are a uniform subset of the sockets left: the same again, one scale down, where K has shrunk to a few of
its square root. The last are taken one by one.

Tests: tests/kernels/codes/test_subsets.py
"""

from math import sqrt

from peelsim.jit import inner_kernel

_BACK = 2.0  # standard deviations by which q stays below K / E: one attempt in 44 takes too many
_FEW = 32  # sockets that are quicker taken one by one


@inner_kernel
def thinning(wanted, sockets):
    """Sockets to be taken on average of ``sockets``, of which ``wanted`` must be in the end; 0: one by one."""
    if wanted <= _FEW:
        return 0.0
    return max(0.0, wanted - _BACK * sqrt(wanted * (1.0 - wanted / sockets)))


@inner_kernel
def binomial_tails(size, odds, tails):
    """P(X > i) / P(X = i), X ~ Bin(size, q) with odds q / (1 - q), into tails[i], i = 0 .. size.

    They obey t_(i-1) = (1 + t_i) odds (size - i + 1) / i, a sum of positive terms: no digit is lost for the smallest q.
    """
    tail = 0.0
    tails[size] = tail
    for i in range(size, 0, -1):
        tail = (1.0 + tail) * (odds * ((size - i + 1.0) / i))
        tails[i - 1] = tail
