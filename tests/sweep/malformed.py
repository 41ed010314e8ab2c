"""Sweep files that are wrong, each with the places its mistakes are reported at. See ``example.toml`` for the rest."""

from tests.sweep.example import MODEL, toml

HEX = "0x" + "f" * 9000  # an integer that Python does not write out in decimal
_GRID = "text_degree = { mean = 6 }"  # a [model] that leaves concepts and texts to the grid


def _degree(text):
    return f"concepts = 100\ntexts = 450\ntext_degree = {text}"


FILES = {  # name -> (text or bytes, keys of its mistakes)
    "no TOML": ("[sweep\nname = 3", [""]),
    "not UTF-8": (toml().encode() + b"# \xff\xfe", [""]),
    "a zero byte": (toml() + "\0", [""]),
    "a key twice": (toml() + "[sweep]\n", [""]),
    "9000 digits": (toml(stop=f"max_trials = {'9' * 9000}"), [""]),
    "nested too deeply for TOML": (f"a = {'[' * 5000}{']' * 5000}", [""]),
    "a key too long for TOML": (
        " . ".join(["a", '"b.c"'] * 30_000) + " = 1",
        [""],
    ),
    "nested too deeply for us": (toml(rest=f"[grid.{'.'.join('a' * 300)}]"), [""]),
    "empty": ("", ["sweep", "model", "stop"]),
    "sections that are numbers": (
        "sweep = 1\nmodel = 1\ngrid = 1\nstop = 1\nlaws = 1\nrun = 1\noutput = 1\nsmoke = 1",
        ["sweep", "model", "grid", "stop", "laws", "run", "output", "smoke"],
    ),
    "sections that are lists": ("[[sweep]]\n[[model]]\n[[stop]]", ["sweep", "model", "stop"]),
    "misspelt section": (toml(rest="[output]\n[ouput]"), ["ouput"]),
    "misspelt keys": (
        toml(
            sweep='name = "x"\nsead = 1',
            model=MODEL.replace("text_degree", "text_degre"),
            stop="max_trails = 3",
            rest="[laws]\ncompar = []\n[run]\nengin = 'graph'\n[output]\nobservable = []",
        ),
        [
            "sweep.seed",
            "sweep.sead",
            "model.text_degree",
            "model.text_degre",
            "stop.max_trails",
            "laws.compar",
            "run.engin",
            "output.observable",
        ],
    ),
    "no kind": (toml().replace('kind = "concept-text"', ""), ["model.kind"]),
    "unknown kind": (toml(kind="concept-txt"), ["model.kind"]),
    "kind that is a module": (toml(kind="base"), ["model.kind"]),
    "kind that is a path": (toml(kind="../sweep/spec"), ["model.kind"]),
    "kind that is a list": (toml().replace('"concept-text"', '["concept-text"]'), ["model.kind"]),
    "strings for numbers": (
        toml(sweep='name = "x"\nseed = "1"', model='concepts = "100"\ntexts = "450"\ntext_degree = { mean = "6" }'),
        ["sweep.seed", "model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "booleans for numbers": (
        toml(
            sweep='name = "x"\nseed = true',
            model="concepts = true\ntexts = false\ntext_degree = { mean = true }\nsplit = true",
            stop="max_trials = true\nmax_edges = true",
        ),
        [
            "sweep.seed",
            "stop.max_trials",
            "stop.max_edges",
            "model.concepts",
            "model.texts",
            "model.text_degree.mean",
            "model.split",
        ],
    ),
    "numbers for strings": (
        toml(sweep="name = 1\nseed = 1", rest="[output]\npath = 1\n[run]\nengine = 1"),
        ["sweep.name", "output.path", "run.engine"],
    ),
    "numbers for booleans": (
        toml(model=MODEL + "\ntexts_fixed = 1", rest="[output]\nkeep_trials = 0"),
        ["output.keep_trials", "model.texts_fixed"],
    ),
    "dates for numbers": (
        toml(model="concepts = 1979-05-27\ntexts = 07:32:00\ntext_degree = { mean = 1979-05-27T07:32:00Z }"),
        ["model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "tables and lists for numbers": (
        toml(model="concepts = {}\ntexts = [450]\ntext_degree = { mean = { mean = 6 } }"),
        ["model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "inf and nan": (
        toml(model="concepts = nan\ntexts = inf\ntext_degree = { mean = -inf }", stop="max_edges = inf"),
        ["stop.max_edges", "model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "1e400": (
        toml(model="concepts = 1e400\ntexts = 1e400\ntext_degree = { mean = 1e400 }", stop="max_trials = 1e400"),
        ["stop.max_trials", "model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "10**30": (
        toml(
            sweep=f'name = "x"\nseed = {10**30}',
            model=f"concepts = {10**30}\ntexts = {10**30}\ntext_degree = {{ mean = 6 }}",
            stop=f"max_trials = {10**30}",
        ),
        ["sweep.seed", "stop.max_trials", "model.concepts", "model.texts"],
    ),
    "9000 hexadecimal digits": (
        toml(
            sweep=f'name = "x"\nseed = {HEX}',
            model=f"concepts = {HEX}\ntexts = {HEX}\ntext_degree = {{ mean = {HEX} }}",
            stop=f"max_trials = {HEX}\nmax_edges = {HEX}\nmax_events = {{ observable = 'stuck', count = {HEX} }}",
        ),
        [
            "sweep.seed",
            "stop.max_trials",
            "stop.max_edges",
            "stop.max_events.count",
            "model.concepts",
            "model.texts",
            "model.text_degree.mean",
        ],
    ),
    "negative sizes": (
        toml(sweep='name = "x"\nseed = -1', model="concepts = -5\ntexts = -1\ntext_degree = { mean = -6 }"),
        ["sweep.seed", "model.concepts", "model.texts", "model.text_degree.mean"],
    ),
    "zero sizes": (
        toml(model="concepts = 0\ntexts = 0\ntext_degree = { mean = 0 }"),
        ["model.concepts", "model.text_degree.mean"],
    ),
    "half a concept": (toml(model="concepts = 10.5\ntexts = 5\ntext_degree = { mean = 2 }"), ["model.concepts"]),
    "half a text": (toml(model="concepts = 10\ntexts = 5.5\ntext_degree = { mean = 2 }"), ["texts"]),
    "half a text on an axis": (
        toml(model="concepts = 10\ntext_degree = { mean = 2 }", grid="texts = [5.5]"),
        ["texts"],
    ),
    "more concepts per text than there are": (toml(model="concepts = 3\ntexts = 5\n" + _GRID), ["text_degree"]),
    "two numbers of texts": (toml(model=MODEL + "\ntexts_per_concept = 4.5"), ["model"]),
    "three numbers of texts": (toml(model=MODEL + "\ntexts_per_concept = 4.5\nwindow = 0"), ["model"]),
    "no number of texts": (toml(model="concepts = 100\n" + _GRID), ["model"]),
    "window without a threshold": (
        toml(model="concepts = 100\nwindow = 0\ntext_degree = { mean = 2.5 }"),
        ["window"],
    ),
    "window of no texts": (toml(model="concepts = 100\nwindow = -50\n" + _GRID), ["window"]),
    "window of too many texts": (toml(model="concepts = 100\nwindow = 1e300\n" + _GRID), ["texts"]),
    "too many concepts for a graph": (toml(model="concepts = 3e9\ntexts = 10\n" + _GRID), ["run.engine"]),
    "split of all": (toml(model=MODEL + "\nsplit = 1"), ["model.split"]),
    "degree that is a number": (toml(model=_degree("6")), ["model.text_degree"]),
    "degree that is a word": (toml(model=_degree('"binomial"')), ["model.text_degree"]),
    "degree of unknown kind": (toml(model=_degree('{ kind = "binomal", mean = 6 }')), None),
    "degree without a mean": (toml(model=_degree("{ kind = 'binomial' }")), None),
    "degree with more": (toml(model=_degree("{ mean = 6, means = 7 }")), ["model.text_degree.means"]),
    "unknown engine": (toml(rest='[run]\nengine = "grahp"'), ["run.engine"]),
    "unknown laws": (toml(rest='[laws]\ncompare = ["corected", 3]'), ["laws.compare[1]"]),
    "unknown law": (
        toml(rest='[laws]\ncompare = ["corected"]\nbinding = ["x"]'),
        ["laws.compare[0]", "laws.binding[0]"],
    ),
    "law twice": (toml(rest='[laws]\ncompare = ["corrected", "corrected"]'), ["laws.compare[1]"]),
    "binding a law that is not compared": (
        toml(rest='[laws]\ncompare = ["corrected"]\nbinding = ["published"]'),
        ["laws.binding[0]"],
    ),
    "laws that are a word": (toml(rest='[laws]\ncompare = "corrected"'), ["laws.compare"]),
    "unknown observables": (
        toml(rest='[output]\nobservables = ["stuk", "complete", "lernt"]'),
        ["output.observables[0]", "output.observables[2]"],
    ),
    "no observables": (toml(rest="[output]\nobservables = []"), ["output.observables"]),
    "observable twice": (toml(rest='[output]\nobservables = ["stuck", "stuck"]'), ["output.observables[1]"]),
    "no stop rule": (toml(stop=""), ["stop"]),
    "events alone": (toml(stop="max_events = { observable = 'stuck', count = 3 }"), ["stop"]),
    "events of a number": (
        toml(stop="max_trials = 10\nmax_events = { observable = 'learnt', count = 3 }"),
        ["stop.max_events.observable"],
    ),
    "events that are not observed": (
        toml(
            stop="max_trials = 10\nmax_events = { observable = 'stuck', count = 3 }",
            rest='[output]\nobservables = ["complete"]',
        ),
        ["stop.max_events.observable"],
    ),
    "more events than trials": (
        toml(stop="max_trials = 10\nmax_events = { observable = 'stuck', count = 11 }"),
        ["stop.max_events.count"],
    ),
    "more events than the work allows": (
        toml(stop="max_edges = 27000\nmax_events = { observable = 'stuck', count = 11 }"),
        ["stop.max_events.count"],
    ),
    "events that are a list": (toml(stop="max_trials = 10\nmax_events = ['stuck', 3]"), ["stop.max_events"]),
    "no events": (
        toml(stop="max_trials = 10\nmax_events = { observable = 'stuck', count = 0 }"),
        ["stop.max_events.count"],
    ),
    "half a trial": (toml(stop="max_trials = 0.5"), ["stop.max_trials"]),
    "no work": (toml(stop="max_edges = 0"), ["stop.max_edges"]),
    "work where there is none": (
        toml(model="concepts = 100\n" + _GRID, grid="texts = [0, 100]", stop="max_edges = 1e6"),
        ["stop.max_edges"],
    ),
    "name with a slash": (toml(sweep='name = "../x"\nseed = 1'), ["sweep.name"]),
    "empty name": (toml(sweep='name = ""\nseed = 1'), ["sweep.name"]),
    "name with a line": (toml(sweep='name = "x\\n"\nseed = 1'), ["sweep.name"]),
    "path with a zero": (toml(rest='[output]\npath = "a\\u0000b.h5"'), [""]),
    "name of one's own with a zero": (toml(rest='[output."a\\u0000b"]'), [""]),
    "path that is a folder": (toml(rest='[output]\npath = ".."'), ["output.path"]),
    "empty path": (toml(rest='[output]\npath = ""'), ["output.path"]),
    "smoke that is a number": ("smoke = 1\n" + toml(), ["smoke"]),
    "empty axis": (toml(model="texts = 9\n" + _GRID, grid="concepts = []"), ["grid.concepts"]),
    "wrong values of axes": (
        toml(model="concepts = 100\n" + _GRID, grid="concepts = [100, -5, '7']\ntexts = [450, true]"),
        ["grid.concepts[1]", "grid.concepts[2]", "grid.texts[1]"],
    ),
    "wrong zipped values": (
        toml(model=_GRID, grid="size = { zip = { concepts = [100, 0], texts = [-1, 450] } }"),
        ["grid.size.zip.concepts[1]", "grid.size.zip.texts[0]"],
    ),
    "misspelt axis": (toml(grid="splitt = [0.5]"), ["grid.splitt[0]"]),
    "axis of a parameter within a number": (toml(grid='"concepts.x" = [5]'), ["grid.concepts.x"]),
    "axis varied twice": (
        toml(model="texts = 9\n" + _GRID, grid="concepts = [9]\nsize = { zip = { concepts = [9] } }"),
        ["grid.size"],
    ),
    "axis of rounds recorded": (toml(grid="trajectory_rounds = [0, 5]"), ["grid"]),
    "grid of four million points": (
        toml(grid="split = { start = 0.1, stop = 0.2, num = 2000 }\nwindow = { start = 0, stop = 1, num = 2e3 }"),
        ["grid"],
    ),
    "axis called like an observable": (toml(grid="stuck = { zip = { split = [0.5] } }"), ["grid.stuck"]),
    "axis called like an interval": (toml(grid="stuck_low = { zip = { split = [0.5] } }"), ["grid.stuck_low"]),
    "axis called like a group": (toml(grid="predictions = { zip = { split = [0.5] } }"), ["grid.predictions"]),
    "axis called like a quantity": (toml(grid="texts = { zip = { split = [0.5] } }"), ["grid.texts"]),
    "axis with a slash": (toml(grid='"a/b" = { zip = { split = [0.5] } }'), ["grid.a/b"]),
    "axis without a name": (toml(grid='"" = { zip = { split = [0.5] } }'), ["grid."]),
}
