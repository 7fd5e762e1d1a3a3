"""README and docs/ are true: links, reference pages, and every command they show.

The commands run as they stand, in a copy of the project that has the files which
they name: articles/ with twelve short texts of three outlets and four months, and
my-actors.yaml.
"""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import click
import pytest

from analysis.cli import main
from overture.press.editions import FIELDS
from overture.press.parameters import read_parameters

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")]
PAGES += [ROOT / "seeds/README.md", ROOT / "reports/README.md"]
PAGES += sorted((ROOT / "docs").glob("*.md"))
PAPERS = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in PAGES]
SHOWN = [ROOT / "README.md", ROOT / "docs/commands.md"]
PARTS = ("analysis", "overture", "notebooks", "seeds", "requirements.lock")
OUTLETS = ("The Wire", "The Post", "Herald")
TEXTS = (
    "Russia and Ukraine held talks in Istanbul. Ukraine praised the peace plan.",
    "“We want peace talks,” said Volodymyr Zelensky. Russia attacked Kharkiv again.",
    "China met Norway on Tuesday. Japan warned Brazil of a bad deal on grain.",
    "France blamed Russia for the brutal war. The peace plan of Turkey failed.",
)


@pytest.mark.parametrize("name", ["tables", "parameters", "commands", "calls"])
def test_reference_pages_are_what_the_script_writes(name):
    written = runpy.run_path(str(ROOT / "docs/write.py"))["pages"]()[f"{name}.md"]
    committed = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == committed, "write it anew: make docs"


@pytest.mark.parametrize("path", PAPERS)
def test_links_lead_to_a_file_and_a_heading(path):
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        if "://" in name:
            continue
        target = (path.parent / name) if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub names them."""
    heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_each_page_is_in_the_list_of_pages():
    listed = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        assert path.name == "README.md" or f"]({path.name})" in listed, path.name


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")))
def test_each_parameter_says_what_it_is(path):
    for name, parameter in read_parameters(path).items():
        assert parameter.help, f"{name} of {path.name} has no trailing comment"


@pytest.mark.parametrize("verb", main.commands)
def test_each_verb_has_help_with_an_example_and_each_option_its_own(verb):
    command = main.commands[verb]
    assert "Example: workbook" in command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help or option.show_default, f"{option.opts} of {verb}"


def test_fields_of_an_edition_are_those_of_the_code():
    text = (ROOT / "docs/editions.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    assert dict(told) == {name: meaning for name, (_, meaning) in FIELDS.items()}


def commands_of(path: Path) -> list[str]:
    """Return the commands that a page shows: in blocks, in prose, as an example."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    found = [line for block in blocks for line in block.splitlines() if line]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    found += [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose)]
    found += re.findall(r"Example: (workbook.*)", text)
    found = [re.sub(r"\s+# .*", "", line) for line in found]
    known = ("workbook", "make", "papermill", "python", ".venv")
    return [line for line in found if line.split()[0].split("/")[0] in known]


COMMANDS = sorted(set(chain.from_iterable(map(commands_of, PAGES))))
EVERY = sorted(set(chain.from_iterable(map(commands_of, SHOWN))))
REPORTS = [line for line in EVERY if re.match("workbook report [^-]", line)]


def is_quick(line: str) -> bool:
    """Tell commands that are run for themselves from those that are only checked."""
    program, *arguments = shlex.split(line)
    if program == "papermill":
        return True
    if program != "workbook" or len(arguments) < 2 or line in REPORTS:
        return False
    return arguments[0] not in ("notebooks", "report") and (
        (arguments[0] == "verify") <= ("--recount" in arguments)
        and "--install" not in arguments
    )


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_that_is_shown_is_there(line):
    program, *arguments = shlex.split(line)
    if program == "make" and arguments:
        done = subprocess.run(["make", "-n", *arguments], cwd=ROOT, capture_output=True)
        assert done.returncode == 0, done.stderr
    elif program == "workbook" and arguments:
        verb, *rest = arguments
        assert verb in main.commands
        if rest:  # without arguments, the verb is spoken of and not shown
            main.commands[verb].make_context(verb, rest)
    else:
        for part in arguments:
            assert not part.endswith(".py") or (ROOT / part).exists(), part


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, with what the commands that are shown need."""
    folder = tmp_path_factory.mktemp("project")
    for name in PARTS:
        if (ROOT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=skipped)
        else:
            shutil.copy(ROOT / name, folder / name)
    write_articles(folder / "articles")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    actors = re.search(r"```yaml\n(actors:\n.*?)```", readme, re.DOTALL).group(1)
    (folder / "my-actors.yaml").write_text(actors)
    with (folder / "seeds/editions.yaml").open("a") as editions:
        editions.write("\nweekly:\n  corpus: articles\n")
    return folder


@pytest.fixture(scope="module")
def made(project) -> dict[str, subprocess.CompletedProcess]:
    """What the commands that make a report did, one after the other."""
    return {line: run(project, line) for line in REPORTS}


def write_articles(folder: Path) -> None:
    """Write twelve articles and the table of their sources and dates."""
    folder.mkdir()
    rows = ["path,source,date"]
    for number in range(12):
        month, source = 1 + number // 3, OUTLETS[number % 3]
        name = f"{number:02}.txt"
        body = "\n\n".join(TEXTS[(number + step) % 4] for step in range(2))
        (folder / name).write_text(f"Day {number} of the talks\n\n{body}\n")
        rows.append(f"{name},{source},2022-{month:02}-{5 + number}")
    (folder / "metadata.csv").write_text("\n".join(rows) + "\n")


def run(project: Path, line: str) -> subprocess.CompletedProcess:
    """Run a command as it stands in the README, with the project's own Python."""
    program, *arguments = shlex.split(line)
    module = "analysis" if program == "workbook" else program
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
    )


def test_the_reports_shown_cover_groups_periods_and_units():
    assert len(REPORTS) == 3
    for wanted in ("target", "against", "every quarter", "unit paragraph", "split"):
        assert any(f"-p {wanted}" in line for line in REPORTS), wanted


@pytest.mark.parametrize("line", REPORTS)
def test_each_report_that_is_shown_is_made_with_all_its_exhibits(made, line):
    assert made[line].returncode == 0, made[line].stderr
    assert "Traceback" not in made[line].stderr
    assert "not made" not in made[line].stderr, made[line].stderr


@pytest.mark.parametrize("line", list(filter(is_quick, EVERY)))
def test_each_command_that_is_shown_works(project, made, line):
    earlier = sorted((project / "reports/history").iterdir())[0].name
    done = run(project, line.replace("0123456789ab", earlier))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", PAPERS)
def test_the_python_of_a_page_runs_from_top_to_bottom(project, path):
    text = path.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S))
    done = subprocess.run(
        [sys.executable, "-c", code.replace("Volltext", "text")],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
