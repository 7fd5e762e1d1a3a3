"""Read the openly licensed sentences that the tagger is trained and measured on.

A labelled sentence is a pair: its text, and spans (start, end, type). Where a
source does not say whether words are a name, their span has the type UNKNOWN.
"""

import csv
import gzip
import json
import random
import re
from pathlib import Path

from overture.names.tagger import TITLES, TYPES

SEED = 20
UNKNOWN = "?"  # the source does not say whether these words are a name
MAYBE_OTHER = "~"  # not a person, organisation or place; perhaps another name

WIKIGOLD = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
WNUT = {
    "person": "person",
    "location": "place",
    "corporation": "organisation",
    "group": "organisation",
    "product": "other",
    "creative-work": "other",
}
GUM = {"person": "person", "organization": "organisation", "place": "place"}
# Capitalised words that are no names.
PLAIN = set(
    """I January February March April May June July August September October
November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Monday Tuesday
Wednesday Thursday Friday Saturday Sunday The A An In On At He She It We They You
My Our Their His Her Its This That These Those And But Or So If When Where What
Who Why How There Here Yes No Not Is Are Was Were Do Does Did As For To From With
By Of Well Now Then Okay OK Thank Let""".split()
)
RE3D = {
    "Person": "person",
    "Organisation": "organisation",
    "Location": "place",
    "Nationality": "other",
}
# Words that go before a person's name, more than names are stripped of later.
PREFIXES = {*TITLES, *"Foreign Defense Defence Attorney First Former".split()}
PREFIXES |= set("State Special Envoy Staff Spc".split())
# Of these, words that other names begin with too.
AMBIGUOUS = set(
    """Foreign Defense Defence First State Special Staff Chief General Attorney
Justice Deputy Former Prince King Queen Lord Lady Major""".split()
)
SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.!?])[”\"]?\s+(?=[“\"]?[A-Z])")
WORD = re.compile(r"\w+|[^\w\s]")
# A name in full: capitalised words joined by the small words that names have.
FULL_NAME = re.compile(
    r"[A-Z][\w.’'-]*(?: (?:(?:of|for|and|the|in|on|&|de|al) )*[A-Z][\w.’'-]*)*"
)


def rows_of(path: Path) -> list[dict]:
    """Read gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def from_tags(rows: list[dict], types: dict[str, str], *, complete=True) -> list:
    """Turn tokens with BIO tags into sentences; tokens are joined by blanks."""
    sentences = []
    for row in rows:
        spans, place = [], 0
        for token, tag in zip(row["tokens"], row["tags"], strict=True):
            end = place + len(token)
            if tag[0] == "I" and spans and spans[-1][1] == place - 1:
                spans[-1] = (spans[-1][0], end, spans[-1][2])
            elif tag != "O":
                spans.append((place, end, types[tag[2:]]))
            elif not complete and place and token[0].isupper():
                spans.append((place, end, MAYBE_OTHER))
            place = end + 1
        sentences.append((" ".join(row["tokens"]), spans))
    return sentences


def without_title(text: str, start: int, end: int) -> int:
    """Return where a person's name starts behind titles, if anything is left."""
    words = list(WORD.finditer(text, start, end))
    while len(words) > 1 and (
        words[0].group() in PREFIXES or not words[0].group().isalnum()
    ):
        words = words[1:]
    return words[0].start() if words else start


def gum(documents: list[dict]) -> list:
    """Turn GUM's documents into sentences with the names inside mentions."""
    sentences = []
    for document in documents:
        text, spans = document["text"], []
        for mention in document["mentions"]:
            if not mention.get("name") or mention["type"] == "time":
                continue
            start, end = mention["name_begin"], mention["name_end"]
            kind = GUM.get(mention["type"], UNKNOWN)
            if kind == "person":
                start = without_title(text, start, end)
                # "Leung of the Labour Party" is marked like "Hilary of Poitiers".
                if text[start:end].strip(".") in PREFIXES or " of " in text[start:end]:
                    kind = UNKNOWN
                end += len(re.match(r"(?: [IVX]+\b)?", text[end:]).group())
            else:
                # The name stops before "of": complete it where the whole
                # mention is written like a name.
                whole = FULL_NAME.match(text, start, mention["end"])
                if whole and whole.end() == mention["end"]:
                    end = whole.end()
            if re.match(r" (?:of|for|and|&) [A-Z]", text[end : end + 6]):
                kind = UNKNOWN if kind != "person" else kind
            spans.append((start, end, kind))
        bounds = [*document["sentence_starts"], len(text)]
        sentences += cut(text, longest(spans), bounds)
    return sentences


