"""Discovery: people and organisations that nobody registered.

Names found by an engine (rules, the tagger, or a table of the user's) are
joined within their document and become mentions of kind "discovered". One
name stands for one actor over the corpus; whether two people share it, only a
reader can tell, so each is listed as unresolved too.
"""

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache

import pandas as pd

from analysis.measures.aliases import join_forms

COLUMNS = "doc_id sentence_id start end surface type".split()
TYPES = ("person", "organisation")
_REASON = "not registered"
_PLACE = ("doc_id", "start", "end")
_LONGEST = 300  # characters of a name


def find_names(sentences: pd.DataFrame, *, engine="rules") -> pd.DataFrame:
    """Find names of people, organisations and places.

    Parameters
    ----------
    sentences : DataFrame
        doc_id, sentence_id, start, end, text.
    engine : {"rules", "tagger"}, callable or DataFrame
        "rules" is fast, "tagger" accurate. A callable gets the list of texts
        and returns for each a list of (start, end, label); `spacy_engine` and
        `gliner_engine` make one. A table is taken as it is.

    Returns
    -------
    DataFrame
        doc_id, sentence_id, start, end, surface, type (person, organisation,
        place or other).

    Raises
    ------
    ValueError
        For an unknown engine, or a table without the columns.
    """
    if isinstance(engine, pd.DataFrame):
        if missing := [column for column in COLUMNS if column not in engine]:
            message = f"names need the columns {', '.join(COLUMNS)}; missing: {missing}"
            raise ValueError(message)
        return engine[COLUMNS]
    if engine == "rules":
        from analysis.measures.name_rules import find_names as by_rules

        return by_rules(sentences)
    if engine == "tagger":
        from analysis.measures.tagger import find_names as by_tagger

        return by_tagger(sentences)
    if callable(engine):
        return _by_model(sentences, engine)
    message = f"engine is rules, tagger, a callable or a table of names; got {engine!r}"
    raise ValueError(message)


_LABELS = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "ORGANIZATION": "organisation",
    "ORGANISATION": "organisation",
    "GPE": "place",
    "LOC": "place",
    "LOCATION": "place",
    "FAC": "place",
}


def spacy_engine(pipeline):
    """Make an engine of a loaded spaCy pipeline: `spacy_engine(spacy.load(...))`."""

    def tag(texts):
        for document in pipeline.pipe(texts):
            yield [(e.start_char, e.end_char, e.label_) for e in document.ents]

    return tag


def gliner_engine(model, *, threshold: float = 0.5):
    """Make an engine of a loaded GLiNER model."""
    labels = ["person", "organization", "location"]

    def tag(texts):
        for text in texts:
            found = model.predict_entities(text, labels, threshold=threshold)
            yield [(e["start"], e["end"], e["label"]) for e in found]

    return tag


def _by_model(sentences: pd.DataFrame, engine) -> pd.DataFrame:
    """Lay out what a model found in each sentence."""
    texts = sentences["text"].fillna("").tolist()
    rows = []
    keys = sentences[["doc_id", "sentence_id", "start"]].itertuples(index=False)
    for (doc_id, sentence_id, offset), text, found in zip(
        keys, texts, engine(texts), strict=True
    ):
        for start, end, label in found:
            kind = _LABELS.get(label.upper(), "other")
            place = (offset + start, offset + end, text[start:end], kind)
            rows.append((doc_id, sentence_id, *place))
    return pd.DataFrame(rows, columns=COLUMNS)


