"""Probabilities of how many of some concepts a text holds, without cancellation however small or large they are.

Forms like 1 - (1-p)^u - u p (1-p)^(u-1) lose all digits when u p is small; here small results are sums of positive
terms, and differences are taken only where a good part of 1 is left. For texts that hold each concept with
probability p < 1, log_q = log1p(-p) is passed beside p: it is the same in all rounds of a trial.
"""

from math import exp, expm1

from peelsim.jit import inner_kernel, kernel, lent_kernel


@kernel
def none_of(u, log_q):
    """(1 - p)^u: a text holds none of u concepts."""
    return exp(u * log_q)


@kernel
def some_of(u, log_q):
    """1 - (1 - p)^u: it holds at least one of u."""
    return -expm1(u * log_q)


@kernel
def one_of(u, p, log_q):
    """u p (1 - p)^(u - 1): it holds exactly one of u."""
    return u * p * exp((u - 1) * log_q) if u > 0 else 0.0


@kernel
def two_or_more_of(u, p, log_q):
    """P(Bin(u, p) >= 2): it holds two or more of u."""
    if u < 2:
        return 0.0
    if u * p > 1.0:
        return 1.0 - none_of(u, log_q) - one_of(u, p, log_q)  # at least .26 is left
    odds = p / (1.0 - p)
    term = 0.5 * u * (u - 1.0) * p * p * exp((u - 2) * log_q)
    total, k = term, 2
    while k < u and term > 1e-18 * total:
        term *= (u - k) / (k + 1.0) * odds
        total += term
        k += 1
    return total


@lent_kernel
def fill_none_of_set(u, concepts, none):
    """C(N - u, k) / C(N, k) into none[k], k = 0, 1, ...: a uniform set of k of N concepts holds none of u.

    One pass serves the degrees of all texts; the functions below take what it leaves. Divisions, which are slow, stand
    in loops of their own, which run on several numbers at a time.
    """
    none[0] = 1.0
    for k in range(none.size - 1):
        none[k + 1] = (concepts - u - k) / (concepts - k) if concepts - u > k else 0.0
    for k in range(none.size - 1):
        none[k + 1] *= none[k]


@lent_kernel
def fill_some_of_set(u, concepts, none, some):
    """P(it holds at least one of u) into some[k]; none: as filled above.

    The k-th concept makes it so if it is one of u and none of the others was: all terms are positive.
    """
    some[0] = 0.0
    for k in range(some.size - 1):
        some[k + 1] = none[k] * (u / (concepts - k)) if k < concepts else 0.0
    for k in range(some.size - 1):
        some[k + 1] += some[k]


@inner_kernel
def one_of_set(u, concepts, k, none):
    """u C(N - u, k - 1) / C(N, k): it holds exactly one of u; 1 <= k <= N."""
    return u * (k / (concepts - k + 1.0)) * none[k - 1]


@lent_kernel
def fill_two_or_more_of_set(u, concepts, none, several):
    """P(it holds two or more of u), the upper tail of a hypergeometric law, into several[k]; none: as filled above.

    The k-th concept makes it so if it is one of u and just one of the others was: all terms are positive.
    """
    several[:2] = 0.0
    pairs, total = u * (u - 1.0), 0.0
    for k in range(several.size - 2):  # P(the first k + 1 hold one of u, the next is one of the others)
        rest = float(concepts - k)
        several[k + 2] = (k + 1) * none[k] * pairs / max(rest * (rest - 1.0), 1.0)  # 0 where there are no more concepts
    for k in range(2, several.size):
        total += several[k]
        several[k] = total
