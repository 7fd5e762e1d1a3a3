"""Print what goes wrong without each rule of `overture.names`, one at a time.

    python tests/benchmarks/ablate_names.py [--data FOLDER]

Cases are the seed as counted by hand and the examples of the engine's tests; with
FOLDER also the sentences of wikineural_en (are just its names found?) and the pairs
of forms of alias_clusters. A rule whose line says "nothing" is held by none of them.
"""

import argparse
import runpy
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from ablation import ablate, passed, show
from bench_actors import as_sentences, clusters, wikineural

TESTS = Path(__file__).parents[1] / "overture/names"
SENTENCES = 4000  # of WikiNEuRal


def main() -> None:
    """Print a line on each rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of labelled data")
    data = parser.parse_args().data
    labelled = wikineural(data)[:SENTENCES] if data else []
    groups = clusters(data) if data else {}
    for row in ablate("overture.names", lambda: measure(labelled, groups)):
        print(show(row), flush=True)


def measure(labelled: list, documents: dict) -> dict[str, bool]:
    """Return which tests, sentences and pairs of forms come out right."""
    from overture.names.aliases import join_forms
    from overture.names.name_rules import find_names

    cases = {}
    for name in ("test_aliases.py", "test_discovery.py", "test_mentions.py"):
        cases |= passed(TESTS / name, skip="command|spacy|gliner|long_text")
    tests = runpy.run_path(str(TESTS / "test_mentions.py"))
    counted = tests["actors_of_the_seed"](*tests["read_seed"]())
    for number, actors in tests["BY_HAND"].items():
        cases[f"seed | {number}"] = counted.get(number) == sorted(actors)
    texts = [text for text, _ in labelled]
    names: dict[str, set] = defaultdict(set)
    found = find_names(as_sentences(texts))
    for row in found.itertuples():
        names[row.doc_id].add((row.start, row.end, row.type))
    for number, (text, wanted) in enumerate(labelled):
        there = names[f"d{number:06}"]
        cases[f"names | {text}"] = spans(there) == spans(wanted)
        # what discovery takes up
        for kind in ("person", "organisation"):
            same = {n for n in there if n[2] == kind} == {
                n for n in wanted if n[2] == kind
            }
            cases[f"{kind} | {text}"] = same
    for document, groups in documents.items():
        forms = sorted(set().union(*groups))
        joined = join_forms(forms)
        for i, j in combinations(range(len(forms)), 2):
            true = any({forms[i], forms[j]} <= group for group in groups)
            if true or joined[i] == joined[j]:
                pair = f"pair | {document} | {forms[i]} | {forms[j]}"
                cases[pair] = true == (joined[i] == joined[j])
    return cases


def spans(names: set) -> set:
    """Return names without their types."""
    return {(start, end) for start, end, _ in names}


if __name__ == "__main__":
    main()
