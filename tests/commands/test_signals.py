"""Every model is back within half a second of a signal, also inside a trial of seconds, and says how to go on."""

import os
import signal
import time

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array, save_npz

from peelsim.models.registry import kinds
from peelsim.results import read
from tests.commands.example import interrupted, resume_command, start, until
from tests.sweep.example import toml

LONG = {  # a trial of each takes seconds
    "concept-text": toml(
        sweep='name = "long"\nseed = 1',
        model="concepts = 10_000_000\ntexts_per_concept = 5\ntext_degree = { mean = 6 }",
    ),
    "skill-hierarchy": toml(
        sweep='name = "long"\nseed = 1',
        model="concepts = 2_000_000\ntexts = 10_000_000\ntext_degree = { mean = 6 }\n"
        "levels = 4\nskills = 1000\nthreshold = [100, 100, 100, 100]\nprerequisites = [0, 0, 0, 0]",
        kind="skill-hierarchy",
    ),
    "random-graph": toml(
        sweep='name = "long"\nseed = 1', model="nodes = 50_000_000\nmean_degree = 3", kind="random-graph"
    ),
    "percolation": toml(
        sweep='name = "long"\nseed = 1', model="nodes = 10_000_000\nmean_degree = 3", kind="percolation"
    ),
}


LEARNING = "texts_per_skill = 5\ntext_degree = { mean = 6 }\nlearner = '1-skill'"
MORE = {  # kind -> its model
    "abstract-learner": f"skills = 3_000_000\n{LEARNING}\nfresh_texts = 10_000",
    "fine-tuning": "basic_skills = 1_500_000\nfine_skills = 1_500_000\nfoundation_skills = 2\nbasic_needed = 2\n"
    "fine_taught = 4\nlearner = '1-skill'\nfoundation_ratio = 4\nfine_ratio = 3",
    "quanta": "quanta = 10_000_000\nexponent = 0.4\nlearnt_loss = 0.5\nunlearnt_loss = 4\n"
    "test_samples = 1_000_000_000\nsamples = 10_000_000_000",
    "semantic-compression": f"skills = 2_000_000\n{LEARNING}",
    "skill-association": f"skills = 2_000_000\n{LEARNING}",
    "skill-classes": "skills = 2_000_000\nskill_shares = [0.3, 0.7]\ntext_shares = [0.6, 0.4]\n"
    "mean_skills = [[4, 0], [2, 4]]\nlearners = ['1-skill', '1-skill']\ntexts_per_skill = 3",
    "weighted-concepts": "concepts = 300_000\nweight_exponent = 0.5\nmean_text_degree = 6\noccurrences = 30_000_000",
}
DEGREE = "degree = { kind = 'regular', degree = 3 }"
MORE |= {
    "erasure-code": f"bits = 12_000_000\nerasure = 0.42\nbit_{DEGREE}\ncheck_{DEGREE.replace('3', '6')}",
    "random-access": f"slots = 8_000_000\nload = 0.8\nuser_{DEGREE}",
    "hypergraph": "vertices = 12_000_000\nedges_per_vertex = 0.8\nedge_size = 3",
    "lt-code": "symbols = 2_000_000\noverhead = 0.1\n"
    "symbol_degree = { kind = 'robust-soliton', size = 10_000, c = 0.05, delta = 0.5 }",
    "softmax-regression": "classes = 32\ndimensions = 32\ntime = [10_000_000]\nnoise = 1\nbatch = 1",
    "sparse-parity": "tasks = 20\nbits = 16\nsubset = 2\nexponent = 0.5\nwidth = 100\nbatch = 500\n"
    "rate = 0.001\ntime = [100_000]",
    "additive-source": "correlation_exponent = 0.9\nentropy_exponent = 0.4\nsamples = 30_000_000\nlags = 30\n"
    "horizon_rule = 'best'",
    "long-memory-source": "samples = 3_000_000\nmemory = 0.2",
    "pointer-source": "entropy_exponent = 0.5\ntypes = 10_000_000\nsamples = 30_000_000\npayloads = 4",
    "hierarchy-source": "symbols = 16\nrules = 4\nbranching = 2\nlevels = 8\nsamples = 10_000_000\ntrees = 30_000",
    "matrix": "path = 'given.npz'\nerasure = 0.9\nedge_deletion = 0.1",
    "given-network": "path = 'given.npz'\noccupation_points = 20_000",
}
ENGINES = {"additive-source": "sequence"} | dict.fromkeys(
    ("long-memory-source", "pointer-source", "hierarchy-source"), "auto"
)
SIGNALS = [(kind, number) for kind in LONG for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)]
for kind, model in MORE.items():  # which signal it is, is no matter of the model
    run = f'[run]\nengine = "{ENGINES.get(kind, "graph")}"'
    LONG[kind] = toml(sweep='name = "long"\nseed = 1', model=model, kind=kind, rest=run)
