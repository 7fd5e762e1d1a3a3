"""RIS and BibTeX lists, as Zotero writes them: metadata and abstract."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.record import Record, picked

_TAG = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")
_RIS = {
    "text": "AB|N2",
    "title": "TI|T1|CT|BT",
    "date": "DA|PY|Y1",
    "source": "T2|JO|JF|JA|PB",
    "author": "AU|A1",
    "url": "UR|L2",
    "language": "LA",
}
_BIBTEX = {
    "text": "abstract",
    "title": "title",
    "date": "date|year",
    "source": "journaltitle|journal|booktitle|publisher",
    "author": "author",
    "url": "url",
    "language": "langid|language",
}


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every entry of a list."""
    text, note = decode(stream.read())
    ris = re.search(r"(?m)^TY  ?- ", text)
    entries, names = (_ris(text), _RIS) if ris else (_bibtex(text), _BIBTEX)
    for entry in entries:
        known = {
            field: "; ".join(values) if field == "author" else "".join(values[:1])
            for field, values in picked(entry, names).items()
        }
        if not known["text"]:
            note = "no abstract: the title alone"
        yield Record(**known, reason=note)


def _ris(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the tags of each entry; a tag may be repeated and run over lines."""
    entry: dict[str, list[str]] = {}
    last = ""
    for line in text.splitlines():
        tag = _TAG.match(line)
        if tag and tag[1] in ("TY", "ER") and entry:
            yield entry  # also without its end
            entry = {}
        if tag and tag[1] != "ER":
            last = tag[1]
            entry.setdefault(last, []).append(tag[2].strip())
        elif not tag and entry and line.strip():
            entry[last][-1] += f"\n{line.strip()}"
    if entry:
        yield entry


def _bibtex(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the fields of each entry."""
    for start in re.finditer(r"(?m)^\s*@(\w+)\s*[{(]\s*([^,\s]*)\s*,", text):
        if start[1].lower() in ("comment", "preamble", "string"):
            continue
        entry, place = {}, start.end()
        while name := re.compile(r"\s*,?\s*(\w[\w-]*)\s*=\s*").match(text, place):
            value, place = _value(text, name.end())
            entry[name[1].lower()] = [value]
        yield entry


def _value(text: str, place: int) -> tuple[str, int]:
    """Return a value in braces, quotes or bare, and where it ends."""
    opened = text[place : place + 1]
    if opened not in ("{", '"'):
        bare = re.compile(r"[^,}\s]*").match(text, place)
        return bare[0], bare.end()
    closing, depth, end = "}" if opened == "{" else '"', 0, len(text)
    for sign in re.compile(r'\\[\s\S]|[{}"]').finditer(text, place + 1):
        if depth == 0 and sign[0] == closing:
            end = sign.start()
            break
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    value = re.sub(r"\\([&%$#_{}])", r"\1", text[place + 1 : end])
    value = re.sub(r"[^\S\n]+", " ", re.sub(r"(?<!\\)[{}]", "", value))
    return value.strip(), end + 1
