"""What all tests share: fixed examples for properties, and what a plain run leaves to a slow one.

That is all but the first cases of a test marked plain_cases(n), and notebooks.
"""

import gc
from collections import Counter

import pytest
from hypothesis import settings

# The same examples every time, of a machine of any speed; others with --hypothesis-profile default.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(config, items):
    cases = Counter()
    again = config.getoption("lf", default=False) and config.option.markexpr == "slow"  # what failed was slow before
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        plain = item.get_closest_marker("plain_cases")
        if plain is not None and (again or cases[test] > plain.args[0]):
            item.add_marker(pytest.mark.slow)
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    gc.freeze()  # six thousand tests stay to the end, and would be looked through for garbage each time
