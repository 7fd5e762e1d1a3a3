"""Measure actors on labelled data: names, alias pairs, state mentions, speed.

    python tests/benchmarks/bench_actors.py --data FOLDER [--coded FILE]

FOLDER has wikineural_en, alias_clusters, ecbplus and re3d. FILE has one JSON
object a line, `text` and `spans` ([start, end] of every mention of a state by
name, demonym or capital), coded by hand. What is absent is said and left out.
"""

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pandas as pd

from analysis import find_mentions, read_actors
from overture.names.alias_index import compile_registry
from overture.names.aliases import join_forms
from overture.names.discovery import find_names
from overture.names.matching import as_buffer, find_whole_words
from overture.names.mentions import annotate
from overture.names.name_types import is_common
from overture.names.registry import Registry

TYPES = {"PER": "person", "ORG": "organisation", "LOC": "place"}
STATE_KINDS = ("name", "acronym", "demonym", "capital")


def main() -> None:
    """Print every figure with its n."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of labelled data")
    parser.add_argument("--coded", type=Path, help="state mentions coded by hand")
    parser.add_argument("--engines", default="rules,tagger")
    options = parser.parse_args()
    if options.data is None or not options.data.is_dir():
        print(f"no labelled data at {options.data}: names and pairs left out")
    else:
        for engine in options.engines.split(","):
            names_of_wikineural(options.data, engine)
        alias_pairs(options.data)
    if options.coded is None:
        print("no coded file (--coded): state mentions left out")
    else:
        state_mentions(options.coded)
    speed()


def read_lines(path: Path) -> list[dict]:
    """Read gzipped JSON lines; none, and a word about it, if there is no file."""
    if not path.exists():
        print(f"no {path}: left out")
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_sentences(texts: list[str]) -> pd.DataFrame:
    """Make each text a document of one sentence."""
    return pd.DataFrame(
        {
            "doc_id": [f"d{i:06}" for i in range(len(texts))],
            "sentence_id": 0,
            "start": 0,
            "end": [len(text) for text in texts],
            "text": texts,
        }
    )


def show(label: str, hits: int, found: int, wanted: int, note: str = "") -> None:
    """Print precision, recall and F1."""
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{label:44} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
        f"  (n = {wanted:,}) {note}"
    )


def detokenise(tokens: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens as they are usually written; return where each stands."""
    text, places = "", []
    for token in tokens:
        tight = token in {*".,;:!?)%’”]", "'", "'s", "n't", "''"}
        if text and not tight and not text.endswith(("(", "“", "[")):
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
    return text, places


def gold_names(tags: list[str], places: list[tuple[int, int]]) -> set:
    """Return (start, end, type) of persons, organisations and places in BIO tags."""
    names, tags = set(), [*tags, "O"]
    for i, tag in enumerate(tags):
        if tag[0] == "B" and tag[2:] in TYPES:
            end = i + 1
            while tags[end] == "I" + tag[1:]:
                end += 1
            names.add((places[i][0], places[end - 1][1], TYPES[tag[2:]]))
    return names


def wikineural(data: Path) -> list[tuple[str, set]]:
    """Return sentences with (start, end, type) of their names."""
    labelled = []
    for row in read_lines(data / "wikineural_en/dev.jsonl.gz"):
        text, places = detokenise(row["tokens"])
        labelled.append((text, gold_names(row["tags"], places)))
    return labelled


def names_of_wikineural(data: Path, engine: str) -> None:
    """Score untyped spans on persons, organisations and places."""
    labelled = wikineural(data)
    texts = [text for text, _ in labelled]
    if not texts:
        return
    sentences = as_sentences(texts)
    gold = {
        (doc_id, start, end)
        for doc_id, (_, wanted) in zip(sentences["doc_id"], labelled, strict=True)
        for start, end, _ in wanted
    }
    start = time.process_time()
    names = find_names(sentences, engine=engine)
    seconds = time.process_time() - start
    if engine == "tagger":
        names = names[names["type"] != "other"]
    found = set(zip(names["doc_id"], names["start"], names["end"], strict=True))
    rate = f"{len(texts) / seconds:,.0f} sentences/s"
    show(f"names, WikiNEuRal, {engine}", len(found & gold), len(found), len(gold), rate)


def clusters(data: Path) -> dict[tuple[str, str], list[set]]:
    """Return the groups of forms of each document of ECB+ and re3d."""
    documents: dict[tuple, list] = defaultdict(list)
    for row in read_lines(data / "alias_clusters/clusters.jsonl.gz"):
        forms = {detokenise(form.split(" "))[0] for form in row["forms"]}
        documents[row["dataset"], row["doc"]].append(forms)
    return documents


