"""The code by itself: texts to bytes and back."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from zlib import crc32

import numpy as np
import numpy.typing as npt

from peelsim.arguments import LARGEST, whole
from peelsim.ensembles import Binomial, Poisson
from peelsim.kernels.coding.range_coder import Coder, finish_encoding, start_encoding
from peelsim.kernels.coding.range_decoder import start_decoding
from peelsim.kernels.coding.text_code import Book, encode_texts
from peelsim.kernels.coding.text_decoder import decode_texts
from peelsim.kernels.learners.compression_trials import fill_book, sample_raw_texts
from peelsim.models.base import ParameterError
from peelsim.models.parts.class_texts import class_texts
from peelsim.models.parts.learners import check_degree, degree_law
from peelsim.quoting import shown

_HEAD, _CHECK = Struct("<QQ"), Struct("<I")  # number of texts, bytes of code; check

Words = npt.NDArray[np.uint32]


class TextCode:
    """What a sender and a receiver share who have learnt the same skills.

    A message is the code of its texts after a head of 20 bytes: their number, the length of the code, and a check of
    both and of the code (CRC-32), so that a message that was cut, changed or meant for another number of words is
    refused. The bits that ``SemanticCompression`` counts are those of the code.

    Parameters
    ----------
    learnt : bool[S], which skills.
    text_degree : how many skills a text holds.
    text_words : words of 32 bits of a text.

    Raises
    ------
    ValueError : if a text could hold more skills than words, or more than there are.

    Examples
    --------
    >>> from peelsim import Poisson, TextCode
    >>> code = TextCode([True, True, False, True], text_degree=Poisson(mean=2), text_words=8)
    >>> texts = code.sample(5, seed=1)
    >>> message = code.encode(texts)
    >>> bool((code.decode(message) == texts).all())
    True
    """

    head_bytes = _HEAD.size + _CHECK.size  # of every message, before the code

    def __init__(
        self, learnt: npt.ArrayLike | Sequence[bool], *, text_degree: Binomial | Poisson, text_words: int = 64
    ) -> None:
        if not isinstance(text_degree, Binomial | Poisson):
            raise ValueError(f"{shown(text_degree)} is no text degree of a code; give a Binomial or a Poisson")
        learnt_in = _flags(learnt)
        text_words = whole(text_words, "number of words", least=1, most=LARGEST)
        check_words(text_degree, learnt_in.size, text_words)
        self.words = text_words
        self._law = degree_law(text_degree, learnt_in.size)
        self._book = empty_book(learnt_in, self._law[0])
        fill_book(self._law[1], self._book)

    def sample(self, number: int, *, seed: int) -> Words:
        """So many texts of the language, uint32[number, text_words]."""
        texts = np.zeros((number, self.words), np.uint32)
        tables = class_texts([self._book.learnt_in.size], [0.0], True, [[self._law]])
        sample_raw_texts(np.uint64(seed), tables, texts, np.zeros(2, np.int64))
        return texts

    def encode(self, texts: npt.ArrayLike) -> bytes:
        """The message of these texts, integers [number, text_words] below 2^32, of the language or not.

        Raises ValueError for what are no texts of so many words.
        """
        words = np.asarray(texts)
        if words.ndim != 2 or words.shape[1] != self.words:
            raise ValueError(f"texts of shape {words.shape} are not rows of {self.words} words")
        if words.size and not (words.dtype.kind in "iu" and words.min() >= 0 and words.max() < 2**32):
            raise ValueError("a text is made of whole numbers from 0 to 2^32 - 1")
        coder = empty_coder(*words.shape)
        start_encoding(coder)
        encode_texts(np.ascontiguousarray(words, np.uint32), self._book, coder, np.zeros(2, np.int64))
        code = coder.data[: finish_encoding(coder)].tobytes()
        head = _HEAD.pack(len(words), len(code))
        return head + _CHECK.pack(self._check(head, code)) + code

    def decode(self, message: bytes, number: int | None = None) -> Words:
        """The texts of a message, uint32[number, text_words].

        Raises ValueError for a message that was cut or changed, that was made with another code, or that holds
        another number of texts than is asked for.
        """
        head, check, code = (
            message[: _HEAD.size],
            message[_HEAD.size : self.head_bytes],
            message[self.head_bytes :],
        )
        if len(message) < self.head_bytes:
            raise ValueError(f"a message of {len(message)} bytes is cut: its head alone has {self.head_bytes}")
        held, length = _HEAD.unpack(head)
        if length != len(code):
            raise ValueError(f"the message says that {length:,} bytes follow its head, there are {len(code):,}")
        if _CHECK.unpack(check)[0] != self._check(head, code):
            raise ValueError("the message was changed, or made with another code: its check fails")
        if number is not None and number != held:
            raise ValueError(f"the message holds {held:,} texts, not {number:,}")
        texts = np.zeros((held, self.words), np.uint32)
        coder = Coder(np.zeros(3, np.uint64), np.frombuffer(code, np.uint8).copy())
        start_decoding(coder)
        decode_texts(coder, self._book, texts)
        return texts

    def _check(self, head: bytes, code: bytes) -> int:
        """CRC-32 of a message and of what its reader must know: the skills learnt, their law, the words of a text."""
        shared = np.concatenate([self._book.learnt_in, self._book.degrees, self._book.below, [self.words]])
        return crc32(code, crc32(head, crc32(shared.astype("<i8").tobytes())))


def _flags(learnt: npt.ArrayLike | Sequence[bool]) -> npt.NDArray[np.int64]:
    """1 for each skill that is learnt, 0 for the others; ValueError for what says neither."""
    given = np.ravel(np.asarray(learnt))
    if np.ma.is_masked(learnt) or given.dtype.kind not in "biuf" or not np.isin(given, (0, 1)).all():
        raise ValueError(f"learnt is {shown(learnt)}; give True or False for each skill")
    return given.astype(np.int64)


def check_words(text_degree: Binomial | Poisson, skills: int, text_words: int) -> None:
    """ParameterError if a text could hold as many skills as words, or more than there are."""
    check_degree(text_degree, skills)
    most = int(degree_law(text_degree, skills)[0][-1])
    if most >= text_words:
        said = f"{text_words} words cannot say the {most} skills a text may hold; it must be {most + 1} or more"
        raise ParameterError("text_words", said)


def empty_book(learnt_in: npt.NDArray[np.int64], degrees: npt.NDArray[np.int64]) -> Book:
    """A book to be filled by ``fill_book``."""
    return Book(learnt_in, degrees.astype(np.int64), np.zeros(len(degrees) + 2, np.int64))


def empty_coder(texts: int, words: int) -> Coder:
    """An encoder with room for so many texts, each in full and with its symbol."""
    return Coder(np.zeros(3, np.uint64), np.zeros(texts * message_bytes(words) + 16, np.uint8))


def message_bytes(words: int) -> int:
    """No text takes more: its words, and a symbol of frequency 1 or more in less than 2^32."""
    return 4 * words + 5
