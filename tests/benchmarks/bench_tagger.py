"""Names found by runs of capitals, rules and the tagger, against labels.

Exact spans of persons, organisations and places. WikiNEuRal is under a
non-commercial licence: it is measured on, never trained on.
"""

import argparse
import re
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "training/tagger"))

from sources import PLAIN, WIKIGOLD, facts, from_tags, gold, rows_of, score  # noqa: E402

from overture.names import name_rules  # noqa: E402
from overture.names.tagger import MODEL, find_names  # noqa: E402

RUN = re.compile(r"[^\W\d_a-z]\S*(?: [^\W\d_a-z]\S*)*")


def runs_of_capitals(sentences: pd.DataFrame) -> list:
    """Take every run of capitalised words as a name, of no type.

    Not a common word that only begins the sentence.
    """
    return [
        [
            (*run.span(), "person")
            for run in RUN.finditer(text)
            if run.start() or run.group() not in PLAIN
        ]
        for text in sentences["text"]
    ]


def rules(sentences: pd.DataFrame) -> list:
    """Take the names that the rules find."""
    return by_sentence(name_rules.find_names(sentences), len(sentences))


def tagger(sentences: pd.DataFrame) -> list:
    """Take the names that the tagger finds."""
    return by_sentence(find_names(sentences), len(sentences))


def by_sentence(names: pd.DataFrame, n: int) -> list:
    """Turn a table of names into a list of spans for each sentence."""
    spans = [[] for _ in range(n)]
    for name in names.itertuples():
        spans[name.sentence_id].append((name.start, name.end, name.type))
    return spans


def main() -> None:
    """Print a table of precision, recall and F1, and sentences a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    if not (data / "wikineural_en").is_dir():
        sys.exit(
            f"bench_tagger: no wikineural_en in {data}; see {MODEL.name}/README.md"
        )
    known = facts(data)
    wikineural = from_tags(rows_of(data / "wikineural_en/dev.jsonl.gz"), WIKIGOLD)
    _, held = gold(data, known)
    rows = []
    for name, labelled in {"wikineural": wikineural, **held}.items():
        texts = [text for text, _ in labelled]
        sentences = pd.DataFrame(
            {
                "doc_id": name,
                "sentence_id": range(len(texts)),
                "start": 0,
                "end": [len(text) for text in texts],
                "text": texts,
            }
        )
        for engine in (runs_of_capitals, rules, tagger):
            began = time.process_time()
            found = engine(sentences)
            rate = len(texts) / (time.process_time() - began)
            scores = score(found, labelled)
            rows.append((name, engine.__name__, len(texts), *scores.values(), rate))
    columns = ["source", "engine", "sentences", *scores, "sentences_per_second"]
    print(pd.DataFrame(rows, columns=columns).round(3).to_string(index=False))  # noqa: T201


if __name__ == "__main__":
    main()
