"""Resolution: what the matches of aliases in a passage mean.

One name at a time: capitals, longer names, dates, context, titles and what
else the document names decide, or it becomes a doubt.
"""

import re

import numpy as np
import pandas as pd

from overture.names.alias_index import LEVELS, AliasIndex
from overture.names.matching import (
    Matches,
    find_in_capitals,
    find_whole_words,
    longest,
    merge,
)
from overture.names.offices import find_offices
from overture.names.passage import Passage
from overture.words import roles, words

# Beside a name they are no part of a longer name.
_BESIDE = words("title", "qualifier", "function", "opener", "common")
_COMMON = words("common")
_ROLES = roles()
_DEFINITION = re.compile(r" \((?:the )?[\"']?([A-Z][A-Za-z&-]{1,7})[\"']?\)")


class Resolver:
    """What became of the matches in one passage."""

    def __init__(self, passage: Passage, index: AliasIndex):
        self.passage, self.index = passage, index
        self.named: set[int] = set()
        self.doubts: list[tuple] = []

    def resolve(self, levels) -> tuple[pd.DataFrame, list[tuple]]:
        """Return the mentions of the passage, and the doubts."""
        index, passage = self.index, self.passage
        found = find_whole_words(index.automaton, passage.buffer)
        loud = find_in_capitals(index.loud, passage.buffer, passage.begins)
        if len(loud.start):
            first = int(np.argmax(index.capitals))
            found = merge(found, loud._replace(pattern=loud.pattern + first))
        is_role = np.array([bool(role) for role in index.role])[found.pattern]
        roles, found = found.take(is_role), found.take(~is_role)
        found = found.take(self._fits_capitals(found))
        found = found.take(longest(found))
        found = found.take(~index.block[found.pattern])
        rule = self._rules(found)
        start = found.start + index.lead[found.pattern]
        row = index.sole[found.pattern]
        doc = passage.doc[passage.sentence_of(start)]
        sure = (row >= 0) & index.easy[row]
        # Who is named without doubt backs the doubtful names of a document.
        n = len(index.actor_ids)
        self.named = set(np.unique(doc[sure] * n + index.actor[row[sure]]).tolist())
        self._resolve_doubtful(np.flatnonzero(~sure), found, start, row, rule, sure)
        names = Matches(row[sure], start[sure], found.end[sure])
        rule, doc = rule[sure], doc[sure]
        self.named |= set(np.unique(doc * n + index.actor[names.pattern]).tolist())
        names, rule = self._acronyms(names, rule)
        offices, doubts = find_offices(passage, index, roles, names, self.named)
        self.doubts += doubts
        return self._frame(names, rule, offices, levels), self.doubts

    def _fits_capitals(self, found: Matches) -> np.ndarray:
        """Tell which matches may count, given the capitals around them.

        A short form in capitals ("IRAN", not an acronym) needs a sentence in
        capitals; in such a sentence "US" may be the pronoun, and is in doubt.
        """
        fits = np.ones(len(found.start), bool)
        index, passage = self.index, self.passage
        derived = index.capitals[found.pattern]
        length = found.end - found.start
        for i in np.flatnonzero((derived & (length < 12)) | (length < 5)):
            start, end = int(found.start[i]), int(found.end[i])
            word = passage.text[start:end]
            common = word.lower() in _COMMON
            if not (common or (derived[i] and len(word) < 4)):
                continue
            shouts = passage.sentence_text(start).isupper()
            if derived[i]:
                fits[i] = shouts
            elif shouts and word.isupper():
                before = passage.neighbours(start, end)[0]
                fits[i] = before in ("", "THE")
                if not fits[i]:
                    rows = index.rows[found.pattern[i]]
                    self._doubt(start, end, "in capitals it may be a common word", rows)
        return fits

    def _rules(self, found: Matches) -> np.ndarray:
        """Say by which rule each match counts, from the characters around it."""
        index, codes = self.index, self.passage.buffer.codes
        rule = np.full(len(found.start), "alias", object)
        after, before = codes[found.end], codes[found.start - 1]
        rule[after == ord("'")] = "possessive"
        rule[(after == ord("-")) | (before == ord("-"))] = "hyphenated"
        rule[index.capitals[found.pattern]] = "capitals"
        rule[index.lead[found.pattern] > 0] = "plural"
        return rule

    def _resolve_doubtful(self, which, found, start, row, rule, sure) -> None:
        """Resolve the matches that have conditions, in place."""
        passage, index = self.passage, self.index
        sentence = passage.sentence_of(start[which])
        # First pass: in which documents is the name a part of longer names?
        around, longer = {}, {}
        for i, s in zip(which.tolist(), sentence.tolist(), strict=True):
            rows = index.rows[found.pattern[i]]
            low, high = int(start[i]), int(found.end[i])
            around[i] = passage.neighbours(low, high)
            guarded = any(
                index.aliases[r].also_name or index.aliases[r].kind == "surname"
                for r in rows
            )
            if guarded and self._in_longer_name(low, around[i]):
                longer[i] = True
                longer[int(passage.doc[s]), passage.text[low:high]] = True
        for i, s in zip(which.tolist(), sentence.tolist(), strict=True):
            rows = list(index.rows[found.pattern[i]])
            low, high = int(start[i]), int(found.end[i])
            where = (int(passage.doc[s]), passage.text[low:high])
            part = "itself" if i in longer else "elsewhere" if where in longer else ""
            if where[1].lower() in _COMMON and _is_month(*around[i]):
                continue
            chosen, why = self._choose(rows, s, around[i][0], part)
            if chosen is None:
                self._doubt(low, high, why, rows)
                continue
            row[i], sure[i] = chosen, True
            if why:
                rule[i] = why

    def _choose(self, rows: list, sentence: int, before: str, longer: str):
        """Choose the alias row that a doubtful match means.

        Returns (row, rule), or (None, why not). Backing by another mention of
        the actor comes first, then a title, then an alias without conditions.
        """
        index, aliases = self.index, self.index.aliases
        date, doc = self.passage.date(sentence), int(self.passage.doc[sentence])
        if date:
            rows = [
                r
                for r in rows
                if _is_on(date, aliases[r].valid_from, aliases[r].valid_to)
            ]
            if not rows:
                return None, "not valid on the date"
        if longer == "itself":
            return None, "may be part of a longer name"
        n = len(index.actor_ids)
        backed = [r for r in rows if doc * n + int(index.actor[r]) in self.named]
        if self._one(backed):
            return backed[0], "named in full" if aliases[backed[0]].needs_name else ""
        titled = self._titled(rows, before, date)
        if self._one(titled):
            return titled[0], "title"
        if longer:
            return None, "the document has a longer name with it"
        return self._by_context(rows, sentence)

    def _titled(self, rows: list, before: str, date: str) -> list:
        """Return the alias rows of whom the title before a name may mean."""
        role, index = _ROLES.get(before.lower()), self.index
        held = [r for r in rows if role in index.held.get(int(index.actor[r]), ())]
        now = [r for r in held if date and self._in_office(r, role, date)]
        return now or held

    def _by_context(self, rows: list, sentence: int):
        """Choose among alias rows by the other words of the document."""
        index, aliases = self.index, self.index.aliases
        rows = [
            r
            for r in rows
            if not aliases[r].only_with
            or self.passage.has_any(sentence, index.context[r])
        ]
        if not rows:
            return None, "the document has none of its context words"
        free = [r for r in rows if not aliases[r].needs_name]
        if self._one(free):
            return free[0], "context" if aliases[free[0]].only_with else ""
        if not self._one(rows):
            return None, "could be several actors"
        return None, "the document does not name the actor in full"

    def _one(self, rows: list) -> bool:
        """Tell whether rows belong to exactly one actor."""
        return len({int(self.index.actor[r]) for r in rows}) == 1

    def _in_office(self, row: int, role: str, date: str) -> bool:
        """Tell whether an actor held a role of any state on a date."""
        actor = int(self.index.actor[row])
        return any(
            held == role and actor == holder and _is_on(date, since, until)
            for (held, _), terms in self.index.offices.items()
            for holder, since, until in terms
        )

    def _in_longer_name(self, start: int, around: tuple[str, str]) -> bool:
        """Tell whether a capitalised neighbour makes a name part of another.

        "The president of Georgia Jane Doe" is no longer name of Georgia.
        """
        if around[0] in ("of", "in", "to", "from", "with", "for"):
            return False
        for word in around:
            plain = word.strip("\"'()[]")
            if plain[:1].isupper() and plain[-1:].isalnum():
                if plain.lower() not in _BESIDE and plain not in self.index.demonyms:
                    return not self.passage.is_headline(start)
        return False

    def _doubt(self, start: int, end: int, reason: str, rows) -> None:
        """Keep a name that was not resolved."""
        ids = [self.index.aliases[row].actor_id for row in rows]
        self.doubts.append(self.passage.doubt(start, end, reason, ids))

    def _acronyms(self, names: Matches, rule: np.ndarray):
        """Take up acronyms that a document defines: "Frontier Service (FS)"."""
        passage = self.passage
        definitions = list(_DEFINITION.finditer(passage.text))
        if not definitions:
            return names, rule
        ends = dict(zip(names.end.tolist(), names.pattern.tolist(), strict=True))
        taken = set(names.start.tolist())
        drop, new = set(), []
        for match in definitions:
            acronym, row = match[1], ends.get(match.start())
            words = passage.text[max(0, match.start() - 120) : match.start()]
            if sum(c.isupper() for c in acronym) < 2:
                continue
            if row is None and not _spells(words, acronym):
                continue
            low, high = passage.document(int(passage.sentence_of(match.start(1))))
            pattern = re.compile(rf"(?<!\w){re.escape(acronym)}(?!\w)")
            for place in pattern.finditer(passage.text, low, high):
                if row is None:
                    drop.add(place.start())
                elif place.start() not in taken:
                    taken.add(place.start())
                    new.append((row, place.start(), place.end()))
        for i in [i for i, s in enumerate(names.start.tolist()) if s in drop]:
            start, end = int(names.start[i]), int(names.end[i])
            why = "the document defines it otherwise"
            self._doubt(start, end, why, [names.pattern[i]])
        keep = ~np.isin(names.start, list(drop))
        columns = np.array(new, np.int64).reshape(-1, 3).T
        rule = np.concatenate([rule[keep], np.full(len(new), "acronym defined")])
        merged = Matches(
            *(
                np.concatenate([old[keep], added])
                for old, added in zip(names, columns, strict=True)
            )
        )
        order = np.argsort(merged.start, kind="stable")
        return merged.take(order), rule[order]

    def _frame(self, names: Matches, rule, offices: list, levels) -> pd.DataFrame:
        """Lay out resolved names and offices as the table of mentions."""
        passage, index = self.passage, self.index
        kind = index.kind[names.pattern]
        kind[rule == "acronym defined"] = "acronym"
        found = pd.DataFrame(
            {
                "start": names.start,
                "end": names.end,
                "actor": index.actor[names.pattern],
                "alias_kind": kind,
                "level": index.level[names.pattern],
                "alias": index.text[names.pattern],
                "rule": rule,
            }
        )
        if offices:
            more = pd.DataFrame(offices, columns=found.columns[:4])
            alias = [passage.text[start:end] for start, end, *_ in offices]
            more = more.assign(level=LEVELS.index("office"), alias=alias)
            found = pd.concat([found, more.assign(rule=more["alias_kind"])])
        found = found[found["level"].isin([LEVELS.index(name) for name in levels])]
        found = found.sort_values(["start", "end"], kind="stable", ignore_index=True)
        place = found["start"].to_numpy(), found["end"].to_numpy()
        sentence = passage.sentence_of(place[0])
        low, high = passage.spans(*place, sentence)
        spans = zip(sentence.tolist(), low.tolist(), high.tolist(), strict=True)
        return found.assign(
            doc_id=passage.doc_ids[sentence],
            sentence_id=passage.sentence_ids[sentence],
            start=passage.offsets[sentence] + low,
            end=passage.offsets[sentence] + high,
            surface=[passage.texts[i][a:b] for i, a, b in spans],
            actor_id=index.actor_ids[found["actor"].to_numpy()],
        ).drop(columns=["actor", "level"])


def _is_on(date: str, since: str, until: str) -> bool:
    """Tell whether a date lies between two, either of which may be open ("")."""
    return since <= date <= (until or "9")


def _is_month(before: str, after: str) -> bool:
    """Tell whether the neighbours say that "May" is the month."""
    dated = "in since until by during last next late early this of mid from".split()
    return before.lower() in dated or any(
        word.strip(",.")[:4].isdigit() for word in (before, after)
    )


def _spells(words: str, acronym: str) -> bool:
    """Tell whether the capitals before an acronym spell it."""
    initials = "".join(re.findall(r"(?<!\w)[A-Z]", words))
    return initials.endswith(re.sub("[^A-Z]", "", acronym))
