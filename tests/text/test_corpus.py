from pathlib import Path

import numpy as np
import pytest

from peelsim.text.corpus import CorpusError, corpus, read


def test_texts_as_bytes_characters_and_words(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("ein Bär, ein Bär".encode())
    by_bytes, by_characters, by_words = (read(path, unit=unit) for unit in ("bytes", "characters", "words"))
    assert (len(by_bytes), len(by_characters), len(by_words)) == (18, 16, 5)
    assert by_words.vocabulary == 3 and by_words.tokens.tolist()[0] == by_words.tokens.tolist()[3]
    assert by_words.sha256 == by_bytes.sha256 and len(by_bytes.sha256) == 64


def test_commonest_kinds_keep_their_numbers_and_the_rest_are_put_together():
    made = corpus([5, 5, 5, 2, 2, 9, 8], vocabulary=3)
    assert made.tokens.tolist() == [0, 0, 0, 1, 1, 2, 2] and made.lumped == pytest.approx(2 / 7)
    assert corpus([5, 5, 5, 2, 2, 9, 8], vocabulary=4).lumped == 0


def test_documents_end_at_the_separator(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("ab\n\ncd\n\n\n\ne")
    for unit in ("bytes", "characters"):
        made = read(path, unit=unit, separator="\n\n")
        assert made.starts.tolist() == [0, 2, 4, 5] and made.vocabulary == 5
    np.save(tmp_path / "x.npy", np.array([0, 7, 1, 2, 7, 3], np.uint16))
    made = read(tmp_path / "x.npy", separator="7")
    assert made.starts.tolist() == [0, 1, 3, 4] and made.sha256


def test_large_arrays_are_read_in_parts(tmp_path, monkeypatch):
    from peelsim.text import corpus as module

    tokens = np.random.default_rng(1).integers(0, 9, 1000).astype(np.int32)
    whole = corpus(tokens, separator=3)
    monkeypatch.setattr(module, "_CHUNK", 7)
    np.save(tmp_path / "x.npy", tokens)
    parts = read(tmp_path / "x.npy", separator="3")
    assert (parts.tokens == whole.tokens).all() and (parts.starts == whole.starts).all()


@pytest.mark.parametrize(
    ("tokens", "more", "message"),
    [
        ([1.5, 2], {}, "whole numbers in a row; this is float64"),
        ([[1, 2]], {}, "in a row"),
        ([1, -2], {}, "token -2 to 1"),
        ([1], {}, "two tokens or more, and this has 1"),
        ([1, 2], {"vocabulary": 1}, "tells nothing apart"),
        ([1, 2], {"separator": 9}, "separator 9 does not occur"),
        ("a.txt", {}, r"'a\.txt' is no row of whole numbers; .*corpus\.read\(path\) makes tokens of a file"),
        (Path("a.txt"), {}, r"a\.txt.* is no row of whole numbers"),
    ],
)
def test_what_is_no_corpus_is_refused(tokens, more, message):
    with pytest.raises(CorpusError, match=message):
        corpus(tokens, **more)


def test_files_that_hold_none(tmp_path):
    with pytest.raises(CorpusError, match="cannot be read: No such file"):
        read(tmp_path / "none.txt")
    (tmp_path / "x.npy").write_text("no")
    with pytest.raises(CorpusError, match=r"no \.npy file"):
        read(tmp_path / "x.npy")
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(CorpusError, match="no text in UTF-8; unit bytes"):
        read(tmp_path / "x.txt", unit="characters")
    np.save(tmp_path / "y.npy", np.arange(9))
    with pytest.raises(CorpusError, match="a whole number; not 'a'"):
        read(tmp_path / "y.npy", separator="a")
