"""What exports of news databases share: marks between articles, named fields."""

import re
from collections.abc import Iterator

from overture.readers.encoding import plain_newlines


def is_markup(data: bytes) -> bool:
    """Is an export XML or HTML and not text?"""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def plain_blanks(text: str) -> str:
    """Return an export's text with one kind of line end and of blank."""
    return plain_newlines(text).replace("\xa0", " ")


def cut_at_ends(
    end: re.Pattern, text: str, *, begun: re.Pattern, note: str
) -> Iterator[tuple[str, str]]:
    """Cut a text behind the mark that ends each article; give each with its note.

    What stands behind the last mark is an article that was cut off if it has
    begun, else nothing.
    """
    *articles, rest = end.split(text)
    for article in articles:
        yield article, note
    if begun.search(rest):
        yield rest, "the export ends within this record"


def fields_of(text: str, name: re.Pattern) -> tuple[str, dict[str, str]]:
    """Return what stands before the first named field, and the fields."""
    head, *parts = name.split(text)
    return head.strip(), dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))
