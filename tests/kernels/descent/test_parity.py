from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.descent.optimizers import ADAM, SGD
from peelsim.kernels.descent.parity_data import Problem, draw_bits, draw_masks, draw_task, odd
from peelsim.kernels.descent.parity_network import room_for_network, start
from peelsim.kernels.descent.parity_training import Course, Data, Moments, draw_data, train_step
from peelsim.kernels.descent.parity_trials import Room, loss_of, train_network
from peelsim.kernels.draws.alias import alias_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle
from peelsim.stats.fixed_point import FRACTION
from tests import naive_descent
from tests.agreement import against


def running():
    return np.zeros(2, np.int64)


def problem_of(tasks, bits, subset, alpha=0.5):
    """A problem without its masks, and how often each task comes up."""
    use = np.arange(1.0, tasks + 1) ** -(alpha + 1)
    use /= use.sum()
    masks = np.zeros((tasks, -(-bits // 64)), np.uint64)
    return Problem(bits, subset, masks, np.zeros(bits, np.int64), alias_table(use)), use


def room(tasks, bits, width, samples=0):
    words = -(-bits // 64)
    net = room_for_network(bits, tasks, width)
    data = Data(
        np.zeros(samples, np.int64),
        np.zeros((samples, words), np.uint64),
        np.zeros(samples, np.int64),
        np.zeros(words, np.uint64),
    )
    return net, data, Moments(np.zeros_like(net.weights), np.zeros_like(net.weights))


def set_bits(words, bits):
    return np.array([(int(words[j // 64]) >> (j % 64)) & 1 for j in range(bits)])


@given(st.integers(0, 2**64 - 1))
def test_parity_of_a_word(word):
    assert odd(np.uint64(word)) == word.bit_count() % 2


@pytest.mark.parametrize(("tasks", "bits", "subset"), [(20, 16, 2), (10, 5, 3), (30, 130, 4), (1, 1, 1)])
def test_tasks_have_as_many_bits_as_said_and_no_two_the_same(tasks, bits, subset):
    problem, _ = problem_of(tasks, bits, subset)
    draw_masks(np.uint64(3), problem)
    found = {tuple(np.flatnonzero(set_bits(mask, bits))) for mask in problem.masks}
    assert len(found) == tasks
    assert {len(own) for own in found} == {subset}


def test_sets_of_bits_are_equally_likely():
    problem, _ = problem_of(2, 5, 2)
    pairs = {pair: i for i, pair in enumerate(combinations(range(5), 2))}
    counts = np.zeros((10, 10))
    for trial in range(9000):
        draw_masks(np.uint64(draw(np.uint64(1), trial)), problem)
        first, second = (pairs[tuple(np.flatnonzero(set_bits(mask, 5)))] for mask in problem.masks)
        counts[first, second] += 1
    assert np.trace(counts) == 0
    against(counts[~np.eye(10, dtype=bool)], np.full(90, 1 / 90))


def test_tasks_come_up_as_often_as_said():
    problem, use = problem_of(13, 8, 2, alpha=0.3)
    counts = np.bincount([draw_task(np.uint64(draw(np.uint64(2), i)), problem) for i in range(100_000)], minlength=13)
    against(counts, use)


class Twin:
    """A network with two outputs, of the weights that a kernel's network starts with."""

    def __init__(self, net, tasks, width):
        bits = int(net.bits)
        w = net.weights.astype(float).reshape(bits + tasks + 3, -1)[:, :width]
        first = np.concatenate([w[bits : bits + tasks], w[:bits]])
        half, bias = w[-2] / 2, w[-1, 0] / 2
        self.net = naive_descent.ParityNetwork(first, w[-3], np.column_stack([-half, half]), np.array([-bias, bias]))
        self.tasks, self.bits = tasks, bits

    def inputs(self, samples):
        return np.array([np.concatenate([np.eye(self.tasks)[k], set_bits(words, self.bits)]) for k, words in samples])

    def output(self, samples):
        out = self.net.outputs(self.inputs(samples))
        return out[:, 1] - out[:, 0]

    def step(self, samples, labels, objective, optimizers, rate):
        _, slopes = objective(self.net.outputs(self.inputs(samples)), labels)
        moved = zip(self.net.weights, self.net.gradients(slopes), optimizers, strict=True)
        self.net.weights = [optimizer.step(w, g, rate) for w, g, optimizer in moved]


def label(words, mask):
    return sum(int(a & b).bit_count() for a, b in zip(words, mask, strict=True)) % 2


@pytest.mark.parametrize(("optimizer", "rate"), [(ADAM, 3e-3), (SGD, 0.05)])
@pytest.mark.parametrize("objective", [naive_descent.cross_entropy, naive_descent.squared])
@pytest.mark.parametrize(("tasks", "bits", "width"), [(3, 6, 5), (4, 16, 16), (5, 70, 20)])
def test_outputs_and_steps_are_those_of_two_outputs_in_double_precision(optimizer, rate, objective, tasks, bits, width):
    """Their difference is all there is to know, in single precision."""
    problem, _ = problem_of(tasks, bits, 2)
    net, data, moments = room(tasks, bits, width)
    draw_masks(np.uint64(1), problem)
    start(np.uint64(2), width, net)
    twin = Twin(net, tasks, width)
    streams = np.array([5, 6, 7], np.uint64)
    course, batch = Course(width, 30, optimizer, rate, objective is naive_descent.squared), 30
    kind = naive_descent.Adam if optimizer == ADAM else naive_descent.Sgd
    optimizers = [kind() for _ in range(4)]
    for step in range(1, 13):
        train_step(streams, step, problem, course, net, data, moments)
        samples = []
        for number in range((step - 1) * batch, step * batch):
            words = np.zeros(-(-bits // 64), np.uint64)
            draw_bits(streams[1], number, words)
            samples.append((draw_task(np.uint64(draw(streams[0], number)), problem), words))
        labels = np.array([label(words, problem.masks[k]) for k, words in samples])
        twin.step(samples, labels, objective, optimizers, rate)
    w = net.weights.reshape(bits + tasks + 3, -1)
    first, biases, second, second_biases = twin.net.weights
    tolerance = {"rtol": 2e-3, "atol": 2e-5}
    np.testing.assert_allclose(w[bits : bits + tasks, :width], first[:tasks], **tolerance)
    np.testing.assert_allclose(w[:bits, :width], first[tasks:], **tolerance)
    np.testing.assert_allclose(w[-3, :width], biases, **tolerance)
    np.testing.assert_allclose(w[-2, :width], second[:, 1] - second[:, 0], **tolerance)
    assert w[-1, 0] == pytest.approx(second_biases[1] - second_biases[0], rel=2e-3, abs=2e-5)
    assert (w[:, width:] == 0).all()


def test_weights_start_as_those_of_linear_layers():
    net, _, _ = room(30, 34, 40)
    start(np.uint64(2), 40, net)
    w = net.weights.reshape(67, 48)
    assert 0.99 / 8 < np.abs(w[:65, :40]).max() < 1 / 8  # 64 inputs
    assert w[:65, :40].var() == pytest.approx(1 / 8**2 / 3, rel=0.05)
    assert np.abs(w[65]).max() < 2 / np.sqrt(40)
    many = np.concatenate([room_of_outputs(seed) for seed in range(60)])
    assert many.var() == pytest.approx(2 / 40 / 3, rel=0.1)


def room_of_outputs(seed):
    net, _, _ = room(1, 1, 40)
    start(np.uint64(seed), 40, net)
    return net.weights.reshape(5, 48)[3, :40].copy()


@pytest.mark.parametrize("squared", [False, True])
@given(st.floats(-30, 30, width=32), st.integers(0, 1))
def test_losses_of_a_sample(squared, output, odd):
    outputs = np.array([[-output / 2, output / 2]])
    if squared:
        right = naive_descent.squared(outputs, np.array([odd]))[0]
    else:
        right = naive_descent.cross_entropy(outputs, np.array([odd]))[0] / np.log(2)
    assert loss_of(np.float32(output), odd, squared) == pytest.approx(right, rel=1e-5, abs=1e-12)
    assert loss_of(np.float32(0), odd, squared) == 1


def test_limited_samples_come_round_in_a_new_order_each_time():
    """Also where a batch reaches across the end of an epoch."""
    problem, _ = problem_of(3, 8, 2)
    net, data, moments = room(3, 8, 4, samples=50)
    draw_data(np.uint64(5), np.uint64(6), problem, data)
    streams = np.array([5, 6, 7], np.uint64)
    expected = np.arange(50)
    for step, epoch in ((1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2)):  # of 20 samples
        train_step(streams, step, problem, Course(4, 20, SGD, 0.0, False), net, data, moments)
        if step in (1, 3, 6):
            shuffle(np.uint64(draw(streams[2], epoch)), expected, 50, running())
        assert (data.order == expected).all()
    assert sorted(expected) == list(range(50))


def test_a_step_of_all_limited_samples_is_that_of_these_samples():
    problem, _ = problem_of(3, 8, 2)
    net, data, moments = room(3, 8, 4, samples=40)
    draw_masks(np.uint64(1), problem)
    draw_data(np.uint64(5), np.uint64(6), problem, data)
    start(np.uint64(2), 4, net)
    twin, before = Twin(net, 3, 4), net.weights.copy()
    train_step(np.array([5, 6, 7], np.uint64), 1, problem, Course(4, 1000, SGD, 0.1, False), net, data, moments)
    samples = list(zip(data.tasks, data.words, strict=True))
    labels = np.array([label(words, problem.masks[k]) for k, words in samples])
    twin.step(samples, labels, naive_descent.cross_entropy, [naive_descent.Sgd() for _ in range(4)], 0.1)
    moved = (net.weights - before).reshape(14, -1)[:8, :4]
    assert np.abs(moved).max() > 1e-3
    np.testing.assert_allclose(moved, twin.net.weights[0][3:] - before.reshape(14, -1)[:8, :4], rtol=1e-4, atol=1e-6)


def trained(samples=0, trial=0, steps=(0, 20, 60)):
    problem, _ = problem_of(4, 9, 2)
    losses, control = np.zeros((3, 4), np.int64), running()
    net, data, moments = room(4, 9, 12, samples)
    for stream in (99, trial):  # the room may have been used
        how = Room(problem, Course(12, 25, ADAM, 1e-2, False), net, data, moments)
        done = train_network(np.uint64(stream), np.array(steps), 50, how, losses, control)
        assert done
    return losses, net, problem


@pytest.mark.parametrize("samples", [0, 70])
def test_a_trial_depends_on_no_trial_before(samples):
    losses, net, _ = trained(samples)
    problem, _ = problem_of(4, 9, 2)
    fresh, data, moments = room(4, 9, 12, samples)
    again, control = np.zeros((3, 4), np.int64), running()
    course = Course(12, 25, ADAM, 1e-2, False)
    how = Room(problem, course, fresh, data, moments)
    assert train_network(np.uint64(0), np.array([0, 20, 60]), 50, how, again, control)
    assert (again == losses).all() and (fresh.weights == net.weights).all()
    assert control[1] == 60 * 25 + 3 * 4 * 50


def test_losses_of_tasks_are_those_of_the_network_at_the_end():
    losses, net, problem = trained()
    twin = Twin(net, 4, 12)
    stream = np.uint64(draw(np.uint64(0), 5))
    for task in range(4):
        found = []
        for i in range(50):
            words = np.zeros(1, np.uint64)
            draw_bits(stream, task * 50 + i, words)
            found.append(loss_of(np.float32(twin.output([(task, words)])[0]), label(words, problem.masks[task]), False))
        assert losses[-1, task] / FRACTION == pytest.approx(np.mean(found), rel=1e-4)


def test_a_set_stop_word_is_heard():
    problem, _ = problem_of(4, 9, 2)
    course, stopped = Course(12, 25, ADAM, 1e-2, False), np.ones(2, np.int64)
    net, data, moments = room(4, 9, 12)
    losses = np.zeros((1, 4), np.int64)
    how = Room(problem, course, net, data, moments)
    assert not train_network(np.uint64(0), np.array([10**12]), 50, how, losses, stopped)
