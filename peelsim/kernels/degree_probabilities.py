"""Probabilities of how many of some concepts a text holds, without cancellation however small or large they are.

Forms like 1 - (1-p)^u - u p (1-p)^(u-1) lose all digits when u p is small; here small results are sums of positive
terms, and differences are taken only where a good part of 1 is left. For texts that hold each concept with
probability p < 1, log_q = log1p(-p) is passed beside p: it is the same in all rounds of a trial.
"""

from math import exp, expm1, log1p

from peelsim.jit import kernel


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


@kernel
def none_of_set(u, concepts, degree):
    """C(R - u, k) / C(R, k): a uniform set of k of the R concepts holds none of u."""
    share = 1.0
    for i in range(degree):
        share *= (concepts - u - i) / (concepts - i) if concepts - u > i else 0.0
    return share


@kernel
def some_of_set(u, concepts, degree):
    """1 - C(R - u, k) / C(R, k): it holds at least one of u."""
    total = 0.0
    for i in range(degree):
        if concepts - u <= i:
            return 1.0
        total += log1p(-u / (concepts - i))
    return -expm1(total)


@kernel
def one_of_set(u, concepts, degree):
    """u C(R - u, k - 1) / C(R, k): it holds exactly one of u."""
    if degree == 0 or u == 0:
        return 0.0
    return u * degree / concepts * none_of_set(u - 1, concepts - 1, degree - 1)


@kernel
def two_or_more_of_set(u, concepts, degree):
    """P(it holds two or more of u): the upper tail of a hypergeometric law."""
    if u < 2 or degree < 2:
        return 0.0
    fewer = none_of_set(u, concepts, degree) + one_of_set(u, concepts, degree)
    if fewer < 0.5:
        return 1.0 - fewer
    # fewer >= 1/2 leaves R - u >= k - 1, so a text can hold just two
    term = 0.5 * degree * (degree - 1.0) * (u / concepts) * ((u - 1.0) / (concepts - 1.0))
    term *= none_of_set(u - 2, concepts - 2, degree - 2)
    total, j = term, 2
    while j < min(u, degree) and term > 1e-18 * total:
        term *= (u - j) / (j + 1.0) * (degree - j) / (concepts - u - degree + j + 1.0)
        total += term
        j += 1
    return total
