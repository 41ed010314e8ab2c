import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelsim.kernels.learners.learning import KNOWN, draw_capacities, learn
from peelsim.kernels.learners.trials import learnt_by_round
from tests import naive, naive_learners
from tests.agreement import against

SKILLS = 9
TEXTS = st.lists(st.tuples(st.sets(st.integers(0, SKILLS - 1)), st.integers(0, 4)), max_size=14)


def arrays(texts):
    starts = np.cumsum([0, *map(len, texts)])
    return starts, np.array([skill for text in texts for skill in sorted(text)], np.uint32)


def learnt(texts, capacities, known=()):
    learnt_in = np.zeros(SKILLS, np.int64)
    learnt_in[list(known)] = KNOWN
    rounds, novel = learn(*arrays(texts), np.array(capacities, np.int64), learnt_in, np.zeros(2, np.int64))
    return learnt_in, rounds, novel


@settings(max_examples=200)
@given(TEXTS, st.sets(st.integers(0, SKILLS - 1), max_size=4))
def test_agrees_with_presenting_every_text_in_every_round(drawn, known):
    texts, capacities = [text for text, _ in drawn], [capacity for _, capacity in drawn]
    ours, rounds, novel = learnt(texts, capacities, known)
    expected = naive_learners.learn(texts, capacities, SKILLS, known)
    assert ours.tolist() == expected
    assert rounds == max(0, *expected)
    assert novel.tolist() == [sum(expected[skill] == 0 for skill in text) for text in texts]


@given(st.lists(st.sets(st.integers(0, SKILLS - 1)), max_size=14))
def test_the_one_skill_learner_peels(texts):
    assert learnt(texts, [1] * len(texts))[0].tolist() == naive.peel(texts, SKILLS)


def test_capacities_follow_the_success_function():
    success = np.array([[1.0, 0.5, 0.2], [0.7, 0.0, 0.0]])
    texts = np.array([300_000, 200_000])
    drawn = draw_capacities(np.uint64(5), texts, success, np.zeros(2, np.int64))
    against(np.bincount(drawn[:300_000], minlength=4), [0, 0.5, 0.3, 0.2])
    against(np.bincount(drawn[300_000:], minlength=4), [0.3, 0.7, 0, 0])


@pytest.mark.parametrize(("rounds", "curve"), [(0, []), (2, [1, 3]), (5, [1, 3, 4, 4, 4])])
def test_curve_of_the_rounds(rounds, curve):
    found = np.full(rounds, 99)
    learnt_by_round(np.array([2, 0, 1, KNOWN, 3, 2]), found)
    assert found.tolist() == curve
