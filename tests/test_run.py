"""A run publishes, or leaves what was there; killed or crowded, it stays whole."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
import pytest

from analysis.cli import main
from analysis.publishing import prepare
from overture.press import Request, read_status, run_report, verify_report
from overture.press.plan import Code
from overture.press.publish import verify_files

PUBLISHED, UNCHANGED, LOCKED = Code.PUBLISHED, Code.UNCHANGED, Code.LOCKED
FAILED, USAGE = Code.FAILED, Code.USAGE

PARAMETERS = """\
corpus: str = "seeds/documents"  # folder or file to read
top: int = 3  # rows shown
sources: list[str] = []  # sources that count
by: str = "source"  # what groups documents
target: str | None = None  # group to compare
split: str | None = None  # day that parts documents
fault: str = ""  # what goes wrong"""
LOAD = """\
from analysis import exhibits, open_corpus
from overture.frame import tell
loaded = open_corpus(corpus)
show = exhibits(loaded)
table = loaded.documents[["doc_id", "path", "n_chars"]].head(top)
if fault.startswith("rm "):
    __import__("shutil").rmtree(fault[3:])
assert fault != "raise", 1 / 0"""
SHOW = """\
table = tell(table, unit="documents", n=len(table), method="Counted.", key=["doc_id"])
show("documents", table, finds="The documents\\nDocuments read.")"""


@pytest.fixture
def request_(tmp_path) -> Request:
    """A request for a report of one small notebook on one small corpus."""
    corpus = tmp_path / "texts"
    corpus.mkdir()
    (corpus / "one.txt").write_text("A Title\n\nAnna met Boris. Boris was late.\n")
    cell = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell("# What was read?"),
        cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        cell(LOAD),
        cell(SHOW),
    ]
    path = tmp_path / "00-sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return Request(
        out=tmp_path / "reports",
        given={"corpus": str(corpus)},
        notebooks=(path,),
        store=tmp_path / "store",
    )


def run(request: Request, **given) -> tuple[int, list[str]]:
    """Run with changed parameters; return the exit code and what was said."""
    said: list[str] = []
    changed = replace(request, given=request.given | given)
    return run_report(changed, said.append, prepare), said


def verify(report: Path, said: list[str]) -> int:
    """Verify a report; what was said is put into a list."""
    again = partial(run_report, say=said.append, prepare=prepare)
    return verify_report(report, again, said.append)


def published_key(request: Request) -> str:
    return json.loads((request.out / "current" / "manifest.json").read_text())["key"]


def test_a_run_publishes_then_says_unchanged_then_notices_a_change(request_):
    code, said = run(request_)
    assert code == PUBLISHED
    assert any(line.startswith("intake: 1 found = 1 parsed") for line in said)
    report = request_.out / "current"
    for name in ("report.html", "report.pdf", "manifest.json", "run.json"):
        assert (report / name).stat().st_size > 0
    assert verify_files(report) == []
    durations = read_status(request_.out)["durations"]
    assert 0 < durations["00-sample"] < read_status(request_.out)["seconds"]
    first = published_key(request_)
    assert run(request_)[0] == UNCHANGED
    assert read_status(request_.out)["state"] == "unchanged"
    (request_.out.parent / "texts" / "two.txt").write_text("Boris left.")
    assert run(request_)[0] == PUBLISHED
    assert published_key(request_) != first
    assert len(list((request_.out / "history").iterdir())) == 2


def test_no_path_of_the_machine_stands_in_the_report(request_, tmp_path):
    run(request_)
    for file in (request_.out / "current").rglob("*"):
        if file.is_file() and file.name != "run.json":
            assert str(tmp_path).encode() not in file.read_bytes(), file.name


def test_a_failing_notebook_leaves_the_last_report_and_is_kept(request_):
    run(request_)
    before = published_key(request_)
    code, said = run(request_, fault="raise")
    assert code == FAILED
    assert any("ZeroDivisionError" in line for line in said)
    assert published_key(request_) == before
    failed = request_.out / "failed"
    assert "ZeroDivisionError" in (failed / "00-sample.log").read_text()
    assert "ZeroDivisionError" in (failed / "00-sample.ipynb").read_text()
    assert read_status(request_.out)["state"] == "failed"
    assert run(request_, top="2")[0] == PUBLISHED
    assert not failed.exists()


