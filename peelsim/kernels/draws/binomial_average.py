"""From a curve against the number of occupied bonds or sites to its mean at an occupation probability.

Each of n bonds is occupied with probability p, so their number is Bin(n, p), and the mean is the curve summed with
these weights (Newman and Ziff 2001, eq. 2). They are taken relative to the largest one, from ratios of neighbours
outwards, and divided by their sum: none overflows, and none that matters is lost however large n is.
"""

from peelsim.jit import kernel

_NEGLIGIBLE = 1e-22  # of the largest weight; all beyond sum to less than 1e-14 up to n = 2^32


@kernel
def binomial_average(curve, n, p):
    """Sum over k of P(Bin(n, p) = k) curve[k], to 1e-12 of the largest entry. curve: real[>= n + 1]; 0 <= p <= 1."""
    if p <= 0.0:
        return float(curve[0])
    if p >= 1.0:
        return float(curve[n])
    mode = min(n, int((n + 1.0) * p))
    odds = p / (1.0 - p)
    total, weighted = 1.0, float(curve[mode])
    weight, k = 1.0, mode
    while k < n and weight > _NEGLIGIBLE:
        weight *= (n - k) * odds / (k + 1)
        k += 1
        total += weight
        weighted += weight * curve[k]
    weight, k = 1.0, mode
    while k > 0 and weight > _NEGLIGIBLE:
        weight *= k / ((n - k + 1) * odds)
        k -= 1
        total += weight
        weighted += weight * curve[k]
    return weighted / total
