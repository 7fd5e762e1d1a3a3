"""Many scheduled runs with faults: the last good report stays, the status is true.

    python tests/benchmarks/soak.py [--runs 100] [--seed 1]

Each run meets one of: nothing wrong, kill -9 at a random moment, a full disk
(needs root, for a small tmpfs), an unreadable document, a failing notebook, a
held lock. After each, every file of the current report is compared with its
manifest and the status with what happened; while the report's inputs are still
those of the corpus, it is executed again and compared byte for byte, as
`workbook verify` does. Stops at the first untruth.
"""

import argparse
import fcntl
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import nbformat

from analysis.publishing import prepare
from overture.press import read_status, run_report, verify_report
from overture.press.publish import verify_files

FAULTS = ("none", "kill", "full disk", "broken input", "failing notebook", "lock")
PARAMETERS = """\
corpus: str = "seeds/documents"  # folder or file to read
top: int = 3  # rows shown
fault: str = ""  # what goes wrong"""
LOAD = """\
from analysis import exhibits, open_corpus
from overture.frame import tell
texts = open_corpus(corpus)
show = exhibits(texts)
table = texts.documents[["doc_id", "path", "n_chars"]].head(top)
assert not fault, fault"""
SHOW = """\
table = tell(table, unit="documents", n=len(table), method="Counted.", key=["doc_id"])
show("documents", table, finds="The documents\\nDocuments read.")"""
# Ends as the command line does, for a notebook of its own.
RUN = """\
import sys
from pathlib import Path
from analysis.publishing import prepare
from overture.press import Request, run_report
out, notebook, corpus, store, top, fault = sys.argv[1:]
request = Request(Path(out), {"corpus": corpus, "top": top, "fault": fault},
                  (Path(notebook),), store=Path(store), keep=5)
try:
    sys.exit(run_report(request, lambda line: print(line, flush=True), prepare))
except (ValueError, OSError) as error:
    print(error)
    sys.exit(2)
"""


def make_workplace(folder: Path) -> list[str]:
    """Write a corpus and a notebook; return the arguments of a run."""
    (folder / "texts").mkdir()
    (folder / "texts" / "one.txt").write_text("A Title\n\nAnna met Boris.\n")
    cell = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell("# What was read?"),
        cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        cell(LOAD),
        cell(SHOW),
    ]
    notebook = folder / "00-sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    (folder / "run.py").write_text(RUN)
    return [str(folder / "reports"), str(notebook), str(folder / "texts")]


def run_once(folder: Path, arguments, number: int, fault: str, chance, usual=8.0):
    """Run with a fault; return the exit code and what was printed.

    A kill comes within the seconds that a run usually takes.
    """
    document = folder / "texts" / f"{number % 7}.txt"
    document.write_bytes(
        b"\x00\xff\xfe\x00" if fault == "broken input" else f"Text {number}.".encode()
    )
    failing = "broken on purpose" if fault == "failing notebook" else ""
    command = [sys.executable, str(folder / "run.py"), *arguments]
    command += [str(folder / "store"), str(number % 5 + 1), failing]
    lock = filler = None
    if fault == "lock":
        lock = (folder / "reports" / ".lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    if fault == "full disk":
        filler = folder / "filler"
        space = os.statvfs(folder)
        room = chance.choice([0, 1, 8, 40]) * 4096
        filler.write_bytes(b"x" * max(0, space.f_bavail * space.f_frsize - room))
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    if fault == "kill":
        time.sleep(chance.uniform(0.05, usual))
        os.killpg(process.pid, signal.SIGKILL)
    printed, _ = process.communicate(timeout=300)
    if filler:
        filler.unlink()
    if lock:
        lock.close()
    return process.returncode, printed


EXPECTED = {
    "none": {0: "published", 3: "unchanged"},
    "broken input": {0: "published", 3: "unchanged"},
    "failing notebook": {1: "failed"},
    "full disk": {0: "published", 1: "failed", 2: "error", 3: "unchanged"},
    "kill": {
        0: "published",
        3: "unchanged",
        -9: {"interrupted", "published", "unchanged", "failed", "error"},
    },
}


def check(folder: Path, fault: str, code: int, before: dict) -> str | None:
    """Return what is untrue after a run, if anything."""
    reports = folder / "reports"
    differences = verify_files(reports / "current")
    if differences:
        return f"the current report is damaged: {differences}"
    status = read_status(reports)
    if fault == "lock":
        kept = status.get("state") == before.get("state")
        return None if code == 75 and kept else f"exit {code}, status {status}"
    wanted = EXPECTED[fault].get(code)
    wanted = wanted if isinstance(wanted, set) else {wanted}
    if status.get("state") not in wanted:
        return f"exit {code}, but the status is {status}"
    if code not in (0, 3):  # the documents are newer than the report
        return None
    said: list[str] = []
    again = partial(run_report, say=said.append, prepare=prepare)
    same = verify_report(reports / "current", again, said.append) == 0
    return None if same else f"made again, the report differs: {said}"


def soak(folder: Path, runs: int, seed: int) -> int:
    """Run again and again; return 1 at the first untruth."""
    chance = random.Random(seed)
    arguments = make_workplace(folder)
    started = time.monotonic()
    code, printed = run_once(folder, arguments, 0, "none", chance)
    usual = time.monotonic() - started
    if code != 0:
        print(printed)
        return 1
    counts: Counter = Counter()
    faults = FAULTS if os.geteuid() == 0 else tuple(set(FAULTS) - {"full disk"})
    for number in range(1, runs + 1):
        fault = faults[number % len(faults)]
        before = read_status(folder / "reports")
        code, printed = run_once(folder, arguments, number, fault, chance, usual)
        counts[fault, code] += 1
        untrue = check(folder, fault, code, before)
        if untrue or "Traceback" in printed:
            print(f"run {number}, {fault}: {untrue}\n{printed}")
            return 1
    for (fault, code), count in sorted(counts.items()):
        print(f"{fault:<18} exit {code:>3}: {count}")
    print(f"{runs} runs: every report verified, every status true")
    return 0


def main() -> None:
    """Mount a small disk where that is allowed, and run on it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        small = os.geteuid() == 0
        if small:
            mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", name]
            subprocess.run(mount, check=True)
        else:
            print("not root: no full disk among the faults")
        try:
            code = soak(folder, arguments.runs, arguments.seed)
        finally:
            if small:
                subprocess.run(["umount", "-l", name], check=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
