"""`peelsim design` prints a distribution that a sweep file takes, and what it gains."""

import json
import tomllib

import pytest

from peelsim.commands.design import main
from peelsim.ensembles import Explicit


def said(capsys, *words):
    assert main(words, "peelsim design") == 0
    return capsys.readouterr().out


def test_texts(capsys):
    out = said(capsys, "texts", "--mean", "6", "--concepts", "10000", "--trials", "200")
    degree = tomllib.loads(f"text_degree = {out.splitlines()[0]}")["text_degree"]
    assert degree["kind"] == "explicit" and degree["probabilities"]["2"] > 0.5
    assert "texts per concept               1.0401" in out and "threshold of binomial degrees   4.53298" in out
    found = json.loads(said(capsys, "texts", "--mean", "6", "--concepts", "10000", "--trials", "200", "--json"))
    low, high = found["learnt"][1:]
    assert 9000 < low < found["learnt"][0] < high < 10_000 and found["gain"][1] > 20
    assert Explicit({int(k): share for k, share in found["probabilities"].items()}).mean == pytest.approx(6)


def test_a_budget(capsys):
    found = json.loads(said(capsys, "texts", "--mean", "6", "--compute", "1e6", "--trials", "300", "--json"))
    assert found["concepts"] * found["texts"] <= 1e6 and 2.1 < found["gain"][0] < 2.5


def test_users_and_bits(capsys):
    assert "threshold in users per slot  0.940692" in said(capsys, "users", "--largest", "8")
    out = said(capsys, "bits", "--erasure", "0.48", "--check-degree", "6", "--largest", "30")
    assert "rate       0.50128" in out and "capacity   0.52" in out


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("texts", "--mean", "200", "--concepts", "1000"), "a mean of 200 where degrees go from 1 to 100"),
        (("texts", "--mean", "6", "--compute", "1e6", "--refine", "200"), "is not refined; give --concepts"),
        (("texts", "--mean", "6", "--concepts", "1000", "--refine", "3"), "3 is not a number of trials"),
        (("users", "--largest", "4", "--mean", "9"), "a mean of 9 where degrees go from 2 to 4"),
        (("users", "--largest", "4", "--mean", "nan"), "a mean of nan where degrees go from 2 to 4"),
        (("users", "--largest", "100000000"), "100000000 is not a largest degree; it must be at most 2000"),
        (("texts", "--mean", "6", "--concepts", "inf"), "inf is not a number of concepts"),
        (("texts", "--mean", "6", "--concepts", "-5"), "-5.0 is not a number of concepts"),
        (("texts", "--mean", "6", "--concepts", "1000", "--stuck", "0"), "0 is not a probability of getting stuck"),
        (("texts", "--mean", "6", "--concepts", "1e13"), "peeling would not begin; give 1e11 concepts or fewer"),
        (("texts", "--mean", "6", "--compute", "inf"), "inf is not a budget of concepts times texts"),
        (("texts", "--mean", "6", "--compute", "nan"), "nan is not a budget of concepts times texts"),
        (("texts", "--mean", "6", "--compute", "-5"), "-5 is not a budget of concepts times texts"),
        (("texts", "--mean", "6", "--compute", "1e6", "--stuck", "0"), "0 is not a probability of getting stuck"),
        (("bits", "--erasure", "1", "--check-degree", "6", "--largest", "9"), "an erasure is between 0 and 1"),
    ],
)
def test_mistakes_are_a_line(capsys, words, cure):
    assert main(words, "peelsim design") == 2
    err = capsys.readouterr().err
    assert cure in err and err.count("\n") == 1
