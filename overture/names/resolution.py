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
from overture.names.offices import find_offices, is_on
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
        is_role = index.role[found.pattern] != ""
        roles, found = found.take(is_role), found.take(~is_role)
        found = found.take(self._fits_capitals(found))
        found = found.take(longest(found))
        # Context words stand for nothing: they only undo the alias within them.
        found = found.take(index.sole[found.pattern] > -2)
        rule = self._rules(found)
        start = found.start + index.lead[found.pattern]
        row = index.sole[found.pattern]
        doc = passage.doc[passage.sentence_of(start)]
        sure = (row >= 0) & index.easy[row]
        # Who is named without doubt backs the doubtful names of a document.
        self._name(doc[sure], row[sure])
        self._resolve_doubtful(np.flatnonzero(~sure), found, start, row, rule, sure)
        self._name(doc[sure], row[sure])
        names = Matches(row[sure], start[sure], found.end[sure])
        names, rule = self._acronyms(names, rule[sure])
        offices, doubts = find_offices(passage, index, roles, names, self.named)
        self.doubts += doubts
        return self._frame(names, rule, offices, levels), self.doubts

    def _name(self, doc: np.ndarray, row: np.ndarray) -> None:
        """Keep which actors the documents name, as document * actors + actor."""
        named = doc * len(self.index.actor_ids) + self.index.actor[row]
        self.named.update(np.unique(named).tolist())

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
                continue
            before = passage.neighbours(start, end)[0]
            if shouts and word.isupper() and before not in ("", "THE"):
                fits[i], rows = False, index.rows[found.pattern[i]]
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
        cases, longer = [], set()
        for i, s in zip(which.tolist(), sentence.tolist(), strict=True):
            rows = list(index.rows[found.pattern[i]])
            low, high = int(start[i]), int(found.end[i])
            around = passage.neighbours(low, high)
            where = (int(passage.doc[s]), passage.text[low:high])
            guarded = any(
                index.aliases[r].also_name or index.aliases[r].kind == "surname"
                for r in rows
            )
            if guarded and self._in_longer_name(low, around):
                longer |= {i, where}
            if not (where[1].lower() in _COMMON and _is_month(*around)):
                cases.append((i, s, low, high, rows, around[0], where))
        for i, s, low, high, rows, before, where in cases:
            part = "itself" if i in longer else "elsewhere" if where in longer else ""
            chosen, why = self._choose(rows, s, before, part)
            if chosen is None:
                self._doubt(low, high, why, rows)
            else:
                row[i], sure[i], rule[i] = chosen, True, why or rule[i]

    def _choose(self, rows: list, sentence: int, before: str, longer: str):
        """Choose the alias row that a doubtful match means.

        Returns (row, rule), or (None, why not). Backing by another mention of
        the actor comes first, then a title, then an alias without conditions.
        """
        index, aliases = self.index, self.index.aliases
        date, doc = self.passage.date(sentence), int(self.passage.doc[sentence])
        if date:
            dates = {r: (aliases[r].valid_from, aliases[r].valid_to) for r in rows}
            rows = [r for r in rows if is_on(date, *dates[r])]
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
        held = [
            (row, since, until)
            for row in rows
            for own, since, until in index.held.get(int(index.actor[row]), ())
            if own == role
        ]
        now = [term for term in held if date and is_on(date, *term[1:])]
        return [row for row, *_ in now or held]

    def _by_context(self, rows: list, sentence: int):
        """Choose among alias rows by the other words of the document."""
        index, aliases = self.index, self.index.aliases
        there = self.passage.has_any
        rows = [
            r for r in rows if not index.context[r] or there(sentence, index.context[r])
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
        rules = dict(zip(names.start.tolist(), rule.tolist(), strict=True))
        drop, new = set(), []
        for match in definitions:
            acronym, row = match[1], ends.get(match.start())
            words = passage.text[max(0, match.start() - 120) : match.start()]
            one_capital = sum(map(str.isupper, acronym)) < 2
            if one_capital or row is None and not _spells(words, acronym):
                continue
            low, high = passage.document(int(passage.sentence_of(match.start(1))))
            pattern = re.compile(rf"(?<!\w){re.escape(acronym)}(?!\w)")
            for place in pattern.finditer(passage.text, low, high):
                if row is None:
                    drop.add(place.start())
                elif place.start() not in rules:
                    rules[place.start()] = "acronym defined"
                    new.append((row, place.start(), place.end()))
        dropped = np.isin(names.start, list(drop))
        for row, *span in zip(*names.take(dropped), strict=True):
            self._doubt(*map(int, span), "the document defines it otherwise", [row])
        columns = np.array(new, np.int64).reshape(-1, 3).T
        names = merge(names.take(~dropped), Matches(*columns))
        return names, np.array([rules[start] for start in names.start.tolist()], object)

    def _frame(self, names: Matches, rule, offices: list, levels) -> pd.DataFrame:
        """Lay out resolved names and offices as the table of mentions."""
        passage, index = self.passage, self.index
        kind = index.kind[names.pattern]
        kind[rule == "acronym defined"] = "acronym"
        row, counts = names.pattern, [LEVELS.index(level) for level in levels]
        columns = ["start", "end", "actor", "alias_kind", "alias", "rule"]
        names = names.start, names.end, index.actor[row], kind, index.text[row], rule
        found = pd.DataFrame(dict(zip(columns, names, strict=True)))
        found = found[np.isin(index.level[row], counts)]
        if offices and "office" in levels:
            text = passage.text
            more = [(*o, text[o[0] : o[1]], o[3]) for o in offices]
            found = pd.concat([found, pd.DataFrame(more, columns=columns)])
        found = found.sort_values(["start", "end"], kind="stable", ignore_index=True)
        sentence = passage.sentence_of(found["start"].to_numpy())
        low, high = passage.spans(found["start"], found["end"], sentence)
        spans = zip(sentence.tolist(), low.tolist(), high.tolist(), strict=True)
        return found.assign(
            doc_id=passage.doc_ids[sentence],
            sentence_id=passage.sentence_ids[sentence],
            start=passage.offsets[sentence] + low,
            end=passage.offsets[sentence] + high,
            surface=[passage.texts[i][a:b] for i, a, b in spans],
            actor_id=index.actor_ids[found["actor"].to_numpy()],
        ).drop(columns="actor")


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
