"""A record: one document as a reader found it, or the reason why it is none.

Readers yield records; nothing here is checked, normalised or counted yet.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple


class Record(NamedTuple):
    """What one record of a file says about itself."""

    text: str = ""  # body; the title is put before it unless it starts with it
    title: str | None = None
    date: str | None = None  # as written; see overture.readers.dates
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    reason: str = ""  # what was assumed; for a rejected record why
    rejected: bool = False


# The usual names of a field in front matter, tables and sidecar files.
FIELD_NAMES = {
    "text": "text body content full_text fulltext article article_text "
    "maintext main_text bodytext body_text story",
    "title": "title headline heading hl",
    "date": "date published publish_date published_at publication_date pubdate "
    "pub_date published_date datetime timestamp created_at date_published",
    "source": "source outlet publisher publication newspaper media_name medium "
    "source_name media source_domain domain",
    "author": "author authors byline creator",
    "url": "url link permalink uri article_url",
    "language": "language lang",
}
FIELD_NAMES = {field: tuple(names.split()) for field, names in FIELD_NAMES.items()}


def rejected(reason: str, **known) -> Record:
    """Return a record that could not be read, with the reason and way out."""
    return Record(reason=reason, rejected=True, **known)


def known_fields(values: Mapping[str, object]) -> dict[str, str]:
    """Pick the fields of a record out of a mapping with any usual names.

    Examples
    --------
    >>> known_fields({"Headline": "Rain", "Outlet": "The Post", "id": 3})
    {'title': 'Rain', 'source': 'The Post'}
    """
    fields = {}
    for field, key in _usual_names(tuple(values)):
        value = values[key]
        if field in fields or value is None or isinstance(value, dict):
            continue
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if value := str(value).strip():
            fields[field] = value
    return fields


@lru_cache(maxsize=1000)
def _usual_names(keys: tuple) -> list[tuple[str, object]]:
    """Return which keys may hold which field, the likeliest first."""
    given = {column_name(key): key for key in keys}
    return [
        (field, given[name])
        for field, names in FIELD_NAMES.items()
        for name in names
        if name in given
    ]


def column_name(name: object) -> str:
    """Return a column's name in lower case with underscores."""
    return "_".join(str(name).strip().lower().replace("-", " ").split())