def re3d(documents: list[dict]) -> list:
    """Turn re3d's documents into sentences, keeping entities written as names."""
    sentences = []
    for document in documents:
        text, spans = document["text"], []
        for entity in document["entities"]:
            kind = RE3D.get(entity["type"])
            start, end = entity["begin"], entity["end"]
            if kind is None or text[start:end] != entity["value"]:
                continue
            start += len(re.match(r"(?:[Tt]he )?", text[start:end]).group())
            if kind == "person":
                start = without_title(text, start, end)
                if re.search(r" (?:of|for|and|the|in) ", text[start:end]):
                    continue
            if FULL_NAME.fullmatch(text, start, end) and (
                text[start:end].split()[0] not in PLAIN
            ):
                spans.append((start, end, kind))
        bounds = [
            0,
            *(m.end() for m in re.finditer(r"[.!?][”\"]?\s+(?=\W?[A-Z])|\n+", text)),
        ]
        sentences += cut(text, longest(spans), [*bounds, len(text)])
    return sentences


def longest(spans: list) -> list:
    """Keep the longest of overlapping spans; the rest are names inside names."""
    kept = []
    for span in sorted(set(spans), key=lambda s: (s[0] - s[1], s[2] == UNKNOWN, s)):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def cut(text: str, spans: list, bounds: list[int]) -> list:
    """Cut a document into sentences; capitals outside its names stay unknown."""
    sentences = []
    for begin, stop in zip(bounds, bounds[1:], strict=False):
        sentence = text[begin:stop].rstrip()
        inside = [
            (max(start - begin, 0), min(end, begin + len(sentence)) - begin, kind)
            for start, end, kind in spans
            if start < begin + len(sentence) and end > begin
        ]
        for word in WORD.finditer(sentence):
            if (
                word.start()
                and word.group()[0].isupper()
                and word.group() not in PLAIN
                and word.group() not in PREFIXES - AMBIGUOUS
                and not any(s <= word.start() < e for s, e, _ in inside)
            ):
                inside.append((*word.span(), UNKNOWN))
        if sentence:
            sentences.append((sentence, sorted(inside)))
    return sentences


def gold(data: Path, known) -> tuple[list, dict[str, list]]:
    """Read the labelled sentences: for training, and held out by name.

    Those of training begin with WikiGold, the only ones labelled in full.
    """
    wikigold = from_tags(rows_of(data / "wikigold/all.jsonl.gz"), WIKIGOLD)
    documents = rows_of(data / "gum_entities/docs.jsonl.gz")
    military = rows_of(data / "re3d/docs.jsonl.gz")
    edge = len(wikigold) * 5 // 6
    posts = from_tags(rows_of(data / "wnut17/train.jsonl.gz"), WNUT, complete=False)
    train = [
        *wikigold[:edge],
        *with_facts(gum([d for d in documents if d["part"] == "train"]), known),
        *with_facts(re3d([d for d in military if d["source"] != "Wikipedia"]), known),
        *[post for post in posts if any(kind in TYPES for *_, kind in post[1])],
    ]
    held = {
        "wikigold": wikigold[edge:],
        "gum": gum([d for d in documents if d["part"] == "dev"]),
        "wnut17": from_tags(rows_of(data / "wnut17/dev.jsonl.gz"), WNUT),
    }
    return train, held


def facts(data: Path) -> dict[str, list[str]]:
    """Collect names of states, capitals, leaders and legislators, and demonyms.

    From the CIA World Factbook (public domain), the list of US legislators (CC0)
    and CLDR's territories (Unicode License).
    """
    names = {kind: set() for kind in TYPES}
    refs = data / "actor_refs"
    for state in rows_of(refs / "factbook_government.jsonl.gz"):
        names["place"] |= {state["short"], state["long"], state["capital"]}
        demonyms = f"{state['noun']},{state['adjective']}".replace("(s)", "")
        names["other"] |= set(re.findall(r"[A-Z][\w-]+", demonyms))
        for office in ("chief_of_state", "head_of_government"):
            for found in re.finditer(r"([A-Z]\w+ )+([A-Z][A-Z-]+\b ?)+", state[office]):
                words = [w.title() for w in found.group().split() if w not in PREFIXES]
                if len(words) > 1:
                    names["person"].add(" ".join(words))
    for row in rows_of(refs / "us_legislators.jsonl.gz"):
        names["person"].add(f"{row['name']['first']} {row['name']['last']}")
    with gzip.open(refs / "cldr_en_territories.json.gz", "rt") as lines:
        for line in lines:
            names["place"] |= set(re.findall(r'": ?"([A-Z][A-Za-z. ’-]+)"', line))
    names["other"] -= names["place"] | {"New", "US", "Saint"}
    return {
        kind: sorted(n for n in some if FULL_NAME.fullmatch(n))
        for kind, some in names.items()
    }


