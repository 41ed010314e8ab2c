"""`peelsim optimum` in words and as JSON, and its mistakes in a line."""

import json

import pytest

from peelsim.commands.optimum import main


def run(capsys, *arguments):
    try:
        code = main(list(arguments), "peelsim optimum")
    except SystemExit as end:
        code = end.code
    return code, *capsys.readouterr()


def test_words_and_json_say_the_same(capsys):
    given = ["--flops", "1e21", "--law", "corrected"]
    code, words, _ = run(capsys, *given)
    assert code == 0
    said = json.loads(run(capsys, *given, "--json")[1])
    assert f"{said['parameters']:.4g}" in words and f"{said['tokens']:.4g}" in words
    assert f"{said['tokens_per_parameter']:.3g} per parameter" in words
    assert 6 * said["parameters"] * said["tokens"] == pytest.approx(1e21)
    assert "% of the budget" not in words
    limited = run(capsys, *given, "--tokens-at-most", "1e10")[1]
    assert "all tokens are read; 2.98 % of the budget is spent" in limited


def test_text_degrees(capsys):
    table = "{ kind = 'binomial', mean = 4 }"
    given = ["--compute", "1e6", "--law", "corrected", "--text-degree"]
    assert run(capsys, *given, table) == run(capsys, *given, "4")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required"),
        (["--flops", "-1"], "'-1' is not a positive number"),
        (["--flops", "much"], "'much' is not a positive number"),
        (["--flops", "1", "--compute", "1"], "not allowed with"),
        (["--flops", "1e3", "--law", "corrected"], "is not worth a single text"),
        (["--flops", "1e21", "--text-degree", "six"], "'six' is neither a mean nor a table such as"),
        (["--flops", "1e21", "--text-degree=-1"], "-1.0 is not a mean number of concepts per text"),
        (["--flops", "1e21", "--text-degree", "{ kind = 'regular', degre = 3 }"], "did you mean degree?"),
        (["--flops", "1e21", "--text-degree", "{ kind = 'regular', degree = 3 }"], "nothing is ever learnt"),
        (["--flops", "1e21", "--law", "published", "--tokens-at-most", "1e9"], "take renewal or corrected"),
        (["--flops", "1e21", "--law", "corrected", "--tokens-at-most", "9"], "fewer than the 800000 of a single text"),
    ],
)
def test_mistakes(capsys, arguments, words):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "") and words in err and "Traceback" not in err
