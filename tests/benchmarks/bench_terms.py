"""Measure the document-feature matrix and keyness against scikit-learn and NLTK.

Each tool runs in a process of its own on the same generated documents (words of
general English, by frequency). scikit-learn is no part of the environment: give
a Python that has it with --peers, or it is left out, and said so. NLTK counts a
part of the documents, since it needs minutes for all.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NLTK_SHARE = 20
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=300, help="per document")
    parser.add_argument("--peers", default=sys.executable, help="a Python with sklearn")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        WORKERS[given.worker[0]](Path(given.worker[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.parquet"
        write_texts(file, given.documents, given.words)
        print(f"{given.documents:,} documents of {given.words} words; CPU seconds")
        results = {}
        for tool, python in (
            ("overture", sys.executable),
            ("scikit-learn", given.peers),
            ("nltk", sys.executable),
        ):
            results[tool] = run(tool, python, file)
    show(results)


def write_texts(file: Path, n: int, words: int) -> None:
    """Write documents of words drawn by their general frequency."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
    from wordfreq import get_frequency_dict

    shares = get_frequency_dict("en", "small")
    names = pa.array([*shares, *(f"{word.capitalize()}," for word in shares)])
    p = np.array([*shares.values()] * 2)
    p[len(shares) :] *= 0.1
    rng = np.random.default_rng(0)
    with pq.ParquetWriter(file, pa.schema([("text", pa.string())])) as writer:
        for first in range(0, n, 5000):
            size = min(5000, n - first)
            drawn = rng.choice(len(p), size * words, p=p / p.sum())
            offsets = pa.array(np.arange(0, size * words + 1, words, dtype=np.int32))
            lists = pa.ListArray.from_arrays(offsets, names.take(pa.array(drawn)))
            writer.write_table(pa.table({"text": pc.binary_join(lists, " ")}))


def run(tool: str, python: str, file: Path) -> dict | None:
    """Run a tool's worker; None where the tool is not installed."""
    command = [python, __file__, "--worker", tool, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        print(f"{tool}: left out ({''.join(last)})")
        return None
    return json.loads(done.stdout)


def overture(file: Path) -> None:
    import pandas as pd

    import analysis
    from analysis.terms.features import column_sums

    table = pd.read_parquet(file)
    started, base = time.process_time(), peak()
    counts = analysis.count(table).features
    seconds = time.process_time() - started
    half = len(table) // 2
    terms = pd.Series(counts.terms, dtype="str")
    parts = counts.matrix[:half], counts.matrix[half:]

    def compare():
        sums = [pd.DataFrame({"term": terms, "n": column_sums(p)}) for p in parts]
        analysis.keyness(*sums)

    keyness = best(compare)
    report(len(table), seconds, base, keyness, len(terms))


def sklearn(file: Path) -> None:
    import numpy as np
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.feature_selection import chi2

    texts = pd.read_parquet(file).text.tolist()
    started, base = time.process_time(), peak()
    matrix = CountVectorizer(token_pattern=r"(?u)\b\w+\b").fit_transform(texts)
    seconds = time.process_time() - started
    sides = np.arange(len(texts)) < len(texts) // 2
    keyness = best(lambda: chi2(matrix, sides))
    report(len(texts), seconds, base, keyness, matrix.shape[1])


def nltk(file: Path) -> None:
    import pandas as pd
    from nltk import ConditionalFreqDist, FreqDist
    from nltk.metrics import BigramAssocMeasures
    from nltk.tokenize import NLTKWordTokenizer

    texts = pd.read_parquet(file).text
    texts = texts[: max(len(texts) // NLTK_SHARE, 1)].tolist()
    cut = NLTKWordTokenizer().tokenize
    started, base = time.process_time(), peak()
    counts = ConditionalFreqDist(
        (i, word.lower()) for i, text in enumerate(texts) for word in cut(text)
    )
    seconds = time.process_time() - started
    score = BigramAssocMeasures.likelihood_ratio

    def compare():
        target, both = FreqDist(), FreqDist()
        for number, own in counts.items():
            both.update(own)
            if number < len(texts) // 2:
                target.update(own)
        n, size = both.N(), target.N()
        return [score(target[w], (both[w], size), n) for w in both]

    report(len(texts), seconds, base, best(compare), len(compare()))


def best(measure) -> float:
    """Return the CPU seconds of the fastest of some rounds."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time()
        measure()
        found.append(time.process_time() - started)
    return min(found)


def peak() -> int:
    """Return the largest resident size so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(documents, seconds, base, keyness, terms) -> None:
    """Write what was measured for the parent process."""
    values = (documents, seconds, peak() - base, 1e6 * keyness / terms)
    names = ("documents", "matrix", "memory", "keyness")
    print(json.dumps(dict(zip(names, values, strict=True))))


def show(results: dict) -> None:
    """Print the table, and how many times faster than each peer."""
    own = results["overture"]
    head = f"{'':14}{'documents':>10}{'matrix s':>10}{'docs/s':>9}{'ratio':>7}"
    print(head + f"{'MiB':>7}{'keyness, µs a term':>20}{'ratio':>7}")
    for tool, r in results.items():
        if r:
            rate = r["documents"] / r["matrix"]
            ratio = own["documents"] / own["matrix"] / rate
            line = f"{tool:14}{r['documents']:>10,}{r['matrix']:>10.1f}{rate:>9,.0f}"
            line += f"{ratio:>7.1f}{r['memory']:>7,}{r['keyness']:>20.2f}"
            print(line + f"{r['keyness'] / own['keyness']:>7.1f}")
    print(
        "ratio: how many times faster Overture is; MiB: memory above the texts'. "
        "Keyness, from the counts per document: G2, q and intervals; chi2 of "
        "scikit-learn; likelihood ratio of NLTK."
    )


WORKERS = {"overture": overture, "scikit-learn": sklearn, "nltk": nltk}

if __name__ == "__main__":
    main()
