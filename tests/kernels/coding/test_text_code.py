import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.coding.text_code import Book, fill_frequencies, understand
from peelsim.kernels.coding.wording import phrase_of, read_skills, skill_of, write_text


def book_of(learnt, degrees=(0, 1, 2, 3)):
    book = Book(np.array(learnt, np.int64), np.array(degrees), np.zeros(len(degrees) + 2, np.int64))
    fill_frequencies(np.full(len(degrees), 1 / len(degrees)), np.full(max(degrees) + 1, 0.5), book)
    return book


def text_of(skills, words=8):
    text = np.zeros(words, np.uint32)
    write_text(np.array(skills, np.uint32), text)
    return text


def symbol(text, book):
    skills = np.zeros(text.size, np.int64)
    found, count = understand(text, book, skills, np.zeros_like(text))
    return found, skills[:count].tolist()


@given(st.integers(0, 2**32 - 2))
def test_a_phrase_has_its_skill(skill):
    word = phrase_of(skill)
    assert word != 0 and skill_of(word) == skill


def test_phrases_differ_and_only_the_empty_word_is_none():
    assert len({int(phrase_of(skill)) for skill in range(3000)}) == 3000 and skill_of(np.uint32(0)) == -1


@given(st.sets(st.integers(0, 40), max_size=6))
def test_a_text_is_its_phrases_an_empty_word_and_wording(skills):
    text, found = text_of(sorted(skills)), np.zeros(8, np.int64)
    assert read_skills(text, found) == len(skills)
    assert found[: len(skills)].tolist() == sorted(skills)
    assert len({text_of(sorted(other)).tobytes() for other in (skills, skills ^ {1}, skills ^ {7})}) == 3
    if len(skills) < 5:
        wording = text[len(skills) + 1 :]
        assert (wording != text_of(sorted(skills ^ {1}))[len(skills) + 1 :]).any()


def test_texts_are_understood_if_their_skills_are_learnt_and_nothing_is_missing():
    book = book_of([1, 1, 0, 1, 2])
    assert symbol(text_of([]), book) == (1, [])
    assert symbol(text_of([0, 3, 4]), book) == (4, [0, 3, 4])
    changed = text_of([0, 3])
    changed[-1] ^= 1
    for text in (
        text_of([0, 2]),  # not learnt
        text_of([0, 1, 3, 4]),  # more than texts hold
        text_of([7]),  # no such skill
        changed,  # not what the receiver would write
        np.full(8, phrase_of(1), np.uint32),  # no empty word
    ):
        assert symbol(text, book) == (0, [])
    assert symbol(text_of([0, 1]), book_of([1, 1], degrees=(0, 1, 3)))[0] == 0  # a number that never occurs


def test_frequencies_are_those_of_the_symbols():
    book = Book(np.ones(5, np.int64), np.array([0, 1, 3]), np.zeros(5, np.int64))
    fill_frequencies(np.array([0.5, 0.25, 0.25]), np.array([1.0, 0.5, 0.25, 0.0]), book)
    sizes = np.diff(book.below)
    np.testing.assert_allclose(sizes / 2.0**31, [0.125 + 0.25, 0.5, 0.125, 0], atol=1e-9)
    assert (sizes >= 1).all() and book.below[0] == 0