def test_a_second_run_at_once_is_told_so(request_):
    request_.out.mkdir()
    with (request_.out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = run(request_)
    assert code == LOCKED
    assert "another run" in said[0]
    assert not (request_.out / "current").exists()


def test_a_run_that_waits_gets_its_turn(request_):
    request_.out.mkdir()
    code = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'w');"
        "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(1)"
    )
    command = [sys.executable, "-c", code, str(request_.out / ".lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        waiting = replace(request_, wait=20)
        assert run_report(waiting, lambda line: None, prepare) == PUBLISHED


def test_a_vanished_corpus_leaves_the_report_and_is_told(request_, tmp_path):
    run(request_)
    before = published_key(request_)
    (tmp_path / "texts").rename(tmp_path / "unplugged")
    with pytest.raises(ValueError, match="texts: no such file or folder"):
        run(request_)
    status = read_status(request_.out)
    assert status["state"] == "error"
    assert "texts: no such file or folder" in status["message"]
    (tmp_path / "texts").mkdir()  # where a disk was mounted
    with pytest.raises(ValueError, match="no files in .*texts.*: put texts"):
        run(request_)
    assert read_status(request_.out)["state"] == "error"
    assert published_key(request_) == before
    assert verify_files(request_.out / "current") == []
    (tmp_path / "texts").rmdir()
    (tmp_path / "unplugged").rename(tmp_path / "texts")
    assert run(request_)[0] == UNCHANGED


def test_reports_that_vanish_during_a_run_are_told_and_made_again(request_):
    run(request_)
    with pytest.raises(OSError, match="No such file|cannot|vanished"):
        run(request_, fault=f"rm {request_.out}")
    assert read_status(request_.out).get("state") in (None, "error")
    assert run(request_)[0] == PUBLISHED
    assert verify_files(request_.out / "current") == []


def test_a_clock_set_back_neither_hides_nor_prunes_the_newest(request_, monkeypatch):
    run(request_)
    real, gmtime = time.time, time.gmtime
    year = 365 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: real() - year)
    monkeypatch.setattr(time, "gmtime", lambda at=None: gmtime(at or real() - year))
    set_back = replace(request_, given=request_.given | {"top": "2"}, keep=1)
    assert run_report(set_back, lambda line: None, prepare) == PUBLISHED
    newest = published_key(request_)
    history = request_.out / "history"
    assert [path.name for path in history.iterdir()] == [newest[:12]]
    assert newest[:12] in (request_.out / "index.html").read_text()
    status = read_status(request_.out)
    assert status["state"] == "published"
    assert status["seconds"] > 0
    assert status["at"] < time.strftime("%Y-%m-%d", gmtime())
    monkeypatch.undo()
    assert run(request_, top="2")[0] == UNCHANGED


def test_a_run_that_takes_too_long_is_ended(request_):
    with pytest.raises(TimeoutError, match="more than the 0.1 s"):
        run_report(replace(request_, timeout=0.1), lambda line: None, prepare)
    assert read_status(request_.out)["state"] == "error"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"corpus": "nowhere"}, "nowhere: no such file or folder"),
        ({"top": "many"}, "'top' of 00-sample.ipynb has to be int"),
        ({"tpo": "3"}, "unknown parameter 'tpo'"),
    ],
)
def test_wrong_parameters_stop_before_anything_is_made(request_, given, message):
    with pytest.raises(ValueError, match=message):
        run(request_, **given)
    assert not request_.out.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "sauce"}, "by='sauce' is not in .*; columns: .*did you mean 'source'"),
        ({"target": "Kremln"}, "values of source: Kremlin, Post; did you mean 'Kre"),
        ({"sources": "Kremlin, Pots"}, "sources='Pots' .*: Kremlin, Post; .* 'Post'"),
        ({"split": "2024-03-05"}, "one side without .* 2024-03-01 to 2024-03-02"),
    ],
)
def test_groups_that_are_not_in_the_corpus_stop_before_a_kernel_starts(
    request_, tmp_path, monkeypatch, given, message
):
    monkeypatch.setattr("overture.press.notebooks.run_notebook", None)
    table = "text,source,date\nAnna met Boris.,Kremlin,2024-03-01\n"
    (tmp_path / "two.csv").write_text(table + "Boris left.,Post,2024-03-02\n")
    with pytest.raises(ValueError, match=message):
        run(request_, corpus=str(tmp_path / "two.csv"), **given)


def test_an_empty_folder_says_what_to_do(request_, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="no files in .*empty.*: put texts"):
        run(request_, corpus=str(tmp_path / "empty"))


