"""Whatever runs the blocks, the data are the same; what dies is replaced, and what is stopped stops."""

import os
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import active_children, get_context

import numpy as np
import pytest

import peelsim
from peelsim import campaign
from peelsim.results import Store, digest
from peelsim.sweep.run import dask, remote
from peelsim.sweep.run.dask import Dask
from peelsim.sweep.run.job import Job, WorkersError, cores
from peelsim.sweep.run.machines import Given, Processes, Threads
from peelsim.sweep.run.processes import ProcessWorkers
from peelsim.sweep.run.stop_word import StopWord
from tests.commands.example import command
from tests.sweep.example import read, toml

SIZES = {"model": "text_degree = { mean = 6 }", "grid": "concepts = [50, 200]\ntexts_per_concept = [3.5, 5.5]"}
STOP = "max_edges = 5e6\nmax_events = { observable = 'stuck', count = 3000 }"
MODELS = [
    peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6), split=0.1),
    peelsim.ConceptText(
        concepts=100, texts=1 / 3, texts_fixed=False, text_degree=peelsim.RobustSoliton(size=20, c=0.1, delta=0.5)
    ),
    peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Explicit({1: 0.1, 2: 0.2, 5: 0.7})),
    peelsim.RandomGraph(nodes=100, mean_degree=1.1),
    peelsim.Percolation(nodes=100, mean_degree=2 / 3, occupied="sites"),
]


