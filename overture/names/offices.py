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
    """Find phrases of a role and a state: (start, end, actor, kind), and doubts.

    The pattern of a name is its alias row; `named` has document * actors + actor
    of those that a document names.
    """
    found, doubts = [], []
    text, person = passage.text, LEVELS.index("person")
    # By where a name begins, and by where it ends: its other end, its alias row.
    rows, starts, ends = (column.tolist() for column in names)
    begin = dict(zip(starts, zip(ends, rows, strict=True), strict=True))
    finish = dict(zip(ends, zip(starts, rows, strict=True), strict=True))

    def person_of(name: tuple[int, int] | None) -> int | None:
        named = name is not None and index.level[name[1]] == person
        return int(index.actor[name[1]]) if named else None

    for pattern, start, end in zip(*(c.tolist() for c in roles), strict=True):
        phrase = _phrase(text, index, start, end, begin, finish)
        if phrase is None:
            continue
        low, high, state = phrase
        first = _with_articles(text, low)
        comma = text.startswith(", ", high)
        before = finish.get(first - 2) if text.endswith(", ", 0, first) else None
        before = person_of(before)
        # A capitalised word behind it is a holder whom nobody registered.
        unknown = text[high] == " " and text[high + 1 : high + 2].isupper()
        after = person_of(begin.get(high + (2 if comma else 1)))
        if before is not None:
            found.append((first, high, before, "apposition"))
        elif after is not None:
            # "Russian President Vladimir Putin" is one phrase, and counts once.
            if comma:
                found.append((low, high, after, "apposition"))
        elif not text.endswith(_NOT_NOW, 0, low) and not unknown:
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


def _phrase(text, index, start, end, begin, finish):
    """Widen a role to "president of Russia" or "Russia's president"."""
    for link in (" of ", " of the "):
        if text.startswith(link, end) and end + len(link) in begin:
            high, row = begin[end + len(link)]
            if index.kind[row] in ("name", "acronym"):
                return start, high, index.actor_ids[index.actor[row]]
    for link in (" ", "'s ", "' "):
        if text.endswith(link, 0, start) and start - len(link) in finish:
            low, row = finish[start - len(link)]
            if index.kind[row] != "capital":
                return low, end, index.actor_ids[index.actor[row]]
    return None


def _holder(passage, index, role, state, place, named):
    """Return who held an office on the document's date, or a doubt."""
    sentence = int(passage.sentence_of(place[0]))
    date, doc = passage.date(sentence), int(passage.doc[sentence])
    terms = index.offices.get((role, state), ())
    if role == "leader" and not terms:
        terms = [t for r in _LEADERS for t in index.offices.get((r, state), ())]
    holders = sorted({a for a, *dates in terms if not date or is_on(date, *dates)})
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


def is_on(date: str, since: str, until: str) -> bool:
    """Tell whether a date lies between two, either of which may be open ("")."""
    return since <= date <= (until or "9")
