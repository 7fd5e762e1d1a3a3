"""HTML pages: main text, title, date, author and source by trafilatura."""

from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.markup import XML_LANGUAGE, decode_markup, parse_html, text_of
from overture.readers.record import Record, joined


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read a page as one record."""
    import trafilatura
    from trafilatura.settings import Document

    page, note = decode_markup(stream.read())
    root = parse_html(page)
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        # Only dates that a page states as its own, not any that stands in it.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    found = found or Document()
    text = (found.text or "").replace("\n", "\n\n")
    if not text.strip():
        text = text_of(root)
        note = joined(note, "no article found: the whole page taken")
    said = root.get("lang") or root.get(XML_LANGUAGE)
    yield Record(
        text=text,
        title=found.title or root.findtext(".//title"),
        date=found.date,
        source=found.sitename or found.hostname,
        author=found.author,
        url=found.url,
        # A page's own word is often its template's; only asked where it is short.
        language=said if len(text) < 200 else None,
        reason=note,
    )