def alias_pairs(data: Path) -> None:
    """Score the pairs of forms that are joined in a document, as a report joins them.

    Names alone, and with descriptions ("the driver"), which are joined with nothing.
    """
    for label, datasets in (("ECB+", ("ecb-train", "ecb-dev")), ("re3d", ("re3d",))):
        for only_names in (False, True):
            hits = found = wanted = 0
            for (dataset, _), groups in clusters(data).items():
                if dataset in datasets:
                    forms = sorted(set().union(*groups))
                    if only_names:
                        forms = [form for form in forms if is_name(form)]
                    joined = join_forms(forms)
                    for i, j in combinations(range(len(forms)), 2):
                        same = joined[i] == joined[j]
                        true = any({forms[i], forms[j]} <= group for group in groups)
                        hits += same and true
                        found += same
                        wanted += true
            kind = "names alone" if only_names else "with descriptions"
            show(f"alias pairs, {label}, {kind}", hits, found, wanted)


def is_name(form: str) -> bool:
    """Tell a name from a description: it has a capital and no common word alone."""
    words = [word for word in form.split() if word[0].isalpha()]
    return any(w[0].isupper() and not is_common(w.lower().strip(".")) for w in words)


def state_mentions(coded: Path) -> None:
    """Score mentions of states by name, demonym or capital, sentence by sentence."""
    rows = [json.loads(line) for line in coded.read_text("utf-8").splitlines()]
    sentences = as_sentences([row["text"] for row in rows])
    registry = read_actors()
    states = registry.actors.query("type == 'state'")["actor_id"]
    mentions = find_mentions(sentences, registry, discover=None)
    mentions = mentions[
        mentions["actor_id"].isin(states) & mentions["alias_kind"].isin(STATE_KINDS)
    ]
    keys = (mentions[column] for column in ("doc_id", "start", "end"))
    found = set(zip(*keys, strict=True))
    gold = {
        (doc_id, start, end)
        for doc_id, row in zip(sentences["doc_id"], rows, strict=True)
        for start, end in row["spans"]
    }
    label = f"state mentions, {len(rows)} coded sentences"
    show(label, len(found & gold), len(found), len(gold))


def speed() -> None:
    """Time finding and resolving in made-up text with 44 names a document."""
    rng = random.Random(1)
    syllables = "ba ko ri ta men dor lu sha vi pen gra os el um nis".split()
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(30000)]
    names = set()
    while len(names) < 50_000:
        names.add(" ".join(rng.choice(words).title() for _ in range(2)))
    names = sorted(names)
    rng.shuffle(names)
    texts = []
    for _ in range(1000):
        for _ in range(26):
            parts = rng.choices(words, k=20)
            for name in rng.choices(names[:5000], k=rng.choice((1, 2, 2))):
                parts.insert(rng.randrange(len(parts)), name)
            texts.append(" ".join(parts).capitalize()[:-1] + ".")
    sentences = as_sentences(texts).assign(
        doc_id=[f"d{i // 26:06}" for i in range(len(texts))]
    )
    size = sum(map(len, texts)) / 1e6
    for n in (5_000, 50_000):
        registry = made_registry(names[:n])
        index = compile_registry(registry)
        seconds = {"find": [], "resolve": [], "and discover": []}
        for _ in range(3):
            start = time.process_time()
            find_whole_words(index.automaton, as_buffer(texts))
            middle = time.process_time()
            annotate(sentences, registry, discover=None)
            end = time.process_time()
            annotate(sentences, registry, discover="rules")
            last = time.process_time()
            steps = (middle - start, end - middle, last - end)
            for step, spent in zip(seconds.values(), steps, strict=True):
                step.append(spent)
        rates = [f"{step} {size / min(s):,.0f} MB/s" for step, s in seconds.items()]
        print(f"{n:,} aliases: {', '.join(rates)} ({size:.0f} MB)")


def made_registry(names: list[str]) -> Registry:
    """Make a registry of organisations with two aliases each."""
    ids = [f"a{i // 2:05}" for i in range(len(names))]
    world = read_actors()
    actors = pd.DataFrame({"actor_id": sorted(set(ids))})
    actors = actors.assign(name=actors["actor_id"], type="organisation")
    plain = world.aliases.query("actor_id == 'zimbabwe'").head(1)
    aliases = plain.loc[plain.index.repeat(len(names))]
    aliases = aliases.assign(actor_id=ids, alias=names).reset_index(drop=True)
    return Registry(actors, aliases, world.offices.head(0))


if __name__ == "__main__":
    main()
