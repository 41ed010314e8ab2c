"""The constants of the finite-length law: cumulants of the random threshold of one graph (derived).

At c* the number of texts with a single unlearnt concept touches zero at x*. Write L = ln(1/x*), V = 1/x* - 1,
q = c* Omega''' - 1/x*^2 and w = Omega''/Omega' = 1/(x* L), with the derivatives of Omega at 1 - x*.

Leading order. alpha: that number's standard deviation over its derivative in c. With a Poisson number of texts
alpha^2 = V / Omega'^2, the variance of R concepts each unlearnt with probability x*; a fixed number takes away c*,
the variance of T / sqrt(R). beta: near x* that number is a Brownian motion in a parabola, whose minimum is lower than
the parabola's by W in its own units: beta = W x*^(-4/3) q^(-1/3) / Omega'. Binomial ensemble, d_r = d c*: alpha^2 =
d_r^2 x* (1 - x*), beta = W d_r (x* / (d x* - 1))^(1/3).

Next order. A graph's own threshold is exactly the largest over j of (1/t_j) sum over i <= j of E_i/(R - i), E_i
independent standard exponentials, t_j = P(a text teaches a given concept once j are learnt). In units of Omega' (c -
c*), with s = j - j*, that is

    Y = max over s of xi(s) g(s) - q s^2 / (2 R^2),      g = 1 - w s/R,

xi the martingale of (E_i - 1)/(R - i), of variance V/R at j* and b^2 = 1/(x* R)^2 per step. Then

1. xi far left of j* is independent of the rest. Its tilt -w xi s/R moves the parabola's top by -w xi R/q and raises
   it by w^2 xi^2/(2q): w^2 V/(2q) in the mean. With xi twice more that is 3 w^2 V^2/q in the third cumulant, which
   also gets -3 w V/(x*^2 q), as the variance collected on the way ends where the top is.
2. The rest is a path and the two-sided maximum M beside it, of scale A = (R/(x* q))^(2/3) steps. Its variance differs
   from that of the path up to j* by b^2 A (Var M - E|argmax|), as Cov(left path, M) = E|argmax|/2 by parts: eta.
3. The tilt acts on that walk too: -w/(2 x*^2 q) in the mean, from E[argmax times left path].
4. The mean of sum E_i/(R - i) exceeds L by (1/(2x*) + 1/2)/R. A maximum over whole j is lower than over the line: a
   walk with exponential steps has sum over k <= n of K_k = sqrt(2n/pi) - 2/3 (Spitzer's formula, K_k = k^k e^-k /
   k!), so by 2/(3 x* R). Together 1/2 - 1/(6 x*).
5. t_j is not its limit but 1 + w1/R times that, w1 = d - d^2 x*/2 in the binomial ensemble and
   (1 - x*)(Omega'' - x* Omega'''/2)/Omega' for listed degrees: -L w1.
6. Exponential spacings have the third cumulant 1/x*^2 - 1. The T-th arrival of a Poisson stream is Gamma(T): a fixed
   number of texts takes away 1/2 of the mean, c of the variance, and 3 alpha^2 + 2 c* of the third cumulant.

So gamma Omega' = w^2 V/(2q) - w/(2 x*^2 q) + 1/2 - 1/(6x*) - L w1, eta = w2 (x* q)^(-2/3) / (x* (1 - x*)) and
kappa alpha^3 Omega'^3 = 1/x*^2 - 1 + 3 w^2 V^2/q - 3 w V/(x*^2 q) + w3/(x*^4 q), for a Poisson number of texts.

Tests: tests/theory/peeling/test_block_threshold.py
"""

from dataclasses import dataclass
from math import isfinite, log, sqrt

import numpy as np

from peelsim.ensembles import Binomial, TextDegree, as_text_degree
from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import Threshold, threshold

__all__ = ["BROWNIAN_PARABOLA", "Scaling", "curvature", "scaling"]

# E max_t (B(t) - t^2/2) over two-sided Brownian motion B: the constant of Dembo and Montanari's theorem on hypergraph
# cores (2008). It is -2^(-1/3) / (2 pi i) times the integral of z / Ai(z)^2 up the imaginary axis (Janson, Louchard
# and Martin-Loef 2010).
BROWNIAN_PARABOLA = 0.9961930199
# w2, Var max - E|argmax| of the same: .333422 by a Volterra equation, 2^(2/3) .4127357602 by Chernoff's density
_VARIANCE = -0.321755
_SKEWNESS = 0.870  # w3, as for the variance, of the third cumulant; by simulation, +- .003


