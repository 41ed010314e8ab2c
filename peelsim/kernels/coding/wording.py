"""Raw texts: words of 32 bits, all of which follow from the skills a text holds.

First come the phrases of its skills, a word each, the lowest skill first, then an empty word, then wording that
follows from the phrases, up to the length of the text. A phrase is the skill's number scrambled by a bijection of
words that leaves only the empty word as it is (the last step of MurmurHash3, Appleby 2011): it stands for a dictionary
of words without order, and takes no memory.

Tests: tests/kernels/coding/test_text_code.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, mix

_WORD = np.uint64(0xFFFFFFFF)
_A, _B = np.uint64(0x85EBCA6B), np.uint64(0xC2B2AE35)
_A_INVERSE, _B_INVERSE = np.uint64(0xA5CB9243), np.uint64(0x7ED1B41D)  # modulo 2^32
_1, _13, _16, _26, _32 = np.uint64(1), np.uint64(13), np.uint64(16), np.uint64(26), np.uint64(32)


@kernel
def phrase_of(skill):
    """The word of a skill, never 0. skill: a whole number below 2^32 - 1."""
    h = np.uint64(skill) + _1
    h = (h ^ (h >> _16)) * _A & _WORD
    h = (h ^ (h >> _13)) * _B & _WORD
    return np.uint32(h ^ (h >> _16))


@kernel
def skill_of(word):
    """The skill whose phrase a word is, -1 for the empty word."""
    h = np.uint64(word)
    h = (h ^ (h >> _16)) * _B_INVERSE & _WORD
    h = (h ^ (h >> _13) ^ (h >> _26)) * _A_INVERSE & _WORD
    return np.int64(h ^ (h >> _16)) - 1


@kernel
def write_text(skills, text):
    """The text of these skills, ascending, into text: uint32[words], words > skills.size."""
    seed = np.uint64(0)
    for i in range(skills.size):
        text[i] = phrase_of(skills[i])
        seed = mix(seed ^ np.uint64(text[i]))
    text[skills.size] = 0
    for i in range(skills.size + 1, text.size):
        text[i] = np.uint32(draw(seed, i) >> _32)


@kernel
def read_skills(text, found):
    """The skills of the phrases before the first empty word, into found: int64[words]; returns how many they are.

    They are as many as there are words if none is empty: such a text is not of this language.
    """
    for i in range(text.size):
        found[i] = skill_of(text[i])
        if found[i] < 0:
            return i
    return text.size
