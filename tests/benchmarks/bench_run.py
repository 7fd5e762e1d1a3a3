"""Seconds of a whole run, an unchanged run, and a run after an edit.

    python tests/benchmarks/bench_run.py [--fresh]

With --fresh also from a clean clone, with pip, to a published report.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def timed(command: list[str], folder: Path, expected: int = 0, **variables) -> float:
    """Run a command and return its seconds; stop if it ends otherwise than expected."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    if done.returncode != expected:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return seconds


def main() -> None:
    """Print one line per measurement, with the figure to reach."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fresh", action="store_true", help="also a fresh clone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-run-") as name:
        folder = Path(name)
        corpus = shutil.copytree(ROOT / "seeds" / "documents", folder / "documents")
        command = [sys.executable, "-m", "analysis", "report", str(corpus)]
        command += ["--out", str(folder / "reports"), "--store", str(folder / "store")]
        whole = timed(command, ROOT)
        unchanged = min(timed(command, ROOT, expected=3) for _ in range(5))
        article = next(corpus.glob("*.txt"))
        text = article.read_text(encoding="utf-8")
        article.write_text(text + "\nA last sentence.\n", encoding="utf-8")
        edited = timed(command, ROOT)
        rows = [
            ("whole run", whole, 25),
            ("unchanged run", unchanged, 0.5),
            ("after an edit", edited, 20),
        ]
        if arguments.fresh:
            clone = folder / "clone"
            timed(["git", "clone", "-q", str(ROOT), str(clone)], folder)
            # Without uv on the path, as on a machine that has only python3.
            tools = folder / "tools"
            tools.mkdir()
            for tool in ("python3", "make", "git", "sh", "bash"):
                (tools / tool).symlink_to(shutil.which(tool))
            path = f"{tools}:/usr/bin:/bin"
            seconds = timed(["make", "report"], clone, PATH=path, HOME=str(folder))
            rows.append(("fresh clone, pip", seconds, 180))
    for label, seconds, limit in rows:
        print(f"{label:<20}{seconds:8.2f} s   (to reach: under {limit} s)")


if __name__ == "__main__":
    main()
