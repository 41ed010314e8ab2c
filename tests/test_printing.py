"""What a person reads: nothing in it steers the terminal, and no stream ends a run."""

import io
import sys

import pytest

from peelsim import printing
from peelsim.printing import complain, printable, say


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ς → 1e-3\n\ttwo", "plain ς → 1e-3\n\ttwo"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\rb", "a\\rb"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("caf\udce9.h5", "caf\\udce9.h5"),
        ("a\0b", "a\\x00b"),
    ],
)
def test_what_is_not_printable_is_written_out(text, shown):
    assert printable(text) == shown
    assert printable(text).encode()


class Latin(io.StringIO):
    encoding = "latin-1"

    def write(self, text):
        text.encode("latin-1")
        return super().write(text)


class Broken(io.StringIO):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error


@pytest.fixture(autouse=True)
def unfailed(monkeypatch):
    monkeypatch.setattr(printing, "failed", False)


def test_letters_that_an_encoding_lacks(monkeypatch):
    out = Latin()
    monkeypatch.setattr(sys, "stdout", out)
    assert say("é and ς")
    assert out.getvalue() == "é and \\u03c2\n"


def test_a_reader_that_has_gone_is_no_error(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Broken(BrokenPipeError()))
    assert not say("x")
    assert not printing.failed and capsys.readouterr().err == ""


def test_a_full_disk_is_complained_of(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Broken(OSError(28, "No space left on device")))
    assert not say("x")
    assert printing.failed
    assert capsys.readouterr().err == "standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("stream", [None, Broken(OSError(28, "full")), Broken(BrokenPipeError()), Broken(ValueError())])
def test_remarks_are_never_an_error(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    complain("x")
    monkeypatch.setattr(sys, "stdout", None)
    assert not say("x")
