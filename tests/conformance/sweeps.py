"""A small sweep of every kind of model, on which every promise is tried: some points and laws, one of them binding."""

from pathlib import Path

from peelsim.sweep.file import spec
from tests.sweep.example import toml

GRAPHS = Path(__file__).parents[1] / "graphs" / "given"
LEARNER = "text_degree = { kind = 'poisson', mean = 3 }\nlearner = '1-skill'"

SWEEPS = {
    "concept-text": {
        "model": "text_degree = { mean = 6 }",
        "grid": "concepts = [20, 40]\ntexts_per_concept = [3.5, 5]",
        "rest": '[laws]\ncompare = ["corrected", "exact", "density_evolution"]\nbinding = ["exact"]',
    },
    "engine curve": {
        "kind": "concept-text",
        "model": "text_degree = { kind = 'poisson', mean = 4 }",
        "grid": "concepts = [20, 30]\ntexts_per_concept = [0, 1.5, 4]",
        "rest": '[laws]\ncompare = ["exact"]\n[run]\nengine = "curve"',
    },
    "skill-hierarchy": {
        "model": "concepts = 150\ntext_degree = { mean = 4 }\nlevels = 3\nskills = 12\n"
        "threshold = { kind = 'exponential', rate = 4 }\nprerequisites = [0, 1, 1]\n"
        "[model.tasks]\neasy = { kind = 'homogeneous', level = 1 }",
        "grid": "texts_per_concept = [1, 2]\nlearnt_only = [false, true]",
        "rest": '[laws]\ncompare = ["corrected", "published"]',
    },
    "random-graph": {
        "grid": "nodes = [400, 900]\nmean_degree = [1.6, 2]",
        "rest": '[laws]\ncompare = ["giant_component", "critical_window"]\nbinding = ["giant_component"]',
    },
    "percolation": {
        "model": "mean_degree = 3\noccupation_points = 4\noccupation_from = 0.55",
        "grid": "nodes = [300, 700]\noccupied = ['bonds', 'sites']",
        "rest": '[laws]\ncompare = ["giant_component"]',
    },
    "matrix": {
        "model": f"path = '{GRAPHS / 'regular.alist'}'\ntrajectory_rounds = 2\nnull = 'configuration'\nnull_draws = 50",
        "grid": "erasure = [0.3, 0.45]\nedge_deletion = [0, 0.1]",
        "rest": '[laws]\ncompare = ["density_evolution"]',
    },
    "corpus": {
        "kind": "matrix",
        "model": f"path = '{GRAPHS / 'texts.csv'}'\nnull = ['binomial', 'texts']\nnull_draws = 50",
        "grid": "texts_share = [0, 0.3, 1]\nerasure = [0.9, 1]",
        "rest": '[laws]\ncompare = ["density_evolution"]\n[run]\nengine = "curve"',
    },
    "given-network": {
        "model": "occupation_points = 4",
        "grid": f"path = ['{GRAPHS / 'random.csv'}', '{GRAPHS / 'triangles.tsv'}']\noccupied = ['bonds', 'sites']",
        "rest": '[laws]\ncompare = ["configuration"]',
    },
    "abstract-learner": {
        "model": f"{LEARNER}\nlearning_rounds = 3\nfresh_texts = 50",
        "grid": "skills = [150, 300]\ntexts_per_skill = [0.5, 2]",
        "rest": '[laws]\ncompare = ["density_evolution"]\nbinding = ["density_evolution"]',
    },
    "skill-classes": {
        "model": "skill_shares = [0.3, 0.7]\ntext_shares = [0.5, 0.5]\nmean_skills = [[3, 1], [0, 2]]\n"
        "learners = ['1-skill', [1, 0.4]]\nfresh_texts = 50",
        "grid": "skills = [200, 400]\ntexts_per_skill = [0.5, 2.5]",
        "rest": '[laws]\ncompare = ["density_evolution"]',
    },
    "fine-tuning": {
        "model": "basic_skills = 200\nfoundation_skills = 2\nbasic_needed = 2\nfine_taught = 2\nfresh_texts = 50",
        "grid": "fine_skills = [150, 300]\nfoundation_ratio = [0.5, 3]\nfine_ratio = [2]",
        "rest": '[laws]\ncompare = ["density_evolution"]',
    },
    "skill-association": {
        "model": LEARNER,
        "grid": "skills = [200, 400]\ntexts_per_skill = [0.6, 1.5]",
        "rest": '[laws]\ncompare = ["limit", "independent"]',
    },
    "semantic-compression": {
        "model": f"{LEARNER}\nfresh_texts = 40",
        "grid": "skills = [200, 400]\ntexts_per_skill = [0.6, 2]",
        "rest": '[laws]\ncompare = ["limit", "prediction"]',
    },
    "quanta": {
        "model": "quanta = 400\nsightings = 2\ntest_samples = 1000\n[model.tasks]\nfirst = [1]\nmany = [3, 30]",
        "grid": "exponent = [0.4, 1]\nsamples = [100, 2000]",
        "rest": '[laws]\ncompare = ["exact", "asymptotic", "published"]\nbinding = ["exact"]',
    },
    "softmax-regression": {
        "model": "classes = 3\ndimensions = 6\ntime = [2, 5, 9]\ntest_samples = 500\nmomentum = 0.5",
        "grid": "noise = [0.4, 1]\nbatch = [1, 3]",
        "rest": '[laws]\ncompare = ["asymptotic", "published", "flow"]',
    },
    "sparse-parity": {
        "model": "tasks = 3\nbits = 6\nsubset = 2\nbatch = 20\nrate = 0.01\ntime = [5, 40, 80]\n"
        "test_samples = 50\nwatched = [2]",
        "grid": "exponent = [0.5, 1]\nwidth = [4, 20]",
        "rest": '[laws]\ncompare = ["finite"]',
    },
    "erasure-code": {
        "model": "bit_degree = { kind = 'regular', degree = 3 }\ncheck_degree = { kind = 'regular', degree = 6 }",
        "grid": "bits = [24, 48]\nerasure = [0, 0.35, 0.45]",
        "rest": '[laws]\ncompare = ["exact", "scaling", "density_evolution"]\nbinding = ["exact"]',
    },
    "irregular code": {
        "kind": "erasure-code",
        "model": "bit_degree = { kind = 'explicit', perspective = 'edge', probabilities = { 2 = 0.2, 4 = 0.8 } }\n"
        "check_degree = { kind = 'regular', degree = 6 }\nerasures = 'fixed'\ntrajectory_rounds = 3",
        "grid": "bits = [120, 600]\nwindow = [-1, 1.5]",
        "rest": '[laws]\ncompare = ["corrected", "floor"]',
    },
    "random-access": {
        "model": "user_degree = { kind = 'explicit', probabilities = { 2 = 0.5, 3 = 0.28, 8 = 0.22 } }",
        "grid": "slots = [40, 60]\nload = [0.5, 0.9]\nreplicas = ['distinct', 'independent']",
        "rest": '[laws]\ncompare = ["scaling"]',
    },
    "hypergraph": {
        "model": "edge_size = 3\nedges_fixed = false",
        "grid": "vertices = [60, 90]\nedges_per_vertex = [0.7, 0.9]\nplacement = ['partite', 'independent']",
        "rest": '[laws]\ncompare = ["density_evolution"]',
    },
    "lt-code": {
        "model": "symbol_degree = { kind = 'robust-soliton', size = 40, c = 0.05, delta = 0.5 }",
        "grid": "symbols = [40, 60]\noverhead = [0, 0.3]",
        "rest": '[laws]\ncompare = ["exact"]\nbinding = ["exact"]',
    },
    "weighted-concepts": {
        "model": "concepts = 300\nmean_text_degree = 2",
        "grid": "weight_exponent = [0, 0.5]\noccurrences = [300, 900]",
        "rest": '[laws]\ncompare = ["mean_field"]',
    },
    "additive-source": {
        "model": "horizon_rule = 'best'",
        "grid": "samples = [1000, 20_000]\nsource = { zip = { correlation_exponent = [0.88, 1], "
        "entropy_exponent = [0.325, 0.5] } }",
        "rest": '[laws]\ncompare = ["exact", "asymptotic"]\nbinding = ["exact"]\n[run]\nengine = "moments"',
    },
    "engine sequence": {
        "kind": "additive-source",
        "model": "correlation_exponent = 0.9\nentropy_exponent = 0.4\nlags = 12\nhorizon_rule = 'best'",
        "grid": "samples = [1000, 3000]\ntokens = ['bits', 'normal']",
        "rest": '[laws]\ncompare = ["exact", "serial"]\nbinding = ["serial"]\n[run]\nengine = "sequence"',
    },
    "long-memory-source": {
        "grid": "samples = [100, 600]\nmemory = [0.2, 0.4]",
        "rest": '[laws]\ncompare = ["corrected", "published"]\n[run]\nengine = "auto"',
    },
    "pointer-source": {
        "model": "entropy_exponent = 0.5\ntypes = 500",
        "grid": "samples = [100, 3000]\npayloads = [2, 4]",
        "rest": '[laws]\ncompare = ["exact", "asymptotic"]\nbinding = ["exact"]\n[run]\nengine = "auto"',
    },
    "hierarchy-source": {
        "model": "symbols = 8\nrules = 3\nlevels = 3\ntrees = 4",
        "grid": "samples = [50, 5000]\nbranching = [2, 3]",
        "rest": '[laws]\ncompare = ["asymptotic", "finite_size"]\n[run]\nengine = "auto"',
    },
}


def text_of(name, *, stop="max_trials = 60", more=""):
    """The small sweep of this name. more: further tables."""
    parts = SWEEPS[name]
    kind, called = parts.get("kind", name), name.replace(" ", "-")
    rest = parts["rest"] + more
    sweep = f'name = "{called}"\nseed = 7'
    return toml(model=parts.get("model", ""), grid=parts["grid"], stop=stop, rest=rest, sweep=sweep, kind=kind)


def sweep_of(name):
    """The same, read."""
    return spec.parse(text_of(name), source=Path(f"{name}.toml"))
