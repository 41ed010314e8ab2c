import numpy as np
import pytest
from scipy.stats import binom

import peelsim
from peelsim.kernels.coding.range_coder import Coder
from peelsim.kernels.coding.range_decoder import start_decoding
from peelsim.kernels.coding.text_decoder import count_changed
from peelsim.kernels.learners.compression_trials import sample_raw_texts
from peelsim.models.base import ParameterError, keys_of
from peelsim.theory.learning import compression
from tests.agreement import chi_squared, mean_is

KEYS = keys_of(peelsim.SemanticCompression)

DEGREE = peelsim.Binomial(mean=3)


def model_of(skills, texts, degree, learner, **more):
    degree = peelsim.Binomial(mean=degree) if isinstance(degree, int | float) else degree
    return peelsim.SemanticCompression(skills=skills, texts=texts, text_degree=degree, learner=learner, **more)


def counts(model, trials, key=1):
    return model.simulator("graph").run(key, 0, trials, np.zeros(2, np.int64))


def code_of(share, skills=2000, degree=DEGREE, words=48, seed=1):
    learnt = np.random.default_rng(seed).random(skills) < share
    return peelsim.TextCode(learnt, text_degree=degree, text_words=words), learnt


@pytest.mark.parametrize("share", [0.0, 0.5, 0.97, 1.0])
@pytest.mark.plain_cases(1)
def test_a_hundred_thousand_texts_come_back_bit_for_bit(share):
    code, learnt = code_of(share)
    texts = code.sample(100_000, seed=7)
    message = code.encode(texts)
    assert (code.decode(message, 100_000) == texts).all()
    law = compression.rate(unlearnt=1 - learnt.mean(), mean_skills=3, skills=2000, full_bits=48 * 32)
    written_in_full = binom(100_000, 1 - law.understood).std() / 100_000 * 48 * 32  # chance, of how many texts
    assert 8 * len(message) / 100_000 == pytest.approx(law.total, abs=0.002 * law.total + 4.5 * written_in_full)
    assert len(message) < texts.nbytes * (1.002 - 0.99 * law.understood + 0.05 * (law.understood > 0))


@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_strings_of_no_language_come_back_too(share):
    """Any bits at all, texts with a bit turned over, and the words of texts in another order."""
    code, _ = code_of(share, words=24, degree=peelsim.Binomial(mean=0.2), skills=300)
    rng = np.random.default_rng(2)
    noise = rng.integers(0, 2**32, (300, 24), dtype=np.uint32)
    turned = code.sample(300, seed=3)
    turned[np.arange(300), rng.integers(0, 24, 300)] ^= np.uint32(1) << rng.integers(0, 32, 300, dtype=np.uint32)
    shuffled = rng.permuted(code.sample(300, seed=4), axis=1)
    blank = np.zeros((3, 24), np.uint32)
    for texts in (noise, turned, shuffled, blank):
        assert (code.decode(code.encode(texts), len(texts)) == texts).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: b"", "a message of 0 bytes is cut: its head alone has 20"),
        (lambda m: m[:19], "a message of 19 bytes is cut"),
        (lambda m: m[:-1], "bytes follow its head, there are"),
        (lambda m: m[: len(m) // 2], "bytes follow its head, there are"),
        (lambda m: m + b"\0", "bytes follow its head, there are"),
        (lambda m: m[:30] + bytes([m[30] ^ 1]) + m[31:], "its check fails"),
        (lambda m: bytes([m[0] ^ 1]) + m[1:], "its check fails"),
        (lambda m: np.random.default_rng(5).bytes(400), "bytes follow its head, there are 380"),
    ],
)
def test_a_message_that_was_cut_or_changed_is_refused(change, words):
    code, _ = code_of(0.8)
    message = code.encode(code.sample(20, seed=1))
    with pytest.raises(ValueError, match=words):
        code.decode(change(message))


@pytest.mark.parametrize("other", [{"seed": 2}, {"words": 47}, {"degree": peelsim.Binomial(mean=4)}])
def test_another_code_refuses_a_message(other):
    code, _ = code_of(0.8)
    with pytest.raises(ValueError, match="made with another code: its check fails"):
        code_of(0.8, **other)[0].decode(code.encode(code.sample(20, seed=1)))


def test_the_number_of_texts_is_in_the_message():
    code, _ = code_of(0.8)
    texts = code.sample(20, seed=1)
    assert (code.decode(code.encode(texts)) == texts).all()
    with pytest.raises(ValueError, match="the message holds 20 texts, not 19"):
        code.decode(code.encode(texts), 19)
    nothing = code.encode(np.zeros((0, 48), int))
    assert len(nothing) == code.head_bytes + 1 and code.decode(nothing).shape == (0, 48)


def test_sampled_texts_hold_as_many_skills_as_they_should():
    texts = code_of(1.0, skills=500)[0].sample(20_000, seed=8)
    chi_squared((texts == 0).argmax(axis=1), binom(500, 3 / 500))
    assert len(np.unique(texts[:, 0])) > 450  # of the phrases, and the empty word


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (np.zeros((3, 47), int), "not rows of 48 words"),
        (np.zeros(48, int), "not rows of 48 words"),
        (np.full((1, 48), -1), "from 0 to"),
        (np.full((1, 48), 2**32), "from 0 to"),
        (np.zeros((1, 48)), "from 0 to"),
    ],
)
def test_what_is_no_text_is_refused(texts, message):
    with pytest.raises(ValueError, match=message):
        code_of(1.0)[0].encode(texts)