def discover(
    sentences: pd.DataFrame,
    names: pd.DataFrame,
    mentions: pd.DataFrame,
    doubts: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn names that no registered alias covers into mentions and doubts.

    Parameters
    ----------
    sentences : DataFrame
        Searched for the surnames of the people that were found.
    names : DataFrame
        From `find_names`.
    mentions, doubts : DataFrame
        From `annotate`: what they cover is left alone.

    Returns
    -------
    tuple of DataFrame
        Mentions of kind "discovered", whose rule says which type was found,
        and one doubt for each.
    """
    if names.empty:
        return names[COLUMNS[:5]], doubts.head(0)
    covered = _spans([names, mentions, doubts])
    free = _uncovered(names[COLUMNS], _spans([mentions, doubts]))
    texts = {
        doc_id: list(zip(*(rows[c] for c in COLUMNS[1:3]), rows["text"], strict=True))
        for doc_id, rows in sentences[sentences["doc_id"].isin(free["doc_id"])].groupby(
            "doc_id", sort=False
        )
    }
    rows = []
    by_document: dict[str, list] = {}
    for row in free.itertuples(index=False, name=None):
        by_document.setdefault(row[0], []).append(row)
    for doc_id, found in by_document.items():
        own = _join_document(found)
        own += _surnames(own, texts[doc_id], covered.get(doc_id, ()))
        rows += sorted(own, key=lambda row: row[2:4])
    joined = pd.DataFrame(
        rows, columns=[*COLUMNS[:5], "actor_id", "alias_kind", "alias", "rule"]
    )
    doubted = joined[COLUMNS[:4]].assign(
        surface=joined["alias"], reason=_REASON, candidates=""
    )
    return joined, doubted


def _spans(tables: list[pd.DataFrame]) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of several tables by document, in order."""
    spans: dict[str, list] = {}
    for table in tables:
        for doc_id, *span in zip(*(table[c] for c in _PLACE), strict=True):
            spans.setdefault(doc_id, []).append(tuple(span))
    return {doc_id: sorted(found) for doc_id, found in spans.items()}


def _overlapping(spans: list, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans, of some in order, that overlap one."""
    low = bisect_left(spans, (start - _LONGEST, 0))
    high = bisect_left(spans, (end, 0))
    return [(a, b) for a, b in spans[low:high] if start < b]


def _uncovered(names: pd.DataFrame, covered: dict) -> pd.DataFrame:
    """Return the names that overlap nothing that is covered."""
    keep = []
    for doc_id, start, end, kind in zip(
        *(names[column] for column in (*_PLACE, "type")), strict=True
    ):
        inside = _overlapping(covered.get(doc_id, []), start, end)
        # "Bank of China" is more than China; "Jane Doe" is not more than Doe.
        larger = kind == "organisation" and all(
            start <= a and b <= end and b - a < 0.7 * (end - start) for a, b in inside
        )
        keep.append(not inside or larger)
    return names[keep]


def _surnames(rows: list[tuple], texts: list[tuple], covered: list) -> list[tuple]:
    """Find surnames of the people found where no engine saw a name.

    At the start of a sentence "Quill" may be the common word; where the
    document has Arno Quill it is not.
    """
    people = {}
    for row in rows:
        name, rule = row[-2:]
        if rule.endswith("person") and " " in name:
            people.setdefault(name.split()[-1], set()).add(row[5:])
    people = {n: min(who) for n, who in people.items() if len(who) == 1 and len(n) > 2}
    if not people:
        return []
    words = "|".join(map(re.escape, sorted(people)))
    pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
    found = []
    for sentence_id, offset, text in texts:
        for match in pattern.finditer(text):
            start, end = offset + match.start(), offset + match.end()
            if not _overlapping(covered, start, end):
                place = (rows[0][0], sentence_id, start, end, match.group())
                found.append((*place, *people[match.group()]))
    return found


def _join_document(found: list[tuple]) -> list[tuple]:
    """Join the names of one document; return rows of mentions."""
    forms = list(dict.fromkeys(row[4] for row in found))
    group = dict(zip(forms, join_forms(forms), strict=True))
    votes: dict[int, dict] = {}
    full: dict[int, str] = {}
    for *_, surface, kind in found:
        number = group[surface]
        counted = votes.setdefault(number, dict.fromkeys(TYPES, 0))
        if kind in counted:
            counted[kind] += 1
        if len(surface.split()) > len(full.get(number, "").split()):
            full[number] = surface
    rows = []
    for *place, surface, _ in found:
        number = group[surface]
        name, counted = full[number], votes[number]
        kind = max(TYPES, key=counted.__getitem__)
        # One word alone is too little to say who it is.
        if counted[kind] and (" " in name or name.isupper()):
            who = (name_id(name), "discovered", name, f"discovered {kind}")
            rows.append((*place, surface, *who))
    return rows


@lru_cache(maxsize=100_000)
def name_id(name: str) -> str:
    """Make an actor_id of a name.

    Examples
    --------
    >>> name_id("José Núñez")
    'jose-nunez'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    return "-".join(words) or "-".join(f"{ord(c):x}" for c in name)


def to_yaml(mentions: pd.DataFrame, *, least: int = 1) -> str:
    """Write the discovered actors as entries for actors.yaml.

    Parameters
    ----------
    mentions : DataFrame
        With the discovered ones.
    least : int
        Leave out actors with fewer mentions.
    """
    found = mentions[mentions["alias_kind"] == "discovered"]
    entries = []
    for actor_id, rows in found.groupby("actor_id", sort=True):
        if len(rows) < least:
            continue
        forms = sorted(set(rows["surface"]))
        name, kind = rows["alias"].iloc[0], rows["rule"].iloc[0].split()[-1]
        documents = rows["doc_id"].nunique()
        quoted = ", ".join(_quote(form) for form in forms)
        entries.append(
            (
                -len(rows),
                f"  # {len(rows):,} mentions in {documents:,} documents\n"
                f"  - id: {actor_id}\n    name: {_quote(name)}\n"
                f"    type: {kind}\n    aliases: [{quoted}]\n",
            )
        )
    if not entries:
        return "# nobody else was found\n"
    return "actors:\n" + "".join(text for _, text in sorted(entries))


def describe_doubts(unresolved: pd.DataFrame, *, top: int = 50) -> str:
    """List the names in doubt as YAML comments, the most frequent first."""
    doubtful = unresolved[unresolved["reason"] != _REASON]
    lines = [f"# {len(doubtful):,} names in doubt\n"]
    for row in doubtful.head(top).itertuples():
        name = _quote(row.surface)
        who = f" ({row.candidates})" if row.candidates else ""
        lines.append(f"#   {name}, {row.n:,} times: {row.reason}{who}\n")
    return "".join(lines)


def _quote(text: str) -> str:
    """Quote a name for YAML; it comes from a document and is not trusted."""
    safe = "".join(c for c in text if c.isprintable())
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
