"""ProQuest exports as text: records between lines of underscores."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.markup import unwrap
from overture.readers.record import Record, rejected

_RULE = re.compile(r"(?m)^_{20,}[^\S\n]*$")
_NAMES = (
    "Title|Author|Publication info|Abstract|Links|Full text|Subject|Location|People|"
    "Company ?/ ?organization|Business indexing term|Classification|Identifier ?/ ?"
    "keyword|Publication title|First page|Last page|Pages|Page count|Publication year|"
    "Publication date|Column|Section|Publisher|Place of publication|Country of "
    "publication|Publication subject|ISSN|e-?ISSN|Source type|Language of publication|"
    "Document type|Document feature|ProQuest document ID|Document URL|Copyright|Last "
    "updated|Database|Dateline|Credit|Illustration|Number of references|DOI|Edition|"
    "Volume|Issue|Accession number"
)
_FIELD = re.compile(rf"(?m)^({_NAMES})[^\S\n]*:[^\S\n]*")


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read every record of an export."""
    text, note = decode(stream.read())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for chunk in _RULE.split(text):
        fields = _FIELD.split(chunk)
        values = dict(zip(fields[1::2], fields[2::2], strict=True))
        if not values.keys() & {"ProQuest document ID", "Document URL", "Full text"}:
            continue  # the list of contents, contact lines
        head = [line.strip() for line in fields[0].strip().splitlines() if line.strip()]
        title = values.get("Title") or next(
            (line for line in head if not line.startswith("Document ")), ""
        )
        known = {
            "title": " ".join(title.split()),
            "date": values.get("Publication date", values.get("Publication year")),
            "source": values.get("Publication title", "").strip(),
            "author": values.get("Author", "").strip(),
            "url": values.get("Document URL", "").strip().split("\n")[0],
            "language": values.get("Language of publication", "").strip(),
        }
        body = values.get("Full text", "")
        if not body.strip() and values.get("Abstract", "").strip():
            body, note = values["Abstract"], "no full text: the abstract alone"
        if body.strip():
            yield Record(text=unwrap(body), reason=note, **known)
        else:
            yield rejected(
                "neither full text nor abstract: export the full text", **known
            )
