"""Time co-mentions of a made-up corpus: 44 mentions a document, 25 sentences."""

import argparse
import resource
import time

import numpy as np
import pandas as pd

from analysis.actors.co_mentions import co_mentions


def make_corpus(n_docs: int, n_actors: int, seed: int = 1):
    """Draw mentions by a Zipf-like law, several of them in one sentence."""
    rng = np.random.default_rng(seed)
    n_sentences = rng.poisson(25, n_docs) + 1
    names = pd.Series([f"d{i:07}" for i in range(n_docs)], dtype="str")
    document = np.repeat(np.arange(n_docs), n_sentences)
    number = np.arange(len(document)) - np.repeat(
        np.cumsum(n_sentences) - n_sentences, n_sentences
    )
    sentences = pd.DataFrame({"doc_id": names.iloc[document].to_numpy()})
    sentences["sentence_id"] = number
    sentences["start"], sentences["end"] = number * 150, number * 150 + 149
    chance = 1 / np.arange(1, n_actors + 1)
    actor = rng.choice(n_actors, 44 * n_docs, p=chance / chance.sum())
    place = np.sort(rng.integers(0, len(document), len(actor)))
    actors = pd.Series([f"a{i:05}" for i in range(n_actors)], dtype="str")
    mentions = sentences.iloc[place].assign(actor_id=actors.iloc[actor].to_numpy())
    return mentions, sentences


def main() -> None:
    """Print seconds of CPU and peak memory for each unit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--actors", type=int, default=5_000)
    options = parser.parse_args()
    mentions, sentences = make_corpus(options.documents, options.actors)
    print(f"{options.documents:,} documents, {len(mentions):,} mentions")
    for unit in ("sentence", "document", "window"):
        start = time.process_time()
        pairs = co_mentions(mentions, sentences, unit=unit)
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{unit:10} {len(pairs):>10,} pairs {seconds:6.1f} s  peak {peak:.1f} GiB"
        )


if __name__ == "__main__":
    main()
