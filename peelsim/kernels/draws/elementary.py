"""Exponential, logarithm, sine and cosine as fdlibm has them (Sun Microsystems 1993: e_exp, e_log, k_sin, k_cos).

Each is a fixed chain of rounded operations without a branch or a table: so a loop over many numbers may be compiled
for vectors of any width and gives the same bits, those of no version of a mathematical library. Good to about 1e-16.
"""

import numpy as np

from peelsim.jit import kernel

_LN2_HIGH, _LN2_LOW, _LOG2_E = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.44269504088896338700
_P1, _P2, _P3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
_P4, _P5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
_L1, _L2, _L3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
_L4, _L5, _L6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
_L7 = 1.479819860511658591e-01
_S1, _S2, _S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
_S4, _S5, _S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
_C1, _C2, _C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
_C4, _C5, _C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11
_MANTISSA, _ROOT_HALF, _ONE = np.int64(0x000FFFFFFFFFFFFF), np.int64(0x3FE6A09E667F3BCD), np.int64(0x3FF0000000000000)
_52, _1023 = np.int64(52), np.int64(1023)


@kernel
def exponential(x):
    """e^x for -708 <= x <= 709; what lies below or above counts as these ends."""
    x = min(max(x, -708.0), 709.0)
    k = np.floor(x * _LOG2_E + 0.5)
    high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (_P1 + t * (_P2 + t * (_P3 + t * (_P4 + t * _P5))))
    y = 1.0 - ((low - r * c / (2.0 - c)) - high)
    return y * np.int64((np.int64(k) + _1023) << _52).view(np.float64)


@kernel
def logarithm(x):
    """ln x of a normal double x > 0."""
    bits = np.float64(x).view(np.int64) + (_ONE - _ROOT_HALF)  # a mantissa in [sqrt(1/2), sqrt(2))
    k = np.float64((bits >> _52) - _1023)
    f = np.int64((bits & _MANTISSA) + _ROOT_HALF).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    r = z * (_L1 + z * (_L2 + z * (_L3 + z * (_L4 + z * (_L5 + z * (_L6 + z * _L7))))))
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + r) + k * _LN2_LOW)) - f)


@kernel
def sine_cosine(turn):
    """Sine and cosine of 2 pi times ``turn``, for 0 <= turn <= 1."""
    quarter = np.int64(4.0 * turn + 0.5)
    x = (turn - 0.25 * quarter) * (2.0 * np.pi)
    z = x * x
    s = x + x * z * (_S1 + z * (_S2 + z * (_S3 + z * (_S4 + z * (_S5 + z * _S6)))))
    c = 1.0 - 0.5 * z + z * z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * _C6)))))
    swapped = (quarter & 1) == 1
    sine, cosine = (c if swapped else s), (s if swapped else c)
    return (-sine if quarter & 2 else sine), (-cosine if (quarter + 1) & 2 else cosine)
