"""GDELT lists: events and the knowledge graph. Metadata and links, no texts."""

import html
import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode_line
from overture.readers.record import Record, rejected

_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read a record a line: with a page's title as text where the list has it."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        cells = decode_line(line)[0].rstrip("\r\n").split("\t")
        if len(cells) in (57, 58, 61):
            known = {"date": cells[1], "url": cells[-1]}
        elif len(cells) >= 16:
            known = {"date": cells[1], "source": cells[3], "url": cells[4]}
        else:
            yield rejected(f"line {number}: {len(cells)} cells, not those of GDELT")
            continue
        if title := _TITLE.search(cells[-1]):
            reason = "a GDELT list has no texts: the title alone"
            yield Record(title=html.unescape(title[1]), reason=reason, **known)
        else:
            yield rejected("a GDELT list has no texts: fetch the page", **known)