@dataclass(frozen=True)
class Scaling:
    """The constants of the law."""

    threshold: Threshold
    alpha: float  # width: the standard deviation of the threshold of one graph is alpha / sqrt(R)
    beta: float  # shift: that threshold lies on average beta R^(-2/3) above c* ...
    gamma: float  # ... and gamma / R
    eta: float  # with a Poisson number of texts its variance is 1 + eta R^(-1/3) times alpha^2 / R
    kappa: float  # its skewness is kappa / sqrt(R)
    texts_fixed: bool

    def mean(self, concepts: Numbers) -> Numbers:
        """c* + beta R^(-2/3) + gamma/R, the mean threshold of a graph."""
        c = self.threshold.texts_per_concept
        return np.asarray(c + self.beta * concepts ** (-2 / 3) + self.gamma / concepts)

    def width(self, concepts: Numbers) -> Numbers:
        """sqrt(R) times its standard deviation, NaN where R is so small that the expansion has no variance left."""
        c = self.threshold.texts_per_concept
        poisson, own = self.alpha**2, np.zeros(())
        if self.texts_fixed:
            poisson, own = poisson + c, c + self.beta * concepts ** (-2 / 3)
        variance = poisson * (1 + self.eta * concepts ** (-1 / 3)) - own
        return np.asarray(np.sqrt(np.where(variance > 0, variance, np.nan)))


def scaling(text_degree: TextDegree | float, *, texts_fixed: bool) -> Scaling:
    """The constants at the first threshold.

    Parameters
    ----------
    text_degree : degrees of texts; a number d for the binomial ensemble of that mean.
    texts_fixed : True for exactly T texts, False for a Poisson number of mean T.

    Raises
    ------
    ValueError : if there is no threshold, or an infinite one (peeling never starts).

    Examples
    --------
    >>> law = scaling(6, texts_fixed=True)
    >>> round(law.alpha, 4), round(law.beta, 4), round(law.gamma, 4), round(law.eta, 4), round(law.kappa, 3)
    (10.3425, 16.0921, 43.7234, -0.753, 7.004)
    """
    omega = as_text_degree(text_degree)
    jump = threshold(omega)
    c, x = jump.texts_per_concept, jump.unlearnt
    if not isfinite(c):
        raise ValueError("no finite-length law: without texts of a single concept peeling never starts")
    slope, q = omega.derivative(1, x), curvature(omega, jump)
    spread = (1 - x) / x - (c * slope**2 if texts_fixed else 0)  # alpha^2 slope^2, as slope^2 may underflow
    alpha = sqrt(spread) / slope
    gamma, third = _next_order(omega, x, q)
    return Scaling(
        threshold=jump,
        alpha=alpha,
        beta=BROWNIAN_PARABOLA * x ** (-4 / 3) * q ** (-1 / 3) / slope,
        gamma=gamma / slope - (0.5 if texts_fixed else 0),
        eta=_VARIANCE * (x * q) ** (-2 / 3) / (x * (1 - x)),
        kappa=third / spread**1.5 - (3 / alpha + 2 * c / alpha**3 if texts_fixed else 0),
        texts_fixed=texts_fixed,
    )


def curvature(omega: TextDegree, jump: Threshold) -> float:
    """q: second derivative in x, at x*, of ln(x) + c* Omega'(1 - x)."""
    return jump.texts_per_concept * omega.derivative(3, jump.unlearnt) - jump.unlearnt**-2


def _next_order(omega: TextDegree, x: float, q: float) -> tuple[float, float]:
    """gamma Omega' and kappa alpha^3 Omega'^3 of a Poisson number of texts."""
    w, third = (omega.derivative(k, x) / omega.derivative(1, x) for k in (2, 3))
    v = (1 - x) / x
    listed = not isinstance(omega, Binomial)
    edge = (1 - x) * (w - x * third / 2) if listed else omega.mean - omega.mean**2 * x / 2  # w1
    gamma = w * w * v / (2 * q) - w / (2 * x * x * q) + 0.5 - 1 / (6 * x) + log(x) * edge
    cumulant = 1 / x**2 - 1 + 3 * w * w * v * v / q - 3 * w * v / (x * x * q) + _SKEWNESS / (x**4 * q)
    return gamma, cumulant
