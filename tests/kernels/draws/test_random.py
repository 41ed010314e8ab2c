import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.draws.random import below, draw, unit
from tests.naive import splitmix64

WORDS = st.integers(0, 2**64 - 1)


def test_the_published_output_of_splitmix64():
    # Vigna's reference programme seeded with 1234567.
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [int(draw(np.uint64(1234567), i)) for i in range(5)] == published == splitmix64(1234567, 5)


@given(WORDS)
def test_draws_are_those_of_the_sequential_generator(seed):
    assert [int(draw(np.uint64(seed), i)) for i in range(9)] == splitmix64(seed, 9)


@given(WORDS)
def test_unit_is_strictly_inside_the_interval_and_within_a_ulp_of_the_draw(word):
    u = unit(np.uint64(word))
    assert 0 < u < 1
    assert abs(u - word / 2**64) <= 2**-52


def test_the_extreme_draws_give_neither_zero_nor_one():
    assert unit(np.uint64(0)) == 2**-53
    assert unit(np.uint64(2**64 - 1)) == 1 - 2**-53


@given(WORDS, st.integers(1, 2**32))
def test_a_bounded_draw_is_the_high_part_of_the_product(word, bound):
    assert below(np.uint64(word), bound) == word * bound >> 64
