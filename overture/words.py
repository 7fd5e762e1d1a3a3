"""Words by kind: titles, small words and what names are of, for every engine.

One row of words.csv per word, in small letters unless it is never written so
(PM); a word may be of several kinds. Before a person's name:

- title: no part of the name (president, mr);
- qualifier: stands before a title (prime, vice, former);
- office: names a post whose holder the registry of actors knows; `roles` says
  which post, also for titles that mean it only beside a name (minister);
- abbreviation: ends in a point behind which its sentence goes on (mr, fig);
- shortened: ends in a point behind which its sentence may end (inc, jan).

Small words:

- function: a word of grammar, in no name and no title of a work by itself;
- opener: often begins a sentence; beside a capital it may belong to a name;
- starter: may begin a sentence, and stands in no name;
- common: no alias of an actor, whatever its capitals.

What a capitalised name is of:

- organisation, place: its name has such a word (bank, river);
- event: its name, or that of a work, a law or a faith, ends so (election);
- calendar: days, months, seasons and clocks;
- people: of a people without a state, a faith or a movement (Kurds, liberal).
"""

import csv
from functools import lru_cache
from pathlib import Path

LIBRARIES, DATA = (), ("words.csv",)
FILE = Path(__file__).with_suffix(".csv")
KINDS = (
    "title",
    "qualifier",
    "office",
    "abbreviation",
    "shortened",
    "function",
    "opener",
    "starter",
    "common",
    "organisation",
    "place",
    "event",
    "calendar",
    "people",
)


@lru_cache(maxsize=1)
def _rows() -> list[tuple[str, list[str], str]]:
    """Read (word, kinds, role) of each row."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [
            (r["word"], r["kinds"].split(), r["role"]) for r in csv.DictReader(lines)
        ]


def words(*kinds: str) -> frozenset[str]:
    """Return the words of a kind, or of any of several.

    Raises
    ------
    ValueError
        For a kind that there is not.

    Examples
    --------
    >>> sorted(words("title") & words("office"))[:3]
    ['chancellor', 'emir', 'emperor']
    """
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        message = f"kinds of words are {', '.join(KINDS)}; got {unknown[0]!r}"
        raise ValueError(message)
    return frozenset(word for word, own, _ in _rows() if not set(kinds).isdisjoint(own))


def roles() -> dict[str, str]:
    """Return the role of each word that stands for one.

    Examples
    --------
    >>> roles()["premier"]
    'prime minister'
    """
    return {word: role for word, _, role in _rows() if role}
