"""Mentions: where a text names an actor, and why it counts.

One row per occurrence. Every mention says which alias matched and by which
rule; what could mean several actors, or none, is a doubt and not a mention.
Pronouns and bare descriptions ("the president" alone) are not resolved.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus.tables import as_table
from analysis.measures.matching import (
    BREAK,
    Buffer,
    as_buffer,
    automaton,
    find_whole_words,
    fold,
    longest,
)
from analysis.measures.registry import COMMON, Registry, read_actors

LEVELS = ("person", "office", "demonym", "capital", "institution")
DOUBT_COLUMNS = (
    "doc_id",
    "sentence_id",
    "start",
    "end",
    "surface",
    "reason",
    "candidates",
)

# How a role is written; the first is its name in the registry.
_ROLE_WORDS = {
    "president": ("president",),
    "prime minister": ("prime minister", "premier", "PM"),
    "chancellor": ("chancellor",),
    "foreign minister": ("foreign minister", "foreign secretary", "secretary of state"),
    "defence minister": (
        "defence minister",
        "defense minister",
        "defence secretary",
        "defense secretary",
        "secretary of defense",
    ),
    "vice president": ("vice president", "vice-president"),
    "monarch": ("king", "queen", "emperor", "sultan", "emir"),
    "leader": ("leader", "supreme leader", "ruler"),
    "secretary-general": ("secretary-general", "secretary general"),
}
_LEADERS = ("president", "prime minister", "chancellor", "leader")
_HONORIFICS = frozenset(
    "mr mr. mrs mrs. ms ms. dr dr. sir lady lord president premier chancellor minister "
    "secretary king queen prince princess general gen. senator sen. rep. governor "
    "gov. mayor ambassador comrade chairman spokesman spokeswoman candidate leader "
    "pope sheikh judge justice sgt. col. lt. capt. professor prof.".split()
)
_BATCH = 4_000_000  # characters annotated at once, so that memory stays bounded


def find_mentions(
    sentences: pd.DataFrame,
    actors: Registry | None = None,
    *,
    documents: pd.DataFrame | None = None,
    levels=LEVELS,
) -> pd.DataFrame:
    """Find the mentions of the registry's actors.

    Parameters
    ----------
    sentences : DataFrame
        doc_id, sentence_id, start, end, text; more columns are ignored.
    actors : Registry, optional
        From `read_actors`; the built-in registry by default.
    documents : DataFrame, optional
        doc_id and date: who "the Russian president" was on the day. Without
        a date an office counts only where the document names its holder.
    levels : collection of str
        Which levels count: person, office, demonym, capital, institution.
        Without "capital", Kyiv is not Ukraine.

    Returns
    -------
    DataFrame
        `mentions`: doc_id, sentence_id, start, end, surface, actor_id,
        alias_kind; then alias (as registered) and rule (why it counts).
        In the order of the sentences, then of start and end.

    Raises
    ------
    ValueError
        For an unknown level, or sentences without a needed column.

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": ["a"], "sentence_id": [0], "start": [0],
    ...     "end": [41], "text": ["Kyiv’s allies in the U.S. will not ask us."]})
    >>> find_mentions(sentences)[["surface", "actor_id", "alias_kind"]].values.tolist()
    [['Kyiv', 'ukraine', 'capital'], ['U.S.', 'united-states', 'acronym']]
    """
    return annotate(sentences, actors, documents=documents, levels=levels)[0]


def annotate(
    sentences: pd.DataFrame,
    actors: Registry | None = None,
    *,
    documents: pd.DataFrame | None = None,
    levels=LEVELS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find mentions, and the doubts: names that were not resolved.

    Parameters are those of `find_mentions`.

    Returns
    -------
    tuple of DataFrame
        Mentions as of `find_mentions`, and one row per doubtful name: doc_id,
        sentence_id, start, end, surface, reason, candidates (ids, by ";").
        `count_unresolved` ranks the doubts of a corpus.
    """
    levels = tuple(levels)
    if unknown := set(levels) - set(LEVELS):
        message = f"levels are {', '.join(LEVELS)}; got {sorted(unknown)}"
        raise ValueError(message)
    needed = ["doc_id", "sentence_id", "start", "end", "text"]
    if missing := [column for column in needed if column not in sentences]:
        message = f"sentences need the columns {', '.join(needed)}; missing: {missing}"
        raise ValueError(message)
    index = _index(actors if actors is not None else read_actors())
    dates = {}
    if documents is not None and "date" in documents:
        day = pd.to_datetime(documents["date"], utc=True).dt.strftime("%Y-%m-%d")
        dates = dict(zip(documents["doc_id"], day.fillna(""), strict=True))
    doc = pd.factorize(sentences["doc_id"])[0]
    if (np.diff(doc) < 0).any():
        sentences = sentences.iloc[np.argsort(doc, kind="stable")]
        doc = np.sort(doc)
    mentions, doubts = [], []
    lengths = np.fromiter(map(len, sentences["text"].fillna("")), np.int64)
    for low, high in _batches(doc, lengths):
        batch = _Batch(sentences.iloc[low:high], doc[low:high], index, dates)
        mentions.append(batch.mentions(levels))
        doubts.append(pd.DataFrame(batch.doubts, columns=DOUBT_COLUMNS))
    mentions = pd.concat(mentions, ignore_index=True) if mentions else None
    doubts = pd.concat(doubts, ignore_index=True) if doubts else None
    if doubts is None:
        doubts = pd.DataFrame(columns=DOUBT_COLUMNS)
    return as_table("mentions", _NO_ROWS if mentions is None else mentions), doubts


