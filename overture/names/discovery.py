"""Discovery: people and organisations that nobody registered.

Names found by an engine (rules, the tagger, or a table of the user's) are
joined within their document and become mentions of kind "discovered". One
name stands for one actor over the corpus; whether two people share it, only a
reader can tell, so each is listed as unresolved too.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from difflib import get_close_matches
from functools import lru_cache

import numpy as np
import pandas as pd

from overture.names import name_rules
from overture.names.aliases import join_forms
from overture.names.tables import NAMES, as_names, check_sentences

COLUMNS = list(NAMES)
ENGINES = ("rules", "tagger")
TYPES = ("person", "organisation")
UNREGISTERED = "not registered"
_STRIDE = 1 << 32  # more characters than a document has


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
        `NAMES`: doc_id, sentence_id, start, end, surface, type (person,
        organisation, place or other).

    Raises
    ------
    ValueError
        For an unknown engine, or a table without the columns.
    """
    check_engine("engine", engine)
    check_sentences(sentences)
    if isinstance(engine, pd.DataFrame):
        return engine[COLUMNS]
    if engine == "rules":
        return name_rules.find_names(sentences)
    if engine == "tagger":
        from overture.names.tagger import find_names as by_tagger

        return by_tagger(sentences)
    return _by_model(sentences, engine)


def check_engine(argument: str, engine) -> None:
    """Refuse what cannot find names, before any text is read."""
    if isinstance(engine, pd.DataFrame):
        if missing := [column for column in COLUMNS if column not in engine]:
            message = f"names need the columns {', '.join(COLUMNS)}; missing: {missing}"
            raise ValueError(message)
    elif engine not in ENGINES and not callable(engine):
        close = get_close_matches(str(engine), ENGINES, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        permitted = f"{', '.join(ENGINES)}, a callable or a table of names"
        message = f"{argument} is {permitted}; got {engine!r}{hint}"
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
    found = [
        [
            (start, end, _LABELS.get(label.upper(), "other"))
            for start, end, label in some
        ]
        for _, some in zip(texts, engine(texts), strict=True)
    ]
    return as_names(sentences, found)


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
    doc_ids = pd.Index(sentences["doc_id"].unique())
    registered = [_place(table, doc_ids) for table in (mentions, doubts)]
    free = names[_is_free(names, doc_ids, registered)]
    documents: dict[str, list] = {}
    for row in zip(*(free[column].tolist() for column in COLUMNS), strict=True):
        documents.setdefault(row[0], []).append(row)
    documents = {doc_id: _join_document(rows) for doc_id, rows in documents.items()}
    rows = [row for found in documents.values() for row in found]
    again = _table(_surnames(documents, sentences))
    covered = [_place(names, doc_ids), *registered]
    low, high, _ = _overlapped(*_place(again, doc_ids), covered)
    found = pd.concat([_table(rows), again[low == high]])
    found = found.iloc[np.lexsort(_place(found, doc_ids)[::-1])]
    found = found.reset_index(drop=True)
    doubted = found[COLUMNS[:4]].assign(
        surface=found["alias"], reason=UNREGISTERED, candidates=""
    )
    return found, doubted


def _table(rows: list[tuple]) -> pd.DataFrame:
    """Lay rows out as mentions."""
    columns = [*COLUMNS[:5], "actor_id", "alias_kind", "alias", "rule"]
    return pd.DataFrame(rows, columns=columns)


def _place(table: pd.DataFrame, doc_ids: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Return starts and ends with all documents laid out on one line."""
    document = doc_ids.get_indexer(table["doc_id"]) * _STRIDE
    return tuple(document + table[c].to_numpy(np.int64) for c in ("start", "end"))


def _overlapped(start: np.ndarray, end: np.ndarray, others: list[tuple]):
    """Return for each span the first and last of the others that may overlap it.

    None does where the two are the same. The others come third, in order.
    """
    first, last = map(np.concatenate, zip(*others, strict=True))
    order = np.argsort(first, kind="stable")
    first, last = first[order], last[order]
    low = np.searchsorted(np.maximum.accumulate(last), start, side="right")
    return low, np.maximum(low, np.searchsorted(first, end)), (first, last)


def _is_free(names: pd.DataFrame, doc_ids: pd.Index, registered: list) -> np.ndarray:
    """Tell which names overlap nothing registered, or are much more than that.

    "Bank of China" is more than China; "Jane Doe" is not more than Doe.
    """
    start, end = _place(names, doc_ids)
    low, high, (first, last) = _overlapped(start, end, registered)
    free = low == high
    for i in np.flatnonzero(~free & (names["type"] == "organisation").to_numpy()):
        a, b = first[low[i] : high[i]], last[low[i] : high[i]]
        within = (start[i] <= a) & (b <= end[i]) & (b - a < 0.7 * (end[i] - start[i]))
        free[i] = within[b > start[i]].all()
    return free


def _surnames(documents: dict[str, list], sentences: pd.DataFrame) -> list[tuple]:
    """Find the surnames of the people of each document wherever they stand.

    At the start of a sentence "Quill" may be the common word; where the
    document has Arno Quill it is not.
    """
    rows_of = sentences.groupby("doc_id", sort=False).indices
    ids, offsets = (sentences[column].to_numpy() for column in COLUMNS[1:3])
    texts = sentences["text"].fillna("").to_numpy(object)
    found = []
    for doc_id, names in documents.items():
        people: dict[str, set] = {}
        for *_, actor_id, kind, name, rule in names:
            if rule.endswith("person") and " " in name:
                who = (actor_id, kind, name, rule)
                people.setdefault(name.split()[-1], set()).add(who)
        people = {n: min(w) for n, w in people.items() if len(w) == 1 and len(n) > 2}
        if not people:
            continue
        rows = rows_of[doc_id]
        text = "\n".join(texts[rows])
        begins = np.cumsum([0, *(len(t) + 1 for t in texts[rows])])
        for name, who in people.items():
            for place in _whole_words(name, text):
                number = bisect_right(begins, place) - 1
                row = rows[number]
                start = int(offsets[row]) + place - int(begins[number])
                end = start + len(name)
                found.append((doc_id, int(ids[row]), start, end, name, *who))
    return found


def _whole_words(name: str, text: str):
    """Yield where a name stands that is no part of a longer word."""
    end = 0
    while (start := text.find(name, end)) >= 0:
        end = start + len(name)
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        if not any(c.isalnum() or c in "_-" for c in around):
            yield start


def _join_document(found: list[tuple]) -> list[tuple]:
    """Join the names of one document; return rows of mentions."""
    forms = list(dict.fromkeys(row[4] for row in found))
    group = dict(zip(forms, join_forms(forms), strict=True))
    full: dict[int, str] = {}
    for form, number in group.items():
        if len(form.split()) > len(full.get(number, "").split()):
            full[number] = form
    votes = Counter((group[row[4]], row[5]) for row in found)
    who = {}
    for number, name in full.items():
        kind = max(TYPES, key=lambda kind, n=number: votes[n, kind])
        # One word alone is too little to say who it is.
        if votes[number, kind] and (" " in name or name.isupper()):
            who[number] = (name_id(name), "discovered", name, f"discovered {kind}")
    return [(*row[:5], *who[group[row[4]]]) for row in found if group[row[4]] in who]


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