def test_killed_at_any_point_the_next_run_works(request_, tmp_path):
    run(request_)
    script = tmp_path / "again.py"
    script.write_text(
        "import sys; from pathlib import Path\n"
        "from analysis.publishing import prepare\n"
        "from overture.press import Request, run_report\n"
        "out, notebook, corpus, store, top = sys.argv[1:]\n"
        "request = Request(Path(out), {'corpus': corpus, 'top': top},"
        " (Path(notebook),), store=Path(store))\n"
        "run_report(request, lambda line: print(line, flush=True), prepare)\n"
    )
    for number, moment in enumerate((0.3, 1.5, 3.0, 4.0)):
        command = [sys.executable, str(script), str(request_.out)]
        command += [str(request_.notebooks[0]), request_.given["corpus"]]
        command += [str(request_.store), str(10 + number)]
        process = subprocess.Popen(command, start_new_session=True)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert verify_files(request_.out / "current") == []
    assert run(request_, top="50")[0] == PUBLISHED
    assert not list(request_.out.glob(".work-*"))
    assert verify_files(request_.out / "current") == []


def test_killed_during_the_swap_the_link_leads_to_a_whole_report(request_, monkeypatch):
    run(request_)
    before = published_key(request_)
    real = Path.replace

    def die(self, target):
        if Path(target).name == "current":
            message = "killed"
            raise KeyboardInterrupt(message)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        run(request_, top="2")
    monkeypatch.undo()
    assert published_key(request_) == before
    assert verify_files(request_.out / "current") == []
    assert run(request_, top="2")[0] == PUBLISHED


def test_verify_finds_the_same_bytes_and_names_what_was_edited(request_):
    run(request_)
    said: list[str] = []
    report = request_.out / "current"
    assert verify(report, said) == PUBLISHED, said
    page = report / "report.html"
    page.write_bytes(page.read_bytes() + b" ")
    said.clear()
    assert verify(report, said) == FAILED
    assert any(line.startswith("report.html") for line in said)


def test_verify_says_when_a_folder_is_no_report(tmp_path):
    with pytest.raises(ValueError, match="not a report"):
        verify(tmp_path, [])


def test_the_command_line_maps_errors_to_one_line_and_exit_2(tmp_path, capfd):
    with pytest.raises(SystemExit) as caught:
        main(["report", str(tmp_path / "nowhere"), "--out", str(tmp_path / "r")])
    assert caught.value.code == USAGE
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_on_failure_gets_json_on_standard_input(tmp_path):
    told = tmp_path / "told.json"
    with pytest.raises(SystemExit) as caught:
        main(["report", str(tmp_path / "nowhere"), "--on-failure", f"cat > {told}"])
    assert caught.value.code == USAGE
    assert json.loads(told.read_text())["exit_code"] == USAGE


@pytest.mark.parametrize(
    ("editions", "problem"),
    [
        ("daily: {corpus: nowhere}", "nowhere: no such file or folder"),
        ("daily: {colour: red}", "editions.yaml:1: unknown field 'colour'"),
        ("weekly: {keep: 3}", "no edition 'daily'; known: weekly"),
        ("a: [", "editions.yaml:1: not YAML"),
    ],
)
def test_whatever_fails_is_one_line_of_json_and_told(
    tmp_path, monkeypatch, capfd, editions, problem
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "editions.yaml").write_text(editions)
    arguments = ["--edition", "daily", "--editions", "editions.yaml", "--log", "json"]
    with pytest.raises(SystemExit) as caught:
        main(["report", *arguments, "--on-failure", "cat > told.json"])
    assert caught.value.code == USAGE
    (line,) = capfd.readouterr().err.splitlines()
    event = json.loads(line)
    assert event["edition"] == "daily"
    assert problem in event["message"]
    told = json.loads((tmp_path / "told.json").read_text())
    assert told == {"edition": "daily", "exit_code": USAGE, "log": [event["message"]]}


def test_a_schedule_is_printed_for_an_edition(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "editions.yaml").write_text("daily: {every: day}\n")
    call = ["schedule", "daily", "--editions", "editions.yaml"]
    for form, start in (("--cron", "0 6 * * * cd "), ("--github", "name: report")):
        with pytest.raises(SystemExit) as caught:
            main([*call, form])
        assert caught.value.code == 0
        assert capfd.readouterr().out.startswith(start)
    with pytest.raises(SystemExit) as caught:
        main(["schedule", "daliy", "--editions", "editions.yaml"])
    assert caught.value.code == USAGE
    assert "no edition 'daliy'; known: daily" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("top: 0", "parameter 'top' of 00-corpus.ipynb has to be 1 or more, not 0"),
        ("since: soon", "has to be a day such as 2022-02-24, not 'soon'"),
        ("tpo: 3", "did you mean 'top'?"),
        ("top: [1", "params.yaml:1: not YAML"),
    ],
)
def test_parameters_of_a_file_are_checked(tmp_path, capfd, text, message):
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(SystemExit) as caught:
        main(["report", "-f", str(tmp_path / "params.yaml"), "--out", str(tmp_path)])
    assert caught.value.code == USAGE
    assert message in capfd.readouterr().err
