"""A record: one document as a reader found it, or the reason why it is none.

Readers yield records; nothing here is checked, normalised or counted yet.
"""

from typing import NamedTuple


class Record(NamedTuple):
    """What one record of a file says about itself."""

    text: str = ""  # body, without the title unless the body starts with it
    title: str | None = None
    date: str | None = None  # as written; see analysis.corpus.dates
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    reason: str = ""  # what was assumed; for a rejected record why
    rejected: bool = False


def rejected(reason: str, **known) -> Record:
    """Return a record that could not be read, with the reason and way out."""
    return Record(reason=reason, rejected=True, **known)
