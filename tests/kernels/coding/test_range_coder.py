import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.kernels.coding.range_coder import Coder, encode, finish_encoding, start_encoding
from peelsim.kernels.coding.range_decoder import next_number, skip, start_decoding


def written(symbols, room=10_000):
    """The message of symbols (start, size, total)."""
    coder = Coder(np.zeros(3, np.uint64), np.zeros(room, np.uint8))
    start_encoding(coder)
    for start, size, total in symbols:
        encode(coder, start, size, total)
    return coder.data[: finish_encoding(coder)].tobytes()


def read(message, symbols):
    """The number that comes up before each of the symbols."""
    coder = Coder(np.zeros(3, np.uint64), np.frombuffer(message, np.uint8).copy())
    start_decoding(coder)
    numbers = []
    for start, size, total in symbols:
        numbers.append(int(next_number(coder, total)))
        skip(coder, start, size, total)
    return numbers


def by_hand(symbols):
    """The interval of the whole message in exact integers, with the coder's own rounding of each part."""
    low, width, bits = 0, 2**64 - 1, 64
    for start, size, total in symbols:
        low += width // total * start
        width = width // total * size
        while width < 2**56:
            low, width, bits = low << 8, width << 8, bits + 8
    return low, width, bits


@st.composite
def symbol(draw):
    total = draw(st.sampled_from([1, 2, 3, 255, 256, 2**16 + 1, 2**31 - 1, 2**32]))
    start = draw(st.integers(0, total - 1))
    return start, draw(st.integers(1, total - start)), total


@settings(max_examples=200)
@given(st.lists(symbol(), max_size=60))
def test_a_message_is_a_number_of_its_interval_and_is_read_again(symbols):
    message = written(symbols)
    low, width, bits = by_hand(symbols)
    number = int.from_bytes(message, "big") << (bits - 8 * len(message))
    assert low <= number < low + width
    for found, (start, size, _) in zip(read(message, symbols), symbols, strict=True):
        assert start <= found < start + size


def test_carries_go_back_through_many_bytes():
    """The low end stays just below a carry for long, until the last symbol tips it over."""
    symbols = [(1, 1, 3)] + [(255, 1, 256)] * 30 + [(2**32 - 1, 1, 2**32), (1, 1, 2)] * 4
    for first in range(3):
        symbols[0] = (first, 1, 3)
        for found, (start, size, _) in zip(read(written(symbols), symbols), symbols, strict=True):
            assert start <= found < start + size


def test_length_is_the_entropy():
    rng = np.random.default_rng(3)
    parts = np.array([1, 5, 50, 944])
    below = np.concatenate([[0], np.cumsum(parts)])
    drawn = rng.choice(4, 40_000, p=parts / 1000)
    message = written([(below[k], parts[k], 1000) for k in drawn], room=100_000)
    ideal = np.sum(-np.log2(parts[drawn] / 1000))
    assert 8 * len(message) == pytest.approx(ideal, abs=9)


@pytest.mark.parametrize("total", [3, 200_000, 2**31 - 1, 2**32])
def test_numbers_of_any_range_cost_their_logarithm(total):
    numbers = np.random.default_rng(4).integers(0, total, 3000)
    message = written([(k, 1, total) for k in numbers], room=20_000)
    assert 8 * len(message) == pytest.approx(3000 * np.log2(total), abs=9)


def test_an_empty_message_is_one_byte():
    assert written([]) == b"\0"