@pytest.mark.parametrize(
    ("degree", "learner", "ratio"),
    [
        (3.0, "1-skill", 0.7),
        (3.0, "1-skill", 1.5),
        (6.0, "2-skill", 0.5),
        (6.0, "2-skill", 1.1),
        (peelsim.Poisson(mean=4), (1, 0.5, 0.2), 0.9),
    ],
)
@pytest.mark.plain_cases(2)
def test_the_rate_is_that_of_the_law_of_the_limit(degree, learner, ratio):
    """And within 1 % of it for as many texts understood as were, which takes out most of the noise."""
    model = model_of(10_000, round(ratio * 10_000), degree, learner)
    found = peelsim.simulate(model, trials=60, seed=1)
    law, poor = (peelsim.predict(model, law=law) for law in ("limit", "prediction"))
    for name, error in (("bits_per_text", 0.5), ("understood_fraction", 3e-4), ("learnt_fraction", 3e-4)):
        mean_is(found[name], law[name], error=error)
    assert (found["stuck"] == law["stuck"]).all() and not found["wrong"].any()
    where = {"mean_skills": model.text_degree.mean, "skills": 10_000, "full_bits": 2048}
    rate = compression.rate(unlearnt=1 - law["learnt_fraction"], **where)
    assert law["bits_per_text"] == pytest.approx(rate.total)
    assert poor["bits_per_text"] == pytest.approx(rate.total - rate.numbers)
    known = found["understood_fraction"].mean()
    expected = rate.kind + (rate.numbers + rate.indices) * known / rate.understood + 2048 * (1 - known)
    assert found["bits_per_text"].mean() == pytest.approx(expected, rel=0.01)
    if rate.understood > 0.9:
        assert found["bits_per_text"].mean() > expected - rate.numbers / 2


def test_a_trial_codes_the_very_texts_it_sampled():
    """One trial by the kernels, and by the code with what was learnt there."""
    model = model_of(300, 400, 2.0, "1-skill", fresh_texts=50, text_words=40)
    simulator = model.simulator("graph")
    found = simulator.run(9, 4, 1, np.zeros(2, np.int64))
    learnt = simulator.message.book.learnt_in > 0
    assert found["learnt_fraction"][0] == learnt.sum()
    code = peelsim.TextCode(learnt, text_degree=model.text_degree, text_words=40)
    message = code.encode(simulator.message.texts)
    assert found["bits_per_text"][0] == 8 * (len(message) - code.head_bytes)
    assert (code.decode(message, 50) == simulator.message.texts).all() and found["wrong"][0] == 0


def test_blocks_can_be_cut_anywhere_and_stopped():
    model = model_of(200, 240, 2.0, (0.9, 0.4), fresh_texts=20)
    whole, simulator = counts(model, 10), model.simulator("graph")
    parts = [simulator.run(1, first, 5, np.zeros(2, np.int64)) for first in (0, 5)]
    for name, values in whole.items():
        assert (values == np.concatenate([part[name] for part in parts])).all()
    assert simulator.run(1, 0, 1, np.array([1, 0])) is None


def test_texts_that_come_back_changed_are_counted():
    """Two of the texts have a bit turned over after they were coded."""
    code, _ = code_of(0.9, skills=300)
    texts = code.sample(40, seed=6)
    message = np.frombuffer(code.encode(texts)[code.head_bytes :], np.uint8).copy()
    texts[[3, 17], [0, 47]] ^= np.uint32(1)
    coder, control = Coder(np.zeros(3, np.uint64), message), np.zeros(2, np.int64)
    start_decoding(coder)
    assert count_changed(coder, code._book, texts, control) == 2
    assert count_changed(coder, code._book, texts, np.array([1, 0])) == -1


def test_sampling_texts_to_code_can_be_stopped():
    model = model_of(200, 240, 2.0, "1-skill", fresh_texts=20)
    simulator = model.simulator("graph")
    assert sample_raw_texts(np.uint64(1), simulator.learner.texts, simulator.message.texts, np.zeros(2, np.int64))
    assert not sample_raw_texts(np.uint64(1), simulator.learner.texts, simulator.message.texts, np.array([1, 0]))


@pytest.mark.parametrize(("skills", "texts", "degree"), [(1, 0, 1.0), (1, 3, 1.0), (2, 5, peelsim.Poisson(mean=1))])
def test_tiny_models(skills, texts, degree):
    model = model_of(skills, texts, degree, "1-skill", fresh_texts=1, text_words=3)
    found = counts(model, 50)
    assert (found["understood_fraction"] <= 1).all() and (found["bits_per_text"] >= 8).all()
    assert (found["bits_per_text"] <= 96 + 16).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"texts": None}, "exactly one of texts, texts_per_skill; here there is none of them"),
        ({"text_words": 3}, "3 words cannot say the 49 skills a text may hold; it must be 50 or more"),
        ({"text_words": 0}, "text_words"),
        ({"text_degree": {"kind": "binomial", "mean": 70}}, "70 skills per text where there are only 50; lower it"),
        ({"learner": "no-skill"}, "not known"),
        ({"fresh_texts": 0}, "fresh_texts"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(change, message):
    values = {"kind": "semantic-compression", "skills": 50, "texts": 60, "learner": "1-skill"}
    values |= {"text_degree": {"kind": "binomial", "mean": 10}} | change
    with pytest.raises(ValueError, match=message):
        KEYS.of(values).resolve()
    with pytest.raises(ParameterError, match="take auto or graph"):
        model_of(50, 60, 1.0, "1-skill").resolve_engine("rounds")
