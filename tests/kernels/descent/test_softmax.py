from functools import partial

import numpy as np
import pytest

from peelsim.kernels.descent.optimizers import ADAM, SGD, Optimizer
from peelsim.kernels.descent.schedule import CONSTANT, COSINE, POWER, Schedule, rate_of
from peelsim.kernels.descent.softmax import Teacher
from peelsim.kernels.descent.softmax_test import ALIGNMENT, ERROR, LOSS, RESIDUAL, order
from peelsim.kernels.descent.softmax_training import Training, room_for_student, train
from peelsim.kernels.descent.softmax_trials import run_softmax
from peelsim.kernels.draws.random import draw
from peelsim.stats.fixed_point import FRACTION
from tests import naive_descent

HARD, PLAIN = Teacher(np.inf, 0.0), Optimizer(SGD, 0.0, 0.0)
STEADY = Schedule(CONSTANT, 0.3, 0.0, 0.0)


def running():
    return np.zeros(2, np.int64)


def training(*, teacher=HARD, optimizer=PLAIN, schedule=STEADY, batch=1, steps=(10,), tests=50):
    return Training(teacher, optimizer, schedule, batch, np.array(steps), tests)


CASES = {
    "plain": ({}, naive_descent.Sgd),
    "batch": ({"batch": 3}, naive_descent.Sgd),
    "momentum": ({"optimizer": Optimizer(SGD, 0.7, 0.0)}, partial(naive_descent.Sgd, momentum=0.7)),
    "decay": ({"optimizer": Optimizer(SGD, 0.0, 0.05)}, partial(naive_descent.Sgd, decay=0.05)),
    "both": (
        {"optimizer": Optimizer(SGD, 0.5, 0.05), "batch": 2},
        partial(naive_descent.Sgd, momentum=0.5, decay=0.05),
    ),
    "adam": ({"optimizer": Optimizer(ADAM, 0.0, 0.0), "batch": 4}, naive_descent.Adam),
    "adam with decay": ({"optimizer": Optimizer(ADAM, 0.0, 0.1)}, partial(naive_descent.Adam, decay=0.1)),
    "soft": ({"teacher": Teacher(3.0, 0.0)}, naive_descent.Sgd),
    "smoothed": ({"teacher": Teacher(np.inf, 0.1), "batch": 2}, naive_descent.Sgd),
    "soft and smoothed": ({"teacher": Teacher(3.0, 0.2)}, naive_descent.Sgd),
    "falling": ({"schedule": Schedule(POWER, 0.5, 0.6, 3.0)}, naive_descent.Sgd),
    "cosine": (
        {"schedule": Schedule(COSINE, 0.5, 0.0, 25.0), "optimizer": Optimizer(ADAM, 0.0, 0.0)},
        naive_descent.Adam,
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("classes", "dimensions"), [(2, 2), (3, 7), (5, 8)])
def test_weights_are_those_of_the_textbook(name, classes, dimensions):
    how, optimizer = CASES[name]
    asked = training(**how, steps=(1, 5, 24))
    student = room_for_student(classes, dimensions, 3)
    student.weights[:] = student.first[:] = 9.0  # what another trial left
    stream = np.uint64(draw(np.uint64(4), 2))
    assert train(stream, asked, student, running())
    rates = [rate_of(asked.schedule, t) for t in range(1, 25)]
    for steps, seen in zip(asked.steps, student.seen, strict=True):
        twin = naive_descent.train_softmax(
            int(stream),
            classes=classes,
            dimensions=dimensions,
            batch=asked.batch,
            rates=rates[:steps],
            optimizer=optimizer(),
            sharpness=asked.teacher.sharpness,
            smoothing=asked.teacher.smoothing,
        )
        np.testing.assert_allclose(seen.T, twin, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("teacher", [Teacher(np.inf, 0.0), Teacher(3.0, 0.0), Teacher(np.inf, 0.1)])
def test_what_is_seen_of_the_student_is_what_its_weights_say(teacher):
    classes, dimensions, tests = 4, 6, 300
    asked = training(teacher=teacher, steps=(1, 40, 200), tests=tests)
    student, counts = room_for_student(classes, dimensions, 3), np.zeros((2, 3, 4), np.int64)
    control = running()
    assert run_softmax(np.uint64(6), 3, asked, student, counts, control)
    assert control[1] == 2 * (200 + 3 * tests)
    test_stream = int(draw(np.uint64(draw(np.uint64(6), 4)), 1))
    x = np.array([naive_descent.normals(test_stream, 3 * i, dimensions) for i in range(tests)])
    target = naive_descent.targets(x, classes, sharpness=teacher.sharpness, smoothing=teacher.smoothing)
    for i in range(3):
        w = student.seen[i].T
        scores = x @ w.T
        told = np.where(target > 0, target, 1)
        log_shares = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        loss = (target * (np.log(told) - log_shares)).sum(axis=1).mean()
        wrong = (scores.argmax(axis=1) != x[:, :classes].argmax(axis=1)).sum()
        teacher_weights = np.eye(classes, dimensions) - np.eye(classes, dimensions).mean(axis=0)
        b = (w * teacher_weights).sum() / (classes - 1)
        residual = ((w - w.mean(axis=0) - b * teacher_weights) ** 2).sum() / (classes - 1)
        found = counts[1, i]
        assert found[ERROR] == wrong
        assert found[[LOSS, ALIGNMENT, RESIDUAL]] / FRACTION == pytest.approx([loss, b, residual], rel=1e-9, abs=2e-12)


def test_the_alignment_of_the_teacher_itself_is_its_own_factor():
    w = np.zeros((7, 4))
    w[:4] = 2.5 * np.eye(4)
    assert order(w) == pytest.approx((2.5, 0.0), abs=1e-12)
    assert order(w + np.arange(7.0)[:, None]) == pytest.approx((2.5, 0.0), abs=1e-12)  # scores may shift together
    w[6, 0] += 1
    assert order(w) == pytest.approx((2.5, 0.25))  # of (3/4)^2 + 3 (1/4)^2 = 3/4


def test_a_trial_depends_on_no_block_and_on_no_trial_before():
    asked, student = training(batch=2, steps=(3, 9)), room_for_student(3, 5, 2)
    together = np.zeros((5, 2, 4), np.int64)
    assert run_softmax(np.uint64(9), 10, asked, student, together, running())
    for trial in (4, 0, 2):
        alone = np.zeros((1, 2, 4), np.int64)
        assert run_softmax(np.uint64(9), 10 + trial, asked, student, alone, running())
        assert (alone[0] == together[trial]).all()
    assert len({row.tobytes() for row in together}) == 5


def test_a_set_stop_word_is_heard_within_training_and_within_the_test():
    stopped = np.ones(2, np.int64)
    for asked in (training(steps=(10**9,)), training(tests=10**9)):
        student = room_for_student(2, 2, 1)
        assert not run_softmax(np.uint64(1), 0, asked, student, np.zeros((1, 1, 4), np.int64), stopped)


def test_rates_are_those_of_the_formulas():
    t = np.arange(1, 50)
    fall = [rate_of(Schedule(POWER, 0.5, 0.6, 3.0), i) for i in t]
    np.testing.assert_allclose(fall, 0.5 * (1 + t / 3) ** -0.6, rtol=1e-14)
    wave = [rate_of(Schedule(COSINE, 0.5, 0.0, 40.0), i) for i in t]
    np.testing.assert_allclose(wave, 0.25 * (1 + np.cos(np.pi * np.minimum(t / 40, 1))), atol=1e-15)