_NO_ROWS = {
    column: pd.Series([], dtype="str")
    for column in ("doc_id", "surface", "actor_id", "alias_kind", "alias", "rule")
}


def count_unresolved(doubts: pd.DataFrame) -> pd.DataFrame:
    """Count the doubts by surface and reason, the most frequent first.

    Returns
    -------
    DataFrame
        `unresolved`: surface, reason, candidates, n, example_doc_id,
        example_start, example_end.
    """
    counts = (
        doubts.groupby(["surface", "reason", "candidates"], sort=True)
        .agg(
            n=("start", "size"),
            example_doc_id=("doc_id", "first"),
            example_start=("start", "first"),
            example_end=("end", "first"),
        )
        .reset_index()
        .sort_values(
            ["n", "surface", "reason", "candidates"],
            ascending=[False, True, True, True],
        )
    )
    return as_table("unresolved", counts)


def _batches(doc: np.ndarray, lengths: np.ndarray):
    """Cut the sentences into runs of whole documents of bounded length."""
    if not len(doc):
        return
    first = np.flatnonzero(np.append(True, np.diff(doc) != 0))
    total = np.concatenate(([0], np.cumsum(lengths)))
    low = 0
    for start, end in zip(first, [*first[1:], len(doc)], strict=True):
        if total[end] - total[low] > _BATCH and start > low:
            yield low, start
            low = start
    yield low, len(doc)


class _Index(NamedTuple):
    """A registry compiled for matching; arrays run over patterns."""

    automaton: object
    rows: list[tuple[int, ...]]  # alias rows of a pattern
    sole: np.ndarray  # its only alias row, or -1
    lead: np.ndarray  # characters before the alias ("the Trumps")
    trail: np.ndarray  # characters after it
    capitals: np.ndarray  # counts only in a text in capitals
    block: np.ndarray  # takes the place of an alias and counts for nothing
    role: list[str]  # role that the pattern names, or ""
    aliases: list[tuple]
    actor: np.ndarray  # actor of an alias row, as a number
    actor_ids: np.ndarray
    easy: np.ndarray  # alias rows without any condition
    level: np.ndarray  # level of an alias row, as a number
    kind: np.ndarray
    text: np.ndarray
    offices: dict  # (role, state) -> [(actor, since, until)]
    held: dict  # actor -> roles


