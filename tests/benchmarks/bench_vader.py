"""Time VADER beside NLTK, check that scores agree, and correlate with readers.

Usage: python tests/benchmarks/bench_vader.py --data FOLDER

FOLDER has `press_releases_ru_ua` (CSV with a column `body`), `golden_terms`
(`vader_sentences.json`) and `nyt_editorial_sentences` (`text`, `score`). What is
absent is said and left out.
"""

import argparse
import json
import time
from pathlib import Path

import pandas as pd
from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

from analysis import find_mentions, read_actors, sentence_valence, split_sentences
from overture.tone.vader import vader_lexicon, vader_scores

STRAIGHT = str.maketrans("‘’“”„", '\'\'"""')
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.lexicon, analyzer.constants = dict(vader_lexicon()), VaderConstants()

    def nltk_scores(texts):
        scores = (analyzer.polarity_scores(text.translate(STRAIGHT)) for text in texts)
        return pd.Series([score["compound"] for score in scores])

    if path := found(folder / "golden_terms/vader_sentences.json"):
        rows = json.loads(path.read_text(encoding="utf-8"))
        texts = [row["text"] for row in rows]
        ours, nltk = vader_scores(texts)[0]["compound"], nltk_scores(texts)
        print(f"golden sentences: {(ours != nltk).sum()} of {len(texts)} differ")
        other = [
            text
            for row, text, compound in zip(rows, texts, ours, strict=True)
            if row["compound"] != compound
        ]
        print(f"  from the file's own values: {len(other)} {other}")
    if path := found(folder / "press_releases_ru_ua"):
        tables = [pd.read_csv(name) for name in sorted(path.glob("*.csv.gz"))]
        texts = pd.concat(tables)["body"].astype("str").tolist()
        documents = pd.DataFrame({"doc_id": map(str, range(len(texts))), "text": texts})
        sentences = split_sentences(documents)["text"]
        texts = sentences.sample(10_000, random_state=1).tolist()
        print(f"press releases: 10,000 of {len(sentences):,} sentences")
        ratios = []
        for _ in range(ROUNDS):
            begin = time.process_time()
            nltk = nltk_scores(texts)
            middle = time.process_time()
            ours = vader_scores(texts)[0]["compound"]
            end = time.process_time()
            slow, fast = len(texts) / (middle - begin), len(texts) / (end - middle)
            ratios.append(fast / slow)
            print(f"  NLTK {slow:,.0f}/s, ours {fast:,.0f}/s, {ratios[-1]:.1f} times")
        print(f"  median {sorted(ratios)[ROUNDS // 2]:.1f} times NLTK on one core")
        print(f"  {(ours != nltk).sum()} of {len(texts):,} differ from NLTK")
    if path := found(folder / "nyt_editorial_sentences/dev.jsonl.gz"):
        rows = pd.read_json(path, lines=True)
        ids = rows.index.astype("str")
        lengths = rows["text"].str.len()
        sentences = pd.DataFrame({"doc_id": ids, "sentence_id": 0, "start": 0})
        sentences = sentences.assign(end=lengths, text=rows["text"].astype("str"))
        mentions = find_mentions(sentences, read_actors())
        for name, masked in (("names left", None), ("names masked", mentions)):
            score = sentence_valence(sentences, masked)["score"]
            r = score.corr(rows["score"])
            print(f"editorial sentences, {name}: r = {r:.3f} (n = {len(rows):,})")


def found(path: Path) -> Path | None:
    """Return the path, or say that it is absent."""
    if path.exists():
        return path
    print(f"absent, left out: {path}")
    return None


if __name__ == "__main__":
    main()
