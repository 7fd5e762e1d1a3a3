"""Offices: "the president of Russia", "Russia's president", and whose it is.

One row per phrase of a role and a state. Beside a name it is an apposition of
the name; alone it stands for who held the office on the document's date. "The
president" without a state is not resolved.
"""

from overture.names.alias_index import LEVELS, AliasIndex
from overture.names.matching import Matches
from overture.names.passage import Passage

_LEADERS = ("president", "prime minister", "chancellor", "monarch")
_WORDS = ("current ", "former ", "then ", "the ", "The ", "a ", "an ")
_NOT_NOW = ("former ", "Former ", "ex-", "then-", "vice ", "Vice ", "deputy ", "next ")


def find_offices(
    passage: Passage, index: AliasIndex, roles: Matches, names: Matches, named: set
) -> tuple[list[tuple], list[tuple]]:
    """Find phrases of a role and a state.

    Parameters
    ----------
    passage, index
        The text, and the compiled registry.
    roles : Matches
        Words for roles.
    names : Matches
        Resolved names; `pattern` is the alias row.
    named : set of int
        document * actors + actor, for the actors that a document names.

    Returns
    -------
    list of (start, end, actor, kind), list of doubts
    """
    found, doubts = [], []
    text, person = passage.text, LEVELS.index("person")
    begin = {place: i for i, place in enumerate(names.start.tolist())}
    finish = {place: i for i, place in enumerate(names.end.tolist())}

    def person_at(name: int | None) -> int | None:
        row = None if name is None else names.pattern[name]
        named = row is not None and index.level[row] == person
        return int(index.actor[row]) if named else None

    for pattern, start, end in zip(*(c.tolist() for c in roles), strict=True):
        phrase = _phrase(passage, index, start, end, names, begin, finish)
        if phrase is None:
            continue
        low, high, state = phrase
        first = _with_articles(text, low)
        comma = text.startswith(", ", high)
        before = finish.get(first - 2) if text.endswith(", ", 0, first) else None
        before = person_at(before)
        after = person_at(begin.get(high + (2 if comma else 1)))
        if before is not None:
            found.append((first, high, before, "apposition"))
        elif after is not None:
            # "Russian President Vladimir Putin" is one phrase, and counts once.
            if comma:
                found.append((low, high, after, "apposition"))
        elif not text.endswith(_NOT_NOW, 0, low) and not _names_someone(text, high):
            role = index.role[pattern]
            actor, doubt = _holder(passage, index, role, state, (low, high), named)
            if actor is not None:
                found.append((low, high, actor, "office"))
            elif doubt:
                doubts.append(doubt)
    return found, doubts


def _with_articles(text: str, start: int) -> int:
    """Return where a phrase starts with the small words before it."""
    for word in _WORDS:
        if text.endswith(word, 0, start):
            start -= len(word)
    return start


def _names_someone(text: str, end: int) -> bool:
    """Tell whether a capitalised word follows: a holder nobody registered."""
    return text[end] == " " and text[end + 1 : end + 2].isupper()


def _phrase(passage, index, start, end, names, begin, finish):
    """Widen a role to "president of Russia" or "Russia's president"."""
    text = passage.text
    for link in (" of ", " of the "):
        if text.startswith(link, end):
            i = begin.get(end + len(link), -1)
            if i >= 0 and index.kind[names.pattern[i]] in ("name", "acronym"):
                actor = index.actor_ids[index.actor[names.pattern[i]]]
                return start, int(names.end[i]), actor
    for link in (" ", "'s ", "' "):
        if text.endswith(link, 0, start):
            i = finish.get(start - len(link), -1)
            if i >= 0 and index.kind[names.pattern[i]] != "capital":
                actor = index.actor_ids[index.actor[names.pattern[i]]]
                return int(names.start[i]), end, actor
    return None


def _holder(passage, index, role, state, place, named):
    """Return who held an office on the document's date, or a doubt."""
    sentence = int(passage.sentence_of(place[0]))
    date, doc = passage.date(sentence), int(passage.doc[sentence])
    holders = _holders(index, role, state, date)
    present = [a for a in holders if doc * len(index.actor_ids) + a in named]
    if len(present) == 1:
        return present[0], None
    if date and len(holders) == 1:
        return holders[0], None
    if not holders:
        return None, None
    reason = "several held the office" if date else "the document has no date"
    candidates = index.actor_ids[holders].tolist()
    return None, passage.doubt(*place, reason, candidates)


def _holders(index, role: str, state: str, date: str) -> list[int]:
    """Return who held an office, on a date if there is one."""
    terms = index.offices.get((role, state), ())
    if role == "leader" and not terms:
        terms = [t for r in _LEADERS for t in index.offices.get((r, state), ())]
    if date:
        terms = [t for t in terms if t[1] <= date <= (t[2] or "9")]
    return sorted({actor for actor, _, _ in terms})