@lru_cache(maxsize=8)
def _index(registry: Registry) -> _Index:
    """Compile a registry."""
    aliases = list(registry.aliases.itertuples(index=False))
    ids = registry.actors["actor_id"].tolist()
    number = {actor_id: i for i, actor_id in enumerate(ids)}
    types = dict(zip(ids, registry.actors["type"], strict=True))
    patterns: dict[str, dict] = {}

    def put(text, row, *, lead=0, trail=0, capitals=False, block=False, role=""):
        pattern = patterns.setdefault(
            text,
            {
                "rows": [],
                "lead": lead,
                "trail": trail,
                "capitals": capitals,
                "block": block,
                "role": role,
            },
        )
        if row is not None:
            # A form that was written so beats one that was derived.
            if pattern["block"] or (pattern["capitals"] and not capitals):
                pattern |= {"rows": [], "block": False, "capitals": capitals}
            if pattern["capitals"] == capitals and row not in pattern["rows"]:
                pattern["rows"].append(row)

    for row, alias in enumerate(aliases):
        text = fold(alias.alias)
        put(text, row)
        if alias.case == "any":
            for form in (text.lower(), text.title(), text.capitalize()):
                put(form, row)
        if text.upper() != text:
            put(text.upper(), row, capitals=True)
        if types[alias.actor_id] == "person" and " " not in text:
            plural = text + ("es" if text.endswith(("s", "z", "ch", "sh")) else "s")
            for article in ("the ", "The "):
                put(article + plural, row, lead=4)
    for alias in aliases:
        text = fold(alias.alias)
        for word in alias.not_before:
            put(f"{text} {fold(word)}", None, block=True)
        for word in alias.not_after:
            put(f"{fold(word)} {text}", None, block=True)
    for role, forms in _ROLE_WORDS.items():
        for form in forms:
            for text in {form, form.title(), form.capitalize(), form.upper()}:
                if text not in patterns:
                    put(text, None, role=role)

    offices, held = defaultdict(list), defaultdict(set)
    for office in registry.offices.itertuples(index=False):
        term = (number[office.actor_id], office.since, office.until)
        offices[office.role, office.state_id].append(term)
        held[number[office.actor_id]].add(office.role)
    texts = sorted(patterns)
    table = [patterns[text] for text in texts]
    rows = [tuple(pattern["rows"]) for pattern in table]
    easy = [
        not (a.needs_name or a.only_with or a.valid_from or a.valid_to or a.also_name)
        for a in aliases
    ]
    return _Index(
        automaton=automaton(texts),
        rows=rows,
        sole=np.array([r[0] if len(r) == 1 else -1 for r in rows], np.int64),
        lead=np.array([p["lead"] for p in table], np.int64),
        trail=np.array([p["trail"] for p in table], np.int64),
        capitals=np.array([p["capitals"] for p in table], bool),
        block=np.array([p["block"] for p in table], bool),
        role=[p["role"] for p in table],
        aliases=aliases,
        actor=np.array([number[a.actor_id] for a in aliases], np.int64),
        actor_ids=np.array(ids, object),
        easy=np.array(easy, bool),
        level=np.array(
            [LEVELS.index(_level(a.kind, types[a.actor_id])) for a in aliases], np.int8
        ),
        kind=np.array([a.kind for a in aliases], object),
        text=np.array([a.alias for a in aliases], object),
        offices=dict(offices),
        held=dict(held),
    )


def _level(kind: str, actor_type: str) -> str:
    """Return the level that an alias of a kind belongs to."""
    if kind in ("office", "demonym", "capital"):
        return kind
    return "person" if actor_type == "person" else "institution"


class _Found(NamedTuple):
    """A resolved name: where in the buffer, which alias row, by which rule."""

    start: int
    end: int
    row: int
    rule: str