LONG["engine curve"] = toml(
    sweep='name = "long"\nseed = 1',
    model="concepts = 3_000_000\ntext_degree = { mean = 6 }",
    grid="texts_per_concept = { start = 4, stop = 5, num = 10 }",
    rest='[run]\nengine = "curve"',
)
SIGNALS += [(kind, signal.SIGINT) for kind in (*MORE, "engine curve")]


def three_of_each_third(texts, third):
    """Texts x concepts: a concept of each third in every text."""
    columns = np.random.default_rng(1).integers(third, size=(texts, 3), dtype=np.int32) + np.int32(third) * np.arange(3)
    starts = 3 * np.arange(texts + 1)
    return csr_array((np.ones(3 * texts, np.int8), columns.ravel().astype(np.int32), starts), shape=(texts, 3 * third))


def links_at_random(nodes):
    """As many links as nodes."""
    ends = np.random.default_rng(1).integers(nodes, size=(2, nodes))
    return coo_array((np.ones(nodes, np.int8), tuple(ends)), shape=(nodes, nodes))


GIVEN = {  # kind -> the matrix that its model reads
    "matrix": lambda: three_of_each_third(4_000_000, 1_000_000),
    "given-network": lambda: links_at_random(4_000_000),
}


def test_every_model_is_here():
    assert set(LONG) == {*kinds(), "engine curve"}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), SIGNALS)
def test_a_signal_inside_a_long_trial(tmp_path, kind, number):
    (tmp_path / "long.toml").write_text(LONG[kind])
    if kind in GIVEN:
        save_npz(tmp_path / "given.npz", GIVEN[kind](), compressed=False)
    process = start("long.toml", "--threads", 1, cwd=tmp_path)
    until((tmp_path / "results" / ".long.h5.lock").exists, process=process)
    time.sleep(4)  # kernels are loaded, or compiled the first time
    code, err, seconds = interrupted(process, number)
    print(f"{kind}, {number.name}: back after {seconds:.2f} s")
    assert code == 130 and "Traceback" not in err
    assert resume_command(err) == "python -m peelsim.run long.toml --threads 1"
    assert read(tmp_path / "results" / "long.h5").tallies[0].trials <= 9  # of seconds each: one was under way
    assert seconds < (0.5 if os.getloadavg()[0] < os.cpu_count() + 0.5 else 2)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1], ids=lambda n: n.name)
def test_a_signal_to_a_shard_on_processes(tmp_path, number):
    (tmp_path / "long.toml").write_text(LONG["concept-text"].replace("10_000_000", "1_000_000"))
    process = start("long.toml", "--processes", 1, "--shard", "1/1", "-o", "x.h5", cwd=tmp_path)
    until((tmp_path / ".x.h5.lock").exists, process=process)
    time.sleep(4)
    code, err, seconds = interrupted(process, number)
    assert code == 130 and seconds < 2
    assert resume_command(err) == "python -m peelsim.run long.toml -o x.h5 --shard 1/1 --processes 1"
    assert "Traceback" not in err and "leaked" not in err
