"""What kernels call is compiled into them; a cache that is torn, full, forbidden or nowhere costs time, not the run."""

import gc
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from peelsim.jit import inner_kernel, kernel
from peelsim.jit import kept as keeping
from peelsim.kernels.draws import random

CODE = """
import sys
import numpy as np
from peelsim.kernels.draws.random import draw
assert draw(np.uint64(0), np.uint64(0)) != draw(np.uint64(0), np.uint64(1))
print(sum(draw.stats.cache_hits.values()))
"""


def run(code, cache, user=None, **environment):
    """This code in a fresh process with this cache folder."""
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"XDG_CACHE_HOME": str(cache), "PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        user=user,
    )
    assert said.returncode == 0, said.stderr
    return said


def draw(cache, *, before="", **options):
    """A random word drawn in a fresh process with this cache folder: kernels taken from it, and what was said."""
    said = run(before + CODE, cache, **options)
    return int(said.stdout), said.stderr


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A cache with the kernels of CODE."""
    folder = tmp_path_factory.mktemp("kernels")
    assert draw(folder) == (0, "")
    assert draw(folder) == (1, "")
    return folder


@pytest.fixture
def cache(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "cache")


def kept(cache, ending):
    files = [path for path in cache.rglob(f"*{ending}") if path.is_file()]
    assert files
    return files


@pytest.mark.parametrize(
    ("ending", "change"),
    [
        (".nbi", lambda data: b""),
        (".nbi", lambda data: data[: len(data) // 2]),
        (".nbc", lambda data: data[:50] + b"\xff" * 8 + data[58:]),
        (".sha256", lambda data: b""),
    ],
    ids=["emptied index", "cut index", "overwritten code", "emptied hash"],
)
@pytest.mark.slow
def test_a_torn_cache_is_repaired(cache, ending, change):
    for path in kept(cache, ending):
        path.write_bytes(change(path.read_bytes()))
    assert draw(cache) == (0, "")
    assert draw(cache) == (1, "")


@pytest.mark.slow
def test_one_changed_byte_of_code_is_not_run(cache):
    for path in kept(cache, ".nbc"):
        data = bytearray(path.read_bytes())
        data[len(data) * 3 // 4] ^= 1
        path.write_bytes(data)
    assert draw(cache) == (0, "")


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
"""


@pytest.mark.slow
def test_a_cache_without_room(tmp_path):
    used, said = draw(tmp_path, before=FULL)
    assert used == 0
    assert said.startswith("compiled kernels cannot be kept in ") and said.count("\n") == 1
    assert said.endswith("(File too large): every run compiles them anew\n")


@pytest.mark.slow
def test_a_cache_that_is_a_file(tmp_path):
    (tmp_path / "cache").write_text("")
    assert draw(tmp_path / "cache", TMPDIR=str(tmp_path)) == (0, "")
    assert kept(tmp_path, ".nbc")  # in a temporary folder


NOWHERE = """
import tempfile
def none():
    raise FileNotFoundError(2, "No usable temporary directory")
tempfile.gettempdir = none
"""


@pytest.mark.slow
def test_no_folder_at_all(tmp_path):
    (tmp_path / "cache").write_text("")
    used, said = draw(tmp_path / "cache", before=NOWHERE)
    assert used == 0
    assert said == (
        "compiled kernels cannot be kept anywhere (No usable temporary directory): every run compiles them anew\n"
    )


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root may become another user")
def test_a_user_without_a_home(tmp_path):
    tmp_path.chmod(0o755)
    readable = all(os.stat(p).st_mode & 0o5 == 0o5 for p in (Path(sys.executable).parent, tmp_path.parent))
    if not readable:
        pytest.skip("another user cannot read this interpreter")
    before = "import os; os.environ.pop('XDG_CACHE_HOME')\n"
    assert draw("", before=before, user=12345)[1] == ""
    assert not list(Path.cwd().glob("~"))


@pytest.mark.parametrize("changed", ["kernels/draws/constants.py", "theory/law.py", "jit/called.py", "stats/units.py"])
def test_a_change_to_what_kernels_are_made_of_is_seen(tmp_path, monkeypatch, changed):
    package = {
        "kernels/draws/constants.py": "ROWS = 1\n",
        "theory/law.py": "from peelsim.jit import kernel\nfrom peelsim.stats import known, told\n",
        "jit/called.py": "\n",
        "stats/told.py": "from peelsim.stats.units import UNIT\n",
        "stats/units.py": "UNIT = 40\n",
        "printing.py": "from peelsim.stats.told import UNIT\n",
    }
    for name, text in package.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(keeping, "_PACKAGE", tmp_path)
    found = [keeping.sources_hash.__wrapped__()]
    for name in ("printing.py", changed):
        (tmp_path / name).write_text(package[name] + "# another\n")
        found.append(keeping.sources_hash.__wrapped__())
    assert found[0] == found[1] != found[2]


def ours(function):
    """The function as one of this package."""
    function.__module__ = "peelsim.kernels.here"
    return function


@inner_kernel
@ours
def doubled(values):
    for i in range(values.size):
        values[i] *= 2
    return values[0]


