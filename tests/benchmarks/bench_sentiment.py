"""Sentiment engines against hand-made labels, and mentions a second.

NewsMTSC's dev splits with gold mentions (each sentence as often as it has labels,
so that other names stay as they are; and with its labelled mentions together), and
VADER on the whole sentence; New York Times editorials by correlation.
"""

import argparse
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import mention_sentiment, sentence_valence

LABELS = ["negative", "neutral", "positive"]


def read(path: Path) -> pd.DataFrame:
    """Read JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return pd.DataFrame([json.loads(line) for line in file])


def tables(rows: pd.DataFrame, *, together: bool):
    """Return sentences, mentions, and the number of the row in `actor_id`."""
    numbers = rows.groupby("sentence").ngroup() if together else range(len(rows))
    doc = pd.Series(numbers, rows.index).map("{:06d}".format)
    sentences = pd.DataFrame(
        {
            "doc_id": doc,
            "sentence_id": 0,
            "start": 0,
            "end": rows["sentence"].str.len(),
            "text": rows["sentence"],
        }
    ).drop_duplicates("doc_id")
    mentions = pd.DataFrame(
        {
            "doc_id": doc,
            "sentence_id": 0,
            "start": rows["from"],
            "end": rows["to"],
            "actor_id": pd.Series(range(len(rows)), rows.index).map("{:06d}".format),
        }
    )
    return sentences, mentions


def figures(predicted: np.ndarray, probabilities, gold: np.ndarray) -> dict:
    """Return F1 per class, their mean, and the expected calibration error."""
    result = {}
    for label, name in enumerate(LABELS):
        both = ((predicted == label) & (gold == label)).sum()
        either = (predicted == label).sum() + (gold == label).sum()
        result[name] = 2 * both / either if either else 0.0
    result["macro-F1"] = float(np.mean(list(result.values())))
    result["ECE"] = np.nan
    if probabilities is not None:
        sure, right = probabilities.max(axis=1), predicted == gold
        bins = np.minimum((sure * 10).astype(int), 9)
        gaps = [
            abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        ]
        result["ECE"] = float(sum(gaps))
    return result


def main() -> None:
    """Print a table of figures, and speeds of this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    if not (data / "newsmtsc").is_dir():
        sys.exit(
            f"bench_sentiment: no newsmtsc in {data}; see "
            "overture/tone/targeted_model/README.md"
        )
    rows = []
    for split in ("dev_rw", "dev_mt"):
        labelled = read(data / "newsmtsc" / f"{split}.jsonl.gz")
        gold = labelled["polarity"].to_numpy() + 1
        for together in (False, True):
            both = tables(labelled, together=together)
            for engine in ("targeted", "targeted-fast"):
                table = mention_sentiment(*both, engine=engine).sort_values("actor_id")
                chances = table[[f"p_{label}" for label in LABELS]].to_numpy()
                predicted = table["label"].map(LABELS.index).to_numpy()
                how = f"{engine}, {'together' if together else 'alone'}"
                rows.append((split, how, figures(predicted, chances, gold)))
        sentences, _ = tables(labelled, together=False)
        valence = sentence_valence(sentences)["valence"].fillna(0).to_numpy()
        predicted = np.digitize(valence, [-0.05, 0.05])
        rows.append((split, "vader, sentence", figures(predicted, None, gold)))
    result = pd.DataFrame([{"split": s, "engine": e, **f} for s, e, f in rows])
    print(result.round(3).to_string(index=False))
    path = data / "nyt_editorial_sentences"
    if path.is_dir():
        nyt = pd.concat([read(file) for file in sorted(path.glob("*.jsonl.gz"))])
        nyt = nyt.reset_index(drop=True).rename(columns={"text": "sentence"})
        sentences, _ = tables(nyt.assign(**{"from": 0, "to": 1}), together=False)
        valence = sentence_valence(sentences)["valence"].fillna(0).to_numpy()
        r = np.corrcoef(valence, nyt["score"])[0, 1]
        print(f"\nNYT editorials, vader: r = {r:.3f} ({len(nyt)} sentences)")
    train = read(data / "newsmtsc" / "train.jsonl.gz")
    for engine, n in (("targeted", 1000), ("targeted-fast", len(train))):
        both = tables(train.head(n), together=False)
        mention_sentiment(*tables(train.head(50), together=False), engine=engine)
        begun, cpu = time.perf_counter(), time.process_time()
        mention_sentiment(*both, engine=engine)
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        print(f"{engine}: {n / took:.0f} mentions a second, {n / cpu:.0f} a CPU second")


if __name__ == "__main__":
    main()
