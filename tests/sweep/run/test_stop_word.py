import numpy as np

from peelsim.sweep.run.stop_word import StopWord


def test_the_word_reaches_every_array_and_those_included_after_it_was_set():
    word, early, late = StopWord(), np.zeros(2, np.int64), np.zeros(2, np.int64)
    word.include(early)
    assert early[0] == 0 and word.control()[0] == 0
    word.set()
    word.include(late)
    assert early[0] == late[0] == word.control()[0] == 1


def test_a_word_set_while_an_array_is_included_is_not_lost():
    """Whenever the signal comes, within the steps of ``include``, the array hears of it."""

    class Telling(list):
        """A list that is interrupted by the signal right after it grew."""

        def append(self, control):
            super().append(control)
            word.set()

    word, control = StopWord(), np.zeros(2, np.int64)
    word._controls = Telling()
    word.include(control)
    assert control[0] == 1


def test_edges_are_those_of_all_arrays():
    word, other = StopWord(), np.array([0, 5])
    word.include(other)
    word.control()[1] = 7
    assert word.edges_done == 12


def test_a_part_hears_the_word_and_not_the_other_way_round():
    word = StopWord()
    one, other = StopWord(part_of=word), StopWord(part_of=word)
    one.set()
    assert (word.is_set, one.is_set, other.is_set) == (False, True, False)
    word.set()
    assert other.is_set and other.control()[0] == 1
    assert StopWord(part_of=word).is_set