def run(sweep, path, machines):
    return campaign.run(
        sweep, path=path, threads=1, fresh=True, word=StopWord(), say=lambda remark: None, machines=machines
    )


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A sweep of several blocks a point, and its digest."""
    folder = tmp_path_factory.mktemp("asked")
    sweep = read(folder, **SIZES, stop=STOP)
    run(sweep, folder / "x.h5", Threads(1))
    return sweep, digest(folder / "x.h5")


@pytest.mark.slow
def test_processes_change_nothing(tmp_path, asked):
    sweep, whole = asked
    assert run(sweep, tmp_path / "x.h5", Processes(2)).finished
    assert digest(tmp_path / "x.h5") == whole
    assert not active_children()


@pytest.mark.slow
def test_any_executor_changes_nothing_and_is_left_open(tmp_path, asked):
    sweep, whole = asked
    context = get_context("spawn")
    for number, executor in enumerate((ThreadPoolExecutor(3), ProcessPoolExecutor(2, mp_context=context))):
        with executor:
            peelsim.run_sweep(sweep.source, output=tmp_path / f"{number}.h5", executor=executor)
            assert executor.submit(int, "7").result() == 7
        assert digest(tmp_path / f"{number}.h5") == whole


@pytest.mark.slow
def test_the_block_of_a_process_that_dies_is_run_again():
    model = peelsim.ConceptText(concepts=100_000, texts=500_000, text_degree=peelsim.Binomial(mean=6))
    word, done = StopWord(), np.zeros(2, np.int64)
    here = model.simulator("graph").run(5, 0, 8, done)
    workers = ProcessWorkers(1, word)
    try:
        block = workers.submit(Job(model, "graph", 5, 0, 8))
        while not word.edges_done:  # until it is amid the block
            time.sleep(0.001)
        (child,) = active_children()
        child.kill()
        assert not block.done()
        np.testing.assert_array_equal(block.result(timeout=60)["learnt"], here["learnt"])
        assert active_children() != [child]
        assert word.edges_done == done[1]  # what was lost does not count
    finally:
        workers.close()
    assert not active_children()


class Leaky(Executor):
    """A pool that loses the first ``losses`` blocks it is given."""

    _max_workers = 2

    def __init__(self, losses):
        self.losses = losses
        self.pool = ThreadPoolExecutor(2)

    def submit(self, function, *arguments):
        self.losses -= 1
        if self.losses < 0:
            return self.pool.submit(function, *arguments)
        lost = Future()
        lost.set_exception(ConnectionError("the node\nwas switched off"))
        return lost


def test_a_block_that_an_executor_lost_is_sent_again(tmp_path, asked):
    sweep, whole = asked
    pool = Leaky(losses=2)
    assert run(sweep, tmp_path / "x.h5", Given(pool)).finished
    pool.pool.shutdown()
    assert pool.losses < 0 and digest(tmp_path / "x.h5") == whole


def test_an_executor_that_loses_everything_is_given_up(tmp_path, asked):
    said = r"a block was lost 3 times over by its worker: ConnectionError: the node was switched off$"
    with pytest.raises(WorkersError, match=said):
        run(asked[0], tmp_path / "x.h5", Given(Leaky(losses=10**9)))


@pytest.mark.slow
def test_a_pool_of_which_a_process_dies_is_replaced_by_threads(tmp_path, asked, capsys):
    sweep, whole = asked
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pool.submit(int).result()  # so that there are processes
        killer = threading.Thread(target=lambda: [child.kill() for child in active_children()[:1]])
        commit = Store.commit

        def commit_then_kill(store, *block):
            commit(store, *block)
            if killer.ident is None:
                killer.start()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "commit", commit_then_kill)
            assert run(sweep, tmp_path / "x.h5", Given(pool)).finished
    assert digest(tmp_path / "x.h5") == whole
    said = capsys.readouterr().err
    assert said.startswith("the executor is broken (") and said.count("\n") == 1
    assert said.endswith(": going on with 2 threads of this process\n")


class Brittle(Executor):
    """A pool that takes one block, and breaks when the test has it break."""

    _max_workers = 2

    def __init__(self):
        self.future = Future()
        self.future.set_running_or_notify_cancel()  # too late to cancel

    def submit(self, function, *arguments):
        return self.future


@pytest.mark.parametrize("error", [BrokenExecutor("gone"), ConnectionError("gone"), CancelledError()], ids=repr)
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "stopped"])
def test_a_run_that_has_ended_is_not_revived(closed, error, capsys):
    pool, word, before = Brittle(), StopWord(), threading.active_count()
    workers = Given(pool).start(word)
    block = workers.submit(Job(MODELS[0], "graph", 5, 0, 3))
    workers.close() if closed else word.set()
    pool.future.set_exception(error)
    assert block.result(timeout=5) is None
    assert capsys.readouterr().err == "" and threading.active_count() == before
    if not closed:
        workers.close(stopped=True)


def test_the_threads_in_place_of_a_pool_end_with_the_run(capsys):
    pool, before = Brittle(), threading.active_count()
    workers = Given(pool).start(StopWord())
    block = workers.submit(Job(MODELS[0], "graph", 5, 0, 3))
    pool.future.set_exception(BrokenExecutor("gone"))
    assert block.result(timeout=60)["learnt"].size == 3
    assert threading.active_count() > before
    workers.close()
    assert threading.active_count() == before
    assert capsys.readouterr().err.startswith("the executor is broken (gone): ")


@pytest.mark.parametrize("workers", [None, 2.5, "many", 0, True, 7])
def test_the_width_of_an_executor_that_does_not_say(workers):
    pool = Brittle()
    pool._max_workers = workers
    assert Given(pool).here == (7 if workers == 7 else cores())


def test_what_goes_wrong_in_a_block_is_not_tried_again(monkeypatch):
    tried = []
    monkeypatch.setattr(remote, "run", lambda block, control: tried.append(block) or 1 / 0)
    with ThreadPoolExecutor(1) as pool:
        workers = Given(pool).start(StopWord())
        with pytest.raises(RuntimeError, match="in a worker: ZeroDivisionError"):
            workers.submit(Job(MODELS[0], "graph", 1, 0, 1)).result(timeout=60)
        workers.close()
    assert len(tried) == 1


@pytest.mark.slow
def test_a_process_says_how_far_it_is_within_a_long_trial():
    model = peelsim.ConceptText(concepts=3_000_000, texts=15_000_000, text_degree=peelsim.Binomial(mean=6))
    word = StopWord()
    workers = ProcessWorkers(1, word)
    try:
        block = workers.submit(Job(model, "graph", 1, 0, 1))
        seen = []
        while not block.done():
            seen.append(word.edges_done)
            time.sleep(0.02)
        assert block.result() is not None
        assert seen == sorted(seen) and len({edges for edges in seen if 0 < edges < word.edges_done}) >= 3
    finally:
        workers.close()


def test_a_block_that_kills_every_process_is_given_up(monkeypatch):
    monkeypatch.setattr("peelsim.sweep.run.processes._serve", os.abort)
    workers = ProcessWorkers(1, StopWord())
    try:
        with pytest.raises(WorkersError, match="died 3 times over one block"):
            workers.submit(Job(MODELS[0], "graph", 1, 0, 1)).result(timeout=60)
    finally:
        workers.close()


def test_a_stopped_process_is_gone_at_once():
    model = peelsim.ConceptText(concepts=3_000_000, texts=15_000_000, text_degree=peelsim.Binomial(mean=6))
    word = StopWord()
    workers = ProcessWorkers(1, word)
    try:
        block = workers.submit(Job(model, "graph", 1, 0, 100))
        time.sleep(1)
        begun = time.monotonic()
        word.set()
        assert block.result(timeout=60) is None
    finally:
        workers.close()
    assert time.monotonic() - begun < 0.5 and not active_children()


def test_an_executor_of_threads_hears_the_word():
    model = peelsim.ConceptText(concepts=3_000_000, texts=15_000_000, text_degree=peelsim.Binomial(mean=6))
    word = StopWord()
    with ThreadPoolExecutor(1) as pool:
        workers = Given(pool).start(word)
        block = workers.submit(Job(model, "graph", 1, 0, 100))
        time.sleep(1)
        begun = time.monotonic()
        word.set()
        assert block.result(timeout=60) is None
        assert time.monotonic() - begun < 0.5
        workers.close()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.kind}-{getattr(model, 'text_degree', '')}"[:40])
def test_a_model_survives_being_put_in_words(model):
    engine = model.resolve_engine("auto")
    control = np.zeros(2, np.int64)
    there = remote.run(remote.PlainJob.of(Job(model, engine, 5, 3, 2)), control)
    here = model.simulator(engine).run(5, 3, 2, np.zeros(2, np.int64))
    assert there.edges == control[1]
    assert set(there.counts) == set(here)
    for name, counts in here.items():
        np.testing.assert_array_equal(there.counts[name], counts)


def test_other_kernels_are_refused():
    block = remote.PlainJob.of(Job(MODELS[0], "graph", 1, 0, 1))._replace(kernels="0123456789abcdef")
    with pytest.raises(remote.OtherKernelsError, match="install the same on all machines"):
        remote.run(block, np.zeros(2, np.int64))


def test_an_executor_that_is_closed_is_said_in_words(tmp_path, asked):
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(WorkersError, match="takes no more work"):
        run(asked[0], tmp_path / "x.h5", Given(pool))


def test_no_scheduler_is_said_in_words(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(dask, "_PATIENCE", 1)
    with pytest.raises(WorkersError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9: ") as caught:
        run(asked[0], tmp_path / "x.h5", Dask("tcp://127.0.0.1:9", 0))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1:notaport", "bogus://x", "nowhere", "::1"])
def test_an_address_that_is_none_is_said_at_once(monkeypatch, address):
    monkeypatch.setattr("distributed.Client", lambda *arguments, **options: pytest.fail("a client was built"))
    said = rf"^{address} is no address of a Dask scheduler \(.*\): give tcp://HOST:PORT, or local$"
    with pytest.raises(WorkersError, match=said):
        Dask(address, 0).start(StopWord())


@pytest.mark.slow
def test_a_cluster_of_ones_own_ends_quietly_when_a_goal_does(tmp_path):
    """Blocks ahead of the goal are under way then."""
    stop = "max_edges = 1e10\nmax_events = { observable = 'stuck', count = 300 }"
    model = "concepts = 30_000\ntexts_per_concept = 3.5\ntext_degree = { mean = 6 }"  # stuck in every trial
    (tmp_path / "x.toml").write_text(toml(model=model, stop=stop))
    code, out, err = command("x.toml", "--dask", "local", cwd=tmp_path)
    assert (code, err) == (0, "") and "max_events" in out
