"""Time and memory of intake: documents of 500 words in one JSON Lines file.

First run, run on the unchanged input, run with 100 documents more, and the same
with annotation. Needs about 1 GB of disk for 100,000 documents.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

COMMON = (
    "the of and to in a that is was for on with as by at from it be are this which "
    "have has had not but his they their its an or were said will would been who"
).split()


def vocabulary(rng: np.random.Generator, size: int = 40_000) -> list[str]:
    """Make words of syllables, the short ones first, as in a language."""
    syllables = [
        c + v for c in "b c d f g l m n p r s t v st tr".split() for v in "aeiou"
    ]
    lengths = 1 + np.arange(size) * 4 // size + rng.integers(0, 2, size)
    return COMMON + ["".join(rng.choice(syllables, n)) + "n" for n in lengths]


def write(path: Path, documents: int, *, seed: int, mode: str = "w") -> None:
    """Write documents of 500 words, about one word in a hundred capitalised."""
    rng = np.random.default_rng(seed)
    words = np.array(vocabulary(np.random.default_rng(0)), dtype=object)
    weights = 1 / np.arange(2, len(words) + 2)
    weights /= weights.sum()
    names = ["Ukraine", "Putin", "Washington", "Zelenskiy", "Berlin", "NATO"]
    with path.open(mode, encoding="utf-8") as file:
        for number in range(documents):
            drawn = list(rng.choice(words, 500, p=weights))
            for place in rng.integers(0, 500, 8):
                drawn[place] = names[place % len(names)]
            sentences = [" ".join(drawn[i : i + 20]) for i in range(0, 500, 20)]
            text = " ".join(s[0].upper() + s[1:] + "." for s in sentences)
            record = {
                "title": f"Report {number} of {seed}",
                "text": text,
                "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
                "source": f"Outlet {number % 50}",
            }
            file.write(json.dumps(record) + "\n")


RUN = """
import sys, time, resource
from analysis.corpus.corpus import open_corpus
begin = time.monotonic()
corpus = open_corpus(sys.argv[1], store=sys.argv[2])
if sys.argv[3] == "annotate":
    corpus.annotate()
seconds = time.monotonic() - begin
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(len(corpus.intake), seconds, own // 1024, workers // 1024)
"""


def run(path: Path, store: Path, what: str) -> tuple[int, float, int, int]:
    """Open a corpus in a process of its own; return records, seconds and MB."""
    out = subprocess.run(
        [sys.executable, "-c", RUN, path, store, what],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    ).stdout.split()
    return int(out[0]), float(out[1]), int(out[2]), int(out[3])


def main() -> None:
    """Print a table of the runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--annotate", action="store_true", help="with annotation too")
    options = parser.parse_args()
    workers = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        path, store = Path(folder, "corpus.jsonl"), Path(folder, "store")
        begin = time.monotonic()
        write(path, options.documents, seed=1)
        made = time.monotonic() - begin
        print(f"{path.stat().st_size / 1e6:,.0f} MB written in {made:.0f} s")
        print(f"{'run':34}   records       s  a second     MB  + each")
        for what in ("intake", "annotate") if options.annotate else ("intake",):
            first = None
            for name in ("first", "unchanged", "100 more"):
                if name == "100 more":
                    seed = 2 if what == "intake" else 3
                    write(path, 100, seed=seed, mode="a")
                records, seconds, own, child = run(path, store, what)
                first = first or seconds
                label = f"{what}, {name}"
                share = f"{seconds / first:.1%} of the first" if name != "first" else ""
                print(
                    f"{label:34} {records:9,} {seconds:7.2f} {records / seconds:9,.0f} "
                    f"{own:6,} {child:7,} {share}",
                    flush=True,
                )
    print(f"MB: peak of the main process; + each: of each of {workers} workers")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"largest process: {usage:,} MB")


if __name__ == "__main__":
    main()
