"""ProQuest exports as text: records between lines of underscores."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode, plain_newlines
from overture.readers.exports import fields_of
from overture.readers.markup import unwrap
from overture.readers.record import Record, picked, rejected

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
_KNOWN = {
    "title": "Title",
    "date": "Publication date|Publication year",
    "source": "Publication title",
    "author": "Author",
    "url": "Document URL",
    "language": "Language of publication",
}


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every record of an export."""
    text, note = decode(stream.read())
    for chunk in _RULE.split(plain_newlines(text)):
        head, fields = fields_of(chunk, _FIELD)
        if not fields.keys() & {"ProQuest document ID", "Document URL", "Full text"}:
            continue  # the list of contents, contact lines
        known = picked(fields, _KNOWN)
        known["url"] = known["url"].split("\n")[0]
        above = (line.strip() for line in head.splitlines())
        above = (line for line in above if line and not line.startswith("Document "))
        known["title"] = known["title"] or next(above, "")
        body = fields.get("Full text")
        if not body and fields.get("Abstract"):
            body, note = fields["Abstract"], "no full text: the abstract alone"
        if body:
            yield Record(text=unwrap(body), reason=note, **known)
        else:
            reason = "neither full text nor abstract: export the full text"
            yield rejected(reason, **known)