def name_pools(known: dict[str, list[str]], train: list) -> dict[str, list[str]]:
    """Collect names by type to put in the place of others."""
    pools = {kind: set(known[kind]) for kind in TYPES[:3]}
    for text, spans in train:
        for start, end, kind in spans:
            if kind in pools:
                pools[kind].add(text[start:end])
    return {kind: sorted(names) for kind, names in pools.items()}


def with_facts(sentences: list, known: dict[str, list[str]]) -> list:
    """Label nationalities as other, and states as places, in sources that label
    them otherwise or not at all."""
    demonyms = {n for name in known["other"] for n in (name, f"{name}s")}
    places = set(known["place"]) | {"U.S.", "US", "UK", "U.K.", "United States"}
    result = []
    for text, spans in sentences:
        relabelled = []
        for start, end, kind in spans:
            name = text[start:end]
            if name in demonyms:
                kind = "other"
            elif name in places and kind != UNKNOWN:
                kind = "place"
            relabelled.append((start, end, kind))
        for found in re.finditer(r"(?<!\w)U\.[SK]\.(?! [A-Z])", text):
            start, end = found.span()
            if all(s[1] <= start or end <= s[0] for s in spans):
                relabelled.append((start, end, "place"))
        result.append((text, sorted(relabelled)))
    return result


def vary(sentence, pools, chance: random.Random):
    """Return the sentence as it is, with other names, or in other letter case."""
    text, spans = sentence
    if chance.random() < 0.3:
        pieces, place, moved = [], 0, []
        length = 0
        for start, end, kind in spans:
            name = text[start:end]
            if kind in pools and chance.random() < 0.7:
                name = chance.choice(pools[kind])
            pieces += [text[place:start], name]
            begin = length + start - place
            length = begin + len(name)
            moved.append((begin, length, kind))
            place = end
        text, spans = "".join([*pieces, text[place:]]), moved
    fate = chance.random()
    if fate < 0.06:
        recased = text.upper()
    elif fate < 0.11:
        recased = re.sub(
            r"\b[a-z]\w{3,}", lambda m: m.group()[0].upper() + m.group()[1:], text
        )
    elif fate < 0.14:
        recased = text.lower()
    else:
        recased = text
    return (recased if len(recased) == len(text) else text), spans


def open_text(data: Path, most: int, *, seed: int = SEED) -> list[str]:
    """Return sentences of news and speeches under open licences, in fixed order."""
    texts = {"news": [], "speech": [], "quoted": []}
    for path in sorted((data / "wikinews").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts["news"] += [
                r["title"] + "\n\n" + r["text"] for r in csv.DictReader(lines)
            ]
    speeches = rows_of(data / "un_general_debate/speeches_2014_2024.jsonl.gz")
    texts["speech"] += [row["text"] for row in speeches[::7]]
    speeches = rows_of(data / "us_presidents/state_union.jsonl.gz")
    texts["speech"] += [row["text"] for row in speeches[::3]]
    texts["quoted"] += [
        row["sentence"] for row in rows_of(data / "newsmtsc/train.jsonl.gz")
    ]
    chance, chosen = random.Random(seed), []
    for some, share in (
        (texts["news"], 0.4),
        (texts["speech"], 0.25),
        (texts["quoted"], 0.35),
    ):
        sentences = set()
        for text in some:
            for paragraph in re.split(r"\n\s*\n", text):
                flat = " ".join(paragraph.split())
                sentences |= set(SENTENCE_END.split(flat))
        usable = sorted(
            s
            for s in sentences
            if 25 < len(s) < 350 and re.search(r"\w [\"“]?[A-Z]", s)
        )
        chosen += chance.sample(usable, min(int(share * most), len(usable)))
    return chosen


def score(found: list, labelled: list) -> dict[str, float]:
    """Compare spans with labels, exactly: names of persons, organisations, places.

    Names of which the source is not sure count neither way. `typed` also wants
    the right type.
    """
    right = right_typed = n_found = n_true = 0
    for spans, (_, true) in zip(found, labelled, strict=True):
        unsure = [s for s in true if s[2] in (UNKNOWN, MAYBE_OTHER)]
        mine = {
            s
            for s in spans
            if s[2] != "other" and all(s[1] <= u[0] or u[1] <= s[0] for u in unsure)
        }
        theirs = {s for s in true if s[2] in TYPES[:3]}
        right += len({s[:2] for s in mine} & {s[:2] for s in theirs})
        right_typed += len(mine & theirs)
        n_found, n_true = n_found + len(mine), n_true + len(theirs)
    return {
        "precision": right / max(n_found, 1),
        "recall": right / max(n_true, 1),
        "f1": 2 * right / max(n_found + n_true, 1),
        "typed_f1": 2 * right_typed / max(n_found + n_true, 1),
    }