class _Batch:
    """One run of documents: its buffer, its matches and what became of them."""

    def __init__(self, sentences, doc, index: _Index, dates: dict):
        self.sentences, self.doc, self.index, self.dates = sentences, doc, index, dates
        self.doc_ids = sentences["doc_id"].to_numpy(object)
        self.texts = sentences["text"].fillna("").tolist()
        self.sentence_ids = sentences["sentence_id"].tolist()
        self.offsets = sentences["start"].to_numpy()
        self.buffer: Buffer = as_buffer(self.texts)
        self.text = self.buffer.text
        # Where each sentence begins in the normalised text.
        origin = self.buffer.origin
        self.begins = (
            self.buffer.starts
            if origin is None
            else np.searchsorted(origin, self.buffer.starts)
        )
        self.doubts: list[tuple] = []

    def mentions(self, levels) -> pd.DataFrame:
        """Return the mentions of the batch; doubts are kept aside."""
        index = self.index
        found = find_whole_words(index.automaton, self.buffer)
        is_role = np.array([bool(role) for role in index.role])[found.pattern]
        roles = found.take(is_role)
        found = found.take(~is_role)
        found = found.take(self._counts_in_capitals(found))
        found = found.take(longest(found))
        found = found.take(~index.block[found.pattern])
        start = found.start + index.lead[found.pattern]
        end = found.end - index.trail[found.pattern]
        row = index.sole[found.pattern]
        sentence = np.searchsorted(self.begins, start, side="right") - 1
        doc = self.doc[sentence]
        sure = (row >= 0) & index.easy[row]
        rule = self._rules(found)
        # Documents and the actors that they name without doubt.
        n = len(index.actor_ids)
        named = np.unique(doc[sure] * n + index.actor[row[sure]])
        only_name = np.array([self._only_needs_name(a) for a in index.aliases], bool)
        weak = ~sure & (row >= 0) & only_name[row]
        backed = weak & np.isin(doc * n + index.actor[row], named)
        rule[backed] = "named in full"
        sure |= backed
        self.named = set(named.tolist())
        for i in np.flatnonzero(~sure):
            resolved = self._resolve(
                int(start[i]), int(end[i]), int(sentence[i]), int(found.pattern[i])
            )
            if resolved is not None:
                row[i], rule[i] = resolved
                sure[i] = True
        start, end, row, rule = start[sure], end[sure], row[sure], rule[sure]
        kind = index.kind[row]
        extra = self._offices(start, end, row, kind, roles)
        if extra:
            more = [np.array(column) for column in zip(*extra, strict=True)]
            start = np.concatenate([start, more[0]]).astype(np.int64)
            end = np.concatenate([end, more[1]]).astype(np.int64)
            row = np.concatenate([row, -1 - more[2].astype(np.int64)])
            rule = np.concatenate([rule, more[4].astype(object)])
            kind = np.concatenate([kind, more[3].astype(object)])
        order = np.lexsort((end, start))
        return self._frame(
            start[order], end[order], row[order], kind[order], rule[order], levels
        )

    @staticmethod
    def _only_needs_name(alias) -> bool:
        return (
            alias.needs_name
            and alias.kind != "surname"
            and not (
                alias.only_with or alias.valid_from or alias.valid_to or alias.also_name
            )
        )

    def _counts_in_capitals(self, found) -> np.ndarray:
        """Tell which matches may count where a text shouts or does not."""
        counts = np.ones(len(found.start), bool)
        for i in np.flatnonzero(self.index.capitals[found.pattern]):
            word = self.text[found.start[i] : found.end[i]]
            if len(word) < 4 or word.lower() in COMMON:
                counts[i] = self._shouts(int(found.start[i]))
        return counts

    def _shouts(self, position: int) -> bool:
        """Tell whether the sentence at a position is in capitals."""
        sentence = self._sentence_text(position)
        letters = [c for c in sentence if c.isalpha()]
        return sum(c.isupper() for c in letters) > 0.8 * len(letters)

    def _sentence_text(self, position: int) -> str:
        low = self.text.rfind(BREAK, 0, position) + 1
        return self.text[low : self.text.find(BREAK, position)]

    def _rules(self, found) -> np.ndarray:
        """Say by which rule each match counts, from the characters around it."""
        index, codes = self.index, self.buffer.codes
        rule = np.full(len(found.start), "alias", object)
        after, before = codes[found.end], codes[found.start - 1]
        rule[after == ord("'")] = "possessive"
        rule[(after == ord("-")) | (before == ord("-"))] = "hyphenated"
        rule[index.capitals[found.pattern]] = "capitals"
        rule[index.lead[found.pattern] > 0] = "plural"
        return rule

    def _resolve(self, start, end, sentence, pattern):
        """Resolve a match under conditions to (alias row, rule), or doubt it."""
        index = self.index
        doc = int(self.doc[sentence])
        date = self.dates.get(self.doc_ids[sentence]) or ""
        rows = []
        for row in index.rows[pattern]:
            alias = index.aliases[row]
            if date and not (
                alias.valid_from <= date and (alias.valid_to or "9") >= date
            ):
                continue
            if alias.only_with and not self._document_has(sentence, alias.only_with):
                continue
            rows.append(row)
        if not rows:
            return None
        before, after = self._neighbours(start, end)
        title = self._title(before)
        guarded = [r for r in rows if self._is_guarded(index.aliases[r])]
        if guarded and self._in_longer_name(start, sentence, before, after):
            self._doubt(start, end, sentence, "may be part of a longer name", rows)
            return None
        n = len(index.actor_ids)
        backed = [r for r in rows if doc * n + int(index.actor[r]) in self.named]
        free = [r for r in rows if not index.aliases[r].needs_name]
        for chosen, rule in (
            (backed, "named in full"),
            ([r for r in rows if title and self._held(r, title, date)], "title"),
            (free, "context" if index.aliases[rows[0]].only_with else "alias"),
        ):
            if len({int(index.actor[r]) for r in chosen}) == 1:
                return chosen[0], rule
        if len({int(index.actor[r]) for r in rows}) > 1:
            reason = "could be several actors"
        else:
            reason = "the document does not name the actor in full"
        self._doubt(start, end, sentence, reason, rows)
        return None

    @staticmethod
    def _is_guarded(alias) -> bool:
        return alias.also_name or alias.kind == "surname"

    def _neighbours(self, start: int, end: int) -> tuple[str, str]:
        """Return the words right before and after, "" where there is none."""
        text = self.text
        before = after = ""
        if text[start - 1] == " ":
            low = max(text.rfind(c, max(0, start - 40), start - 1) for c in f" {BREAK}")
            before = text[low + 1 : start - 1]
        if text[end] == " ":
            after = text[end + 1 : end + 40].split(BREAK)[0].split(" ")[0]
        return before, after

    def _in_longer_name(self, start, sentence, before, after) -> bool:
        """Tell whether a capitalised neighbour makes the name a part of another."""
        words = [w for w in self._sentence_text(start).split() if w[:1].isalpha()]
        if sum(w[:1].isupper() for w in words) > 0.6 * len(words):
            return False  # a headline capitalises all its words
        for word in (before, after):
            plain = word.strip("\"'()[]").lower()
            if word[:1].isupper() and word[-1:].isalnum():
                if plain not in COMMON and plain not in _HONORIFICS:
                    if not self._is_demonym(word):
                        return True
        return False

    def _is_demonym(self, word: str) -> bool:
        return word in _demonyms(self.index)

    def _title(self, before: str) -> str:
        """Return the role that the word before a name stands for."""
        return _titles().get(before.lower(), "")

    def _held(self, row: int, title: str, date: str) -> bool:
        """Tell whether an actor held a role, on the date if it is known."""
        actor = int(self.index.actor[row])
        return title in self.index.held.get(actor, ())

    def _document_has(self, sentence: int, words) -> bool:
        """Tell whether the document has one of the words."""
        low = int(np.searchsorted(self.doc, self.doc[sentence]))
        high = int(np.searchsorted(self.doc, self.doc[sentence], side="right"))
        end = self.begins[high] if high < len(self.begins) else len(self.text)
        text = f" {self.text[int(self.begins[low]) : int(end)]} ".lower()
        return any(fold(word).lower() in text for word in words)

    def _doubt(self, start, end, sentence, reason, rows) -> None:
        """Keep a name that was not resolved."""
        ids = sorted({self.index.aliases[row].actor_id for row in rows})
        surface, low, high = self._span(start, end, sentence)
        sentence_id = self.sentence_ids[sentence]
        self.doubts.append(
            (self.doc_ids[sentence], sentence_id, low, high, surface, reason,
             ";".join(ids))
        )  # fmt: skip

    def _span(self, start, end, sentence) -> tuple[str, int, int]:
        """Return surface and document offsets of a span of the buffer."""
        origin = self.buffer.origin
        low, high = (
            (start, end) if origin is None else (origin[start], origin[end - 1] + 1)
        )
        shift = int(self.buffer.starts[sentence])
        low, high = int(low) - shift, int(high) - shift
        surface = self.texts[sentence][low:high]
        offset = int(self.offsets[sentence])
        return surface, offset + low, offset + high

    def _joined(self, start, end):
        """Return where a span stands in the sentences as they were given."""
        origin = self.buffer.origin
        return (start, end) if origin is None else (origin[start], origin[end - 1] + 1)

    def _offices(self, start, end, row, kind, roles) -> list[tuple]:
        """Find "the president of Russia", and whose apposition or office it is.

        Returns (start, end, actor, kind, rule) of the phrases.
        """
        index = self.index
        is_name = index.level[row] == LEVELS.index("person")
        by_start, by_end = {}, {}
        for i in np.flatnonzero(~is_name):
            by_start[int(start[i])] = i
            by_end[int(end[i])] = i
        names_start = {int(start[i]): int(row[i]) for i in np.flatnonzero(is_name)}
        names_end = {int(end[i]): int(row[i]) for i in np.flatnonzero(is_name)}
        out = []
        for pattern, low, high in zip(*roles, strict=True):
            low, high = int(low), int(high)
            role = index.role[pattern]
            phrase = self._phrase(low, high, by_start, by_end, row)
            if phrase is None:
                continue
            low, high, state = phrase
            # "Vladimir Putin, the president of Russia": it speaks of the name.
            before = low
            for word in ("current ", "former ", "then ", "the ", "The ", "a "):
                if self.text.endswith(word, 0, before):
                    before -= len(word)
            if self.text.endswith(", ", 0, before) and before - 2 in names_end:
                out.append((before, high, index.actor[names_end[before - 2]],
                            "apposition", "apposition"))  # fmt: skip
                continue
            if self.text.startswith(", ", high) and high + 2 in names_start:
                out.append((low, high, index.actor[names_start[high + 2]], "apposition",
                            "apposition"))  # fmt: skip
                continue
            if high + 1 in names_start and self.text[high] == " ":
                continue  # "Russian President Vladimir Putin": the name counts
            if self.text.endswith(("former ", "ex-", "then-", "vice "), 0, low):
                continue
            holder = self._holder(role, state, low, high)
            if holder is not None:
                out.append((low, high, holder, "office", "office on the date"))
        return out

    def _phrase(self, low, high, by_start, by_end, row):
        """Widen a role to "president of Russia" or "Russian president"."""
        text, index = self.text, self.index
        for link in (" of ", " of the "):
            if text.startswith(link, high) and high + len(link) in by_start:
                i = by_start[high + len(link)]
                if index.kind[row[i]] in ("name", "acronym"):
                    ends = [e for e, j in by_end.items() if j == i]
                    return low, ends[0], index.actor_ids[index.actor[row[i]]]
        for link in (" ", "'s ", "' "):
            if text.endswith(link, 0, low) and low - len(link) in by_end:
                i = by_end[low - len(link)]
                if index.kind[row[i]] != "capital":
                    starts = [s for s, j in by_start.items() if j == i]
                    return starts[0], high, index.actor_ids[index.actor[row[i]]]
        return None

    def _holder(self, role, state, low, high):
        """Return who held an office on the document's date, if that is sure."""
        index = self.index
        sentence = int(np.searchsorted(self.begins, low, side="right") - 1)
        date = self.dates.get(self.doc_ids[sentence]) or ""
        roles = _LEADERS if role == "leader" else (role,)
        terms = [t for r in roles for t in index.offices.get((r, state), ())]
        if date:
            terms = [t for t in terms if t[1] <= date and (t[2] or "9") >= date]
        holders = sorted({actor for actor, _, _ in terms})
        doc, n = int(self.doc[sentence]), len(index.actor_ids)
        named = [actor for actor in holders if doc * n + actor in self.named]
        if len(named) == 1:
            return named[0]
        if date and len(holders) == 1:
            return holders[0]
        if holders:
            surface, start, end = self._span(low, high, sentence)
            reason = "several held the office" if date else "the document has no date"
            ids = ";".join(index.actor_ids[holders])
            sentence_id = self.sentence_ids[sentence]
            doubt = (self.doc_ids[sentence], sentence_id, start, end, surface)
            self.doubts.append((*doubt, reason, ids))
        return None

    def _frame(self, start, end, row, kind, rule, levels) -> pd.DataFrame:
        """Lay out resolved names as the table of mentions."""
        index = self.index
        office = row < 0
        actor = np.where(office, -1 - row, index.actor[np.maximum(row, 0)])
        level = np.where(
            office, LEVELS.index("office"), index.level[np.maximum(row, 0)]
        )
        counts = np.isin(level, [LEVELS.index(name) for name in levels])
        start, end, row, kind, rule, actor, office = (
            column[counts] for column in (start, end, row, kind, rule, actor, office)
        )
        sentence = np.searchsorted(self.begins, start, side="right") - 1
        origin = self.buffer.origin
        low, high = (
            (start, end) if origin is None else (origin[start], origin[end - 1] + 1)
        )
        low = low - self.buffer.starts[sentence]
        high = high - self.buffer.starts[sentence]
        surface = [
            self.texts[i][a:b] for i, a, b in zip(sentence, low, high, strict=True)
        ]
        offset = self.offsets[sentence]
        alias = np.where(
            office, np.array(surface, object), index.text[np.maximum(row, 0)]
        )
        return pd.DataFrame(
            {
                "doc_id": self.doc_ids[sentence],
                "sentence_id": self.sentences["sentence_id"].to_numpy()[sentence],
                "start": offset + low,
                "end": offset + high,
                "surface": surface,
                "actor_id": index.actor_ids[actor],
                "alias_kind": kind,
                "alias": alias,
                "rule": rule,
            }
        )


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    """Map the last word before a name to a role."""
    forms = {"president": "president", "premier": "prime minister", "king": "monarch",
             "minister": "prime minister", "chancellor": "chancellor",
             "queen": "monarch"}  # fmt: skip
    return forms


@lru_cache(maxsize=8)
def _demonyms(index: _Index) -> frozenset[str]:
    return frozenset(index.text[index.kind == "demonym"].tolist())
