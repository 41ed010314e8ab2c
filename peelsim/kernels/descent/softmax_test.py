"""What is seen of a softmax student: its loss and errors on a set of test samples, and its weights by themselves.

Tests: tests/kernels/descent/test_softmax.py
"""

from peelsim.jit import kernel
from peelsim.kernels.descent.softmax import best, sample, score, softmax
from peelsim.kernels.descent.softmax_training import STOP_EVERY
from peelsim.kernels.draws.elementary import logarithm

LOSS, ERROR, ALIGNMENT, RESIDUAL = 0, 1, 2, 3  # columns


@kernel
def excess(scratch):
    """Kullback-Leibler divergence of the student's probabilities from the target, by its scores."""
    log_sum = softmax(scratch.scores, 1.0, scratch.shares)
    found = 0.0
    for k in range(scratch.target.size):
        p = scratch.target[k]
        if p > 1e-300:
            found += p * (logarithm(p) - (scratch.scores[k] - log_sum))
    return found


@kernel
def test(stream, training, student, found, control):
    """Mean excess loss and share of other best classes at each time, on one set of samples; False if told to stop.

    found: float64[times, 4], columns LOSS and ERROR are filled.
    """
    scratch, times = student.scratch, training.steps.size
    touched = 0
    found[:] = 0.0
    for number in range(training.test_samples):
        touched += student.seen.size
        if touched >= STOP_EVERY:
            control[1] += touched // student.weights.size
            touched %= student.weights.size
            if control[0] != 0:
                return False
        right = sample(stream, number, training.teacher, scratch)
        for i in range(times):
            score(student.seen[i], scratch.inputs.values, scratch.scores)
            found[i, LOSS] += excess(scratch)
            found[i, ERROR] += best(scratch.scores) != right
    for i in range(times):
        found[i, LOSS] /= training.test_samples
    control[1] += touched // student.weights.size
    return True


@kernel
def order(weights):
    """Alignment b with the teacher, and residual: mean square of what is left of a class, summed over dimensions.

    b is the sum of W (U - its mean over classes) over V - 1, U the teacher's weights, ones where dimension = class.
    The residual is the sum of the squares of W - its mean over classes - b (U - its mean), over V - 1.
    """
    dimensions, classes = weights.shape
    total, trace = 0.0, 0.0
    for j in range(classes):
        trace += weights[j, j]
        for k in range(classes):
            total += weights[j, k]
    b = (trace - total / classes) / (classes - 1)
    residual = 0.0
    for j in range(dimensions):
        mean = 0.0
        for k in range(classes):
            mean += weights[j, k]
        mean /= classes
        for k in range(classes):
            off = weights[j, k] - mean
            if j < classes:
                off -= b * ((1.0 if j == k else 0.0) - 1.0 / classes)
            residual += off * off
    return b, residual / (classes - 1)
