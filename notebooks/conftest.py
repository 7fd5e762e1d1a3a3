"""nbval, truly strict: pixels are compared and a cell that was not run fails.

nbval by itself skips PNG and JPEG, and a notebook without execution counts
passes with nothing checked.
"""

import os

import pytest

from overture.press.execution import FIXED_ENVIRONMENT


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Let nbval's collector compare images too, in kernels like those of a run."""
    os.environ.update(FIXED_ENVIRONMENT)
    collected = yield
    for collector in collected:
        if hasattr(collector, "skip_compare"):
            images = {"image/png", "image/jpeg"}
            kept = (part for part in collector.skip_compare if part not in images)
            collector.skip_compare = tuple(kept)
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Fail a code cell that has no execution count."""
    cell = getattr(item, "cell", None)
    if cell is not None and cell.source.strip() and cell.execution_count is None:
        pytest.fail("this cell was not run: `make notebooks`", pytrace=False)
