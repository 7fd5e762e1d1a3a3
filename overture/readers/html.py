"""HTML pages: main text, title, date, author and source by trafilatura."""

from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.markup import decode_markup, parse_html, text_of
from overture.readers.record import Record


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read a page as one record."""
    import trafilatura

    page, note = decode_markup(stream.read())
    root = parse_html(page)
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        # Only dates that a page states as its own, not any that stands in it.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    text = (found.text or "") if found else ""
    if not text.strip():
        text = text_of(root)
        note = "; ".join(filter(None, (note, "no article found: the whole page taken")))
    else:
        text = text.replace("\n", "\n\n")
    head = root.findtext(".//title")
    language = root.get("lang") or root.get(
        "{http://www.w3.org/XML/1998/namespace}lang"
    )
    yield Record(
        text=text,
        title=(found and found.title) or head,
        date=found.date if found else None,
        source=(found.sitename or found.hostname) if found else None,
        author=found.author if found else None,
        url=found.url if found else None,
        # A page's own word is often its template's; only asked where it is short.
        language=language if len(text) < 200 else None,
        reason=note,
    )