@kernel
@ours
def doubled_twice(values):
    doubled(values)
    return doubled(values)


def test_a_kernel_that_kernels_call_has_no_code_of_its_own_until_python_calls_it():
    assert doubled_twice(np.ones(3)) == 4
    assert not doubled.overloads and doubled._called.overloads
    assert doubled(np.ones(3)) == 2  # by what is there already
    assert doubled.overloads and len(doubled._called.overloads) == 1
    assert doubled_twice(np.ones(3, np.int64)) == 4
    assert doubled(np.ones(3, np.float32)) == 2


@kernel
def told(number):
    print("seen", number)
    if number > 1:
        raise ValueError(f"number {number}")
    return number


@kernel
def told_by_another(number):
    return told(number)


@kernel
def factorial(number):
    return number * factorial(number - 1) if number > 1 else 1


@kernel
def factorial_of_another(number):
    return factorial(number) + 1


def test_kernels_of_a_user_print_raise_values_and_call_themselves(capfd):
    assert told_by_another(1) == 1
    with pytest.raises(ValueError, match="number 2"):
        told_by_another(2)
    assert capfd.readouterr().out == "seen 1\nseen 2\n"
    assert factorial_of_another(5) == 121


PRESSED = """
import signal
import numpy as np
from numba.core.runtime.nrt import rtsys
from peelsim.kernels.draws.random import draw, mix
runtime = type(rtsys)
read = runtime.initialize
def press(rtsys, context):
    signal.raise_signal(signal.SIGINT)
    print("goes on")
    read(rtsys, context)
runtime.initialize = press
for kernel, words in ((draw, (1, 2)), (mix, (3,))):
    try:
        kernel(*map(np.uint64, words))
        print("not interrupted")
    except KeyboardInterrupt:
        print("interrupted")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
runtime.initialize = read
print(draw(np.uint64(1), np.uint64(2)) != mix(np.uint64(3)))
"""


def test_ctrl_c_waits_for_the_compiler_and_the_next_kernel_is_compiled(tmp_path):
    """Compiled or from the cache, for which Numba's runtime is made ready; its registries are those of the process."""
    for _ in range(2):
        said = run(PRESSED, tmp_path).stdout.split("\n")
        assert said.index("interrupted") > said.index("goes on") == 0
        assert said.count("interrupted") == 2 and said[-2:] == ["True", ""]


@pytest.mark.parametrize(("before", "inside"), [(700, 10_000), (20_000, 20_000), (0, 0)])
def test_garbage_is_looked_for_rarely_while_kernels_are_compiled(monkeypatch, before, inside):
    """And as before afterwards, also where compiling fails."""
    usual, seen = gc.get_threshold(), []
    monkeypatch.setattr(CPUDispatcher, "compile", lambda kernel, signature: seen.append(gc.get_threshold()) or 1 / 0)
    gc.set_threshold(before, 9, 8)
    try:
        with pytest.raises(ZeroDivisionError):
            random.draw.compile("int64(int64)")
        assert seen == [(inside, 9, 8)] and gc.get_threshold() == (before, 9, 8)
    finally:
        gc.set_threshold(*usual)


def test_numbers_written_out_in_a_kernel_are_compiled_for_once():
    def called(number):
        return number + 1

    def calls(number):
        return called(number) + called(1) + called(2)

    called = kernel(ours(called))
    assert kernel(ours(calls))(3) == 9
    assert len(called._called.overloads) == 1


PICKLED = """
import pickle, sys
draw = pickle.load(sys.stdin.buffer)
print(draw(1, 2), draw(1, 2))
"""


def test_kernels_go_to_other_processes():
    words = pickle.dumps(random.draw)
    said = subprocess.run([sys.executable, "-c", PICKLED], input=words, capture_output=True)
    assert said.stdout.split() == [str(random.draw(1, 2)).encode()] * 2, said.stderr.decode()


SHUFFLED = """
import numpy as np
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle
items = np.arange(9)
assert shuffle(np.uint64(1), items, 9, np.zeros(2, np.int64))
print(*items, "from", sum(draw._called.stats.cache_hits.values()), sum(shuffle.stats.cache_hits.values()))
"""


def shuffled(cache):
    """Nine items shuffled in a fresh process with this cache folder, and which of two kernels were taken from it."""
    return tuple(run(SHUFFLED, cache).stdout.strip().split(" from "))


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".nbc", ".nbi"])
def test_what_kernels_call_is_kept_and_repaired(tmp_path, ending):
    order, hits = shuffled(tmp_path)
    assert (order, hits) == (shuffled(tmp_path)[0], "0 0")
    for path in kept(tmp_path, ".nbi"):
        if path.name.startswith("shuffle.shuffle"):
            path.unlink()
    assert shuffled(tmp_path) == (order, "1 0")  # compiled anew around the draw that was kept
    for path in kept(tmp_path, ending):
        path.write_bytes(path.read_bytes()[:-20])
    assert shuffled(tmp_path) == (order, "0 0")
    assert shuffled(tmp_path) == (order, "0 1")
