"""Sentences with a target, read from the training data.

Read by train.py and by ../targeted_fast/train.py. Nothing of these texts is
shipped; what licences ask for is in overture/tone/targeted_model/README.md.
"""

import gzip
import json
import random
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from overture.tone.requests import OTHER, SAME, TARGET, Piece, divide

# Mentions in open text for the teacher to label, and where its labels are kept.
OPEN = {
    "newsmtsc": 12_000,
    "persent": 9_000,
    "wikinews": 4_000,
    "us_presidents": 1_500,
    "un_general_debate": 1_500,
}
LABELLED = "labelled.npy"

_NAME = re.compile(
    r"\b(?:[A-Z][\w.-]*[a-z]\w*|[A-Z]{2,6})(?:\s(?:[A-Z][\w-]*[a-z]|[A-Z]{2,6}))*"
    r"|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Hh]is|[Hh]er|him|them)\b"
)
_NOT_NAMES = frozenset(
    "The A An In On At But And If When While After Before It We I You This That These "
    "Those There What Who How Why As For From With To Of Our My Your Its Let So Yet "
    "Not No Or By Under Over Since During Mr Mrs Ms Dr".split()
)


class Example(NamedTuple):
    """A sentence, its target, what else may be masked, and the label if known."""

    text: str
    target: tuple[int, int]
    others: tuple[tuple[int, int], ...]  # other actors
    same: tuple[tuple[int, int], ...]  # further mentions of the target
    label: int | None  # 0 negative, 1 neutral, 2 positive

    def pieces(self, draw: random.Random | None = None) -> list[Piece]:
        """Replace names by placeholders; in training, not always all of them."""
        spans = [(*self.target, TARGET)]
        others = self.others if draw is None or draw.random() < 0.6 else ()
        same = self.same if draw is None or draw.random() < 0.5 else ()
        for kind, more in ((SAME, same), (OTHER, others)):
            for start, end in more:
                if all(end <= a or start >= b for a, b, _ in spans):
                    spans.append((start, end, kind))
        return divide(self.text, spans)


def newsmtsc(folder: Path, split: str) -> list[Example]:
    """Read train, dev_rw or dev_mt with gold mentions."""
    rows = list(_lines(folder / "newsmtsc" / f"{split}.jsonl.gz"))
    further: dict[str, tuple[str, list]] = {}
    if split == "train":
        for row in _lines(folder / "newsmtsc" / "train_multi.jsonl.gz"):
            for target in row["targets"]:
                found = target.get("further_mentions", [])
                further[target["Input.gid"]] = row["sentence_normalized"], found
    together: dict[str, list[dict]] = {}
    for row in rows:
        together.setdefault(row["sentence"], []).append(row)
    examples = []
    for row in rows:
        text, target = row["sentence"], (row["from"], row["to"])
        spans = {True: set(), False: set()}
        for other in together[text]:
            if (span := (other["from"], other["to"])) != target:
                spans[other["mention"] == row["mention"]].add(span)
        where, found = further.get(row["id"], ("", []))
        if where == text:
            spans[True] |= {(m["from"], m["to"]) for m in found}
        others, same = (tuple(sorted(spans[key])) for key in (False, True))
        examples.append(Example(text, target, others, same, row["polarity"] + 1))
    return examples


def temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the divisor of the scores that fits the labels best."""
    rows = np.arange(len(labels))

    def loss(divisor):
        z = scores / divisor
        z = z - z.max(axis=1, keepdims=True)
        return (np.log(np.exp(z).sum(axis=1)) - z[rows, labels]).mean()

    return float(min(np.arange(0.3, 4, 0.01), key=loss))


def macro_f1(predicted: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean over classes of F1."""
    scores = [
        2
        * ((predicted == k) & (labels == k)).sum()
        / max(1, (predicted == k).sum() + (labels == k).sum())
        for k in range(3)
    ]
    return float(np.mean(scores))


def open_text(folder: Path, counts: dict[str, int], seed: int) -> list[Example]:
    """Find names and pronouns as targets in text without labels."""
    examples = []
    for name, wanted in counts.items():
        sentences = sorted(set(_open_sentences(folder, name)))
        draw = random.Random(seed)
        draw.shuffle(sentences)
        found: list[Example] = []
        for sentence in sentences:
            spans = [m.span() for m in _NAME.finditer(sentence)]
            spans = [
                (a, b)
                for a, b in spans
                if sentence[a:b] not in _NOT_NAMES and (a or sentence[a:b].count(" "))
            ]
            for target in draw.sample(spans, min(2, len(spans))):
                others = tuple(span for span in spans if span != target)
                same = tuple(
                    span
                    for span in others
                    if sentence[slice(*span)] == sentence[slice(*target)]
                )
                others = tuple(span for span in others if span not in same)
                found.append(Example(sentence, target, others, same, None))
            if len(found) >= wanted:
                break
        examples += found[:wanted]
    return examples


def _open_sentences(folder: Path, name: str):
    """Yield sentences of 6 to 60 words."""
    if name == "newsmtsc":
        yield from {row.text for row in newsmtsc(folder, "train")}
        return
    paths = {
        "wikinews": ["wikinews/wikinews_2019.csv.gz", "wikinews/wikinews_2020.csv.gz"],
        "us_presidents": ["us_presidents/state_union.jsonl.gz"],
        "persent": ["persent/dev.csv.gz"],
        "un_general_debate": ["un_general_debate/speeches_2014_2024.jsonl.gz"],
    }[name]
    for path in paths:
        if path.endswith(".csv.gz"):
            import pandas as pd

            table = pd.read_csv(folder / path)
            texts = table["text" if "text" in table else "DOCUMENT"].dropna().tolist()
            texts = [_repaired(text) for text in texts]
        else:
            texts = [row["text"] for row in _lines(folder / path)]
        for text in texts:
            for paragraph in text.split("\n"):
                for part in re.split(r"(?<=[.!?])[\"”]?\s+(?=[\"“A-Z])", paragraph):
                    if 6 <= len(part.split()) <= 60:
                        yield part.strip()


def _repaired(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1, and doubled blanks."""
    text = re.sub(r"[ \t]+", " ", text)
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _lines(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
