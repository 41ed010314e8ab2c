"""Sweeps of association graphs and of compression, from a file to a verdict."""

import numpy as np
import pytest

import peelsim
from peelsim.commands import check, replay, run
from peelsim.results import digest
from peelsim.sweep.file.mistakes import SweepError

ASSOCIATION = """
[sweep]
name = "associations"
seed = 31
[model]
kind = "skill-association"
text_degree = { kind = "poisson", mean = 2 }
[grid]
skills = [3000, 6000]
learner = ["1-skill", [1, 0.5]]
texts_per_skill = [1.1, 1.5]
[stop]
max_trials = 30
[laws]
compare = ["limit", "independent"]
binding = ["limit"]
"""
COMPRESSION = """
[sweep]
name = "messages"
seed = 32
[model]
kind = "semantic-compression"
text_degree = { kind = "binomial", mean = 2 }
fresh_texts = 200
[grid]
skills = [2000]
learner = ["1-skill", "2-skill"]
texts_per_skill = [0.6, 2]
[stop]
max_trials = 30
[laws]
compare = ["limit", "prediction"]
binding = ["limit"]
[output]
keep_trials = true
"""
BOTH = pytest.mark.parametrize("text", [ASSOCIATION, COMPRESSION], ids=["association", "compression"])


@BOTH
def test_threads_and_interruptions_leave_no_trace(sweep, tmp_path, text):
    whole = peelsim.run_sweep(sweep(text), output=tmp_path / "whole.h5", threads=1)
    few = sweep(text.replace("max_trials = 30", "max_trials = 5"))
    parts = peelsim.run_sweep(few, output=tmp_path / "parts.h5", threads=3)
    peelsim.run_sweep(sweep(text), output=parts, threads=3)
    assert digest(parts) == digest(whole)


@BOTH
def test_a_table_a_verdict_and_a_replay(sweep, tmp_path, capsys, text):
    output = str(tmp_path / "out.h5")
    assert run.main([str(sweep(text)), "-o", output], "peelsim run") == 0
    assert "exact in law" in capsys.readouterr().out
    assert check.main([output], "peelsim check") == 0
    assert "limit (binding)" in capsys.readouterr().out
    assert replay.main([output, "--point", "3", "--trial", "4"], "peelsim replay") == 0
    said = capsys.readouterr().out
    assert "point 3" in said and "learnt_fraction" in said
    data = peelsim.load(output, law="limit")
    name = "largest_fraction" if "largest_fraction" in data else "bits_per_text"
    np.testing.assert_allclose(data[name], data[f"{name}_limit"], rtol=0.1)


def test_mistakes_are_said_in_the_files_words(sweep):
    def said(old, new, text=COMPRESSION):
        with pytest.raises(SweepError) as error:
            peelsim.run_sweep(sweep(text.replace(old, new)))
        return str(error.value)

    assert "did you mean fresh_texts?" in said("fresh_texts", "fresh_text")
    assert "grid.learner[1]: 'two' is not known" in said('"2-skill"', '"two"')
    assert "text_words: 9 words cannot say the" in said("fresh_texts = 200", "text_words = 9")
    assert "take graph" in said("[output]", '[run]\nengine = "rounds"\n[output]')
    assert "giant_above" in said("[grid]", "giant_above = 2\n[grid]", ASSOCIATION)
    assert "exactly one of texts, texts_per_skill" in said("[grid]", "texts = 30\n[grid]", ASSOCIATION)
