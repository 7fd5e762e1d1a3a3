"""A failing cell costs its exhibits, says so in their place, and no more."""

import json
from dataclasses import replace
from functools import partial

import nbformat
import pandas as pd
import pytest

from overture.press import Request, read_status, run_report, verify_report
from overture.press.execution import NotebookFailed, run_notebook
from overture.press.losses import last_needed, names_from
from overture.press.plan import Code

PARAMETERS = """\
corpus: str = "seeds/documents"  # folder or file to read
fault: str = ""  # where it goes wrong"""
LOAD = """\
HOME = "/home/" + "somebody/secret/"
table = pd.DataFrame({"word": ["peace", "war"], "n": [2, 1]})
table = tell(table, unit="words", n=3, method="Counted by hand.", caption="Words.")
show = partial(exhibit, None)
share = table["n"] * 0
assert fault != "load", open(HOME + "texts.txt")"""
CELLS = [
    "# How many words?",
    PARAMETERS,
    "from functools import partial\n\nimport pandas as pd\n\n"
    "from overture.frame import tell\nfrom overture.press import exhibit",
    LOAD,
    "## How often?",
    'show("often", table, finds="Peace leads")',
    "## In which share?",
    """\
wanted = "tone" if fault == "tone" else "n"
share = table[wanted] / 3
show("shares", table.assign(share=share), finds="Two thirds are peace")""",
    "The same again, of the share.",
    'show("third", table.assign(third=share), finds="Peace again")',
    "## And the rest?",
    """\
show("rest", table, finds="War follows")
assert fault != "rest", f"no room at {HOME}{fault}.txt"
show("more", table, finds="More")""",
]


@pytest.fixture
def write(tmp_path):
    """Write a notebook of sources; what starts with # is text."""

    def write_cells(sources, name="00-words.ipynb"):
        v4, cells = nbformat.v4, []
        for source in sources:
            tags = {"tags": ["parameters"]} if source == PARAMETERS else {}
            text = source.startswith(("#", "The same"))
            make = v4.new_markdown_cell if text else v4.new_code_cell
            cells.append(make(source, metadata=tags))
        nbformat.write(v4.new_notebook(cells=cells), tmp_path / name)
        return tmp_path / name

    return write_cells


@pytest.fixture
def request_(tmp_path, write) -> Request:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("peace peace war")
    given = {"corpus": str(tmp_path / "texts")}
    return Request(tmp_path / "reports", given, (write(CELLS),))


def prepare(plan) -> dict:
    """Tell of the corpus as a caller of `run_report` does."""
    row = {"path": "one.txt", "record": 0, "status": "parsed", "reason": None}
    return {"name": "texts", "title": "Words", "intake": pd.DataFrame([row])}


def run(request: Request, **given) -> tuple[int, list[str]]:
    said: list[str] = []
    changed = replace(request, given=request.given | given)
    return run_report(changed, said.append, prepare), said


def test_a_failing_cell_costs_what_it_shows_and_what_rests_on_it(request_):
    code, said = run(request_, fault="tone")
    assert code == Code.PUBLISHED
    current = request_.out / "current"
    exhibits = json.loads((current / "manifest.json").read_text())["exhibits"]
    assert list(exhibits) == ["more", "often", "rest"]
    page = (current / "report.html").read_text()
    # In its place: behind the first exhibit, before the last two.
    places = [page.index(f'<article class="exhibit" id="{name}"') for name in
              ("often", "shares", "third", "rest", "more")]  # fmt: skip
    assert places == sorted(places)
    assert page.count("<bdi>This exhibit could not be made</bdi>") == 2
    assert page.count("“In which share?”: KeyError: &#39;tone&#39;") == 2
    # No stale share of the loading cell; the first cause, not a NameError.
    assert "NameError" not in page
    assert "3 exhibits on the corpus texts" in page
    missing = read_status(request_.out)["missing"]
    assert [line.split(": ")[1] for line in missing] == ["shares", "third"]
    assert any("not made: 00-words: shares: KeyError: 'tone'" in line for line in said)
    assert said[-1].endswith("without 2 exhibits")


def test_the_traceback_is_in_the_log_and_nowhere_else(request_, tmp_path):
    run(request_, fault="rest")
    current = request_.out / "current"
    for file in current.rglob("*"):
        if file.is_file() and file.name != "run.json":
            data = file.read_bytes()
            assert b"Traceback" not in data, file.name
            assert b"/home/somebody" not in data, file.name
            assert str(tmp_path).encode() not in data, file.name
    notebook = (current / "notebooks" / "00-words.ipynb").read_text()
    assert "AssertionError: no room at rest.txt" in notebook
    log = (request_.out / "failed" / "00-words.log").read_text()
    assert "Traceback" in log
    assert "/home/somebody/secret/rest.txt" in log
    # What the cell had shown before stands.
    missing = read_status(request_.out)["missing"]
    assert missing == ["00-words: more: AssertionError: no room at rest.txt"]


def test_a_report_with_a_loss_is_verified_and_unchanged_like_any_other(request_):
    run(request_, fault="tone")
    assert run(request_, fault="tone")[0] == Code.UNCHANGED
    assert len(read_status(request_.out)["missing"]) == 2
    said: list[str] = []
    again = partial(run_report, say=said.append, prepare=prepare)
    code = verify_report(request_.out / "current", again, said.append)
    assert code == Code.PUBLISHED, said
    assert run(request_)[0] == Code.PUBLISHED
    assert read_status(request_.out)["missing"] == []
    assert not (request_.out / "failed").exists()


def test_without_its_data_a_notebook_fails(request_):
    code, said = run(request_, fault="load")
    assert code == Code.FAILED
    assert any("FileNotFoundError" in line for line in said)
    assert "Traceback" in (request_.out / "failed" / "00-words.log").read_text()


def test_where_no_exhibit_is_left_the_notebook_fails(request_, write):
    path = write(
        [*CELLS[:4], "## First", "1 / 0", 'show("rest", 1 / 0)'], "01-no.ipynb"
    )
    code, said = run(replace(request_, notebooks=(*request_.notebooks, path)))
    assert code == Code.FAILED
    assert any("“First”: ZeroDivisionError" in line for line in said)
    assert (request_.out / "failed" / "01-no.ipynb").exists()
    assert not (request_.out / "current").exists()


def test_executed_in_place_a_notebook_fails_at_its_first_error(write):
    path = write([*CELLS[:6], 'show("shares", 1 / 0)', 'print("reached")'])
    with pytest.raises(NotebookFailed, match="ZeroDivisionError") as caught:
        run_notebook(path, {})
    assert caught.value.notebook.cells[-1].execution_count is None


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (CELLS, 3),
        ([*CELLS[:4], "more = 1", *CELLS[4:]], 4),  # loads in two cells
        ([*CELLS[:4], *CELLS[5:]], 3),  # shows at once
        (CELLS[:3], 3),  # nothing but imports: nothing may fail
    ],
)
def test_what_loads_the_data_is_needed(write, sources, expected):
    cells = nbformat.read(write(sources), as_version=4).cells
    assert last_needed(cells) == expected


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = 1\nb = f(\n    2)\nc = 3", ["b", "c"]),  # line 3 is b's
        ("a = 1\nt['x'] = 1\nz.y = (a := 2)", ["t", "z", "a"]),
        ("def", []),
    ],
)
def test_names_are_lost_from_the_statement_that_failed_on(source, names):
    line = 3 if "f(" in source else 2
    assert sorted(names_from(source, f"Cell In[7], line {line}")) == sorted(names)
