"""A record: one document as a reader found it, or the reason why it is none.

Readers yield records, or rows of which records are made here; nothing is checked,
normalised or counted yet.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple


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
COLUMNS = frozenset(name for names in FIELD_NAMES.values() for name in names)


def rejected(reason: str, **known) -> Record:
    """Return a record that could not be read, with the reason and way out."""
    return Record(reason=reason, rejected=True, **known)


def joined(*notes: str) -> str:
    """Return notes as one reason."""
    return "; ".join(filter(None, notes))


def picked(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Pick the fields of a record by a format's own names, the best first; else ""."""
    return {
        field: next((values[name] for name in own.split("|") if name in values), "")
        for field, own in names.items()
    }


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


NOTE = object()  # key of what was assumed of a row, which no column can have


def record_of(row: object, columns: Mapping[str, str]) -> Record:
    """Make a record of a mapping of column names to values.

    A table without texts, such as a Media Cloud list of links, gives its titles.
    """
    if not isinstance(row, Mapping):
        return rejected("not an object of fields")
    row = dict(row)
    note = row.pop(NOTE, "")
    fields = known_fields(row)
    for field, column in columns.items():
        if row.get(column) not in (None, ""):
            fields[field] = str(row[column])
    text = fields.pop("text", "")
    if text:
        return Record(text=text, reason=note, **fields)
    if any(column_name(name) in FIELD_NAMES["text"] for name in row):
        return rejected("the text of this record is empty", **fields)
    if fields.get("title"):
        return Record(reason="a list without texts: the title alone", **fields)
    names = ", ".join(str(name) for name in list(row)[:8])
    reason = f"no column of texts among {names}: name it with columns={{'text': ...}}"
    return rejected(reason, **fields)
