from dataclasses import dataclass
import numpy as np
from scipy import special
from peelsim.theory.exact_chain import first_passage, CUT


def poisson_texts(R, theta, d):
    p = d / R
    delta = p * p * np.exp(special.xlog1py(R - 2 - np.arange(R - 1), -p))
    one = d * np.exp(special.xlog1py(R - 1, -p))
    g = one / R + np.concatenate([[0], np.cumsum(delta)])
    hidden = R * np.exp(-theta * g)
    rise = np.concatenate([[-R * np.expm1(-theta * g[0])], hidden[:-1] * -np.expm1(-theta * delta)])
    out = np.zeros(R + 1)
    n = first_passage(rise, hidden, out)
    return out, n
