"""Plain text and Markdown, one document a file, with optional front matter."""

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from overture.readers.encoding import decode, plain_newlines
from overture.readers.record import Record, joined, known_fields, rejected

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_TITLE = 200  # characters


def read(stream: BinaryIO, *, markdown: bool = False) -> Iterator[Record]:
    """Read a text file as one record."""
    text, note = decode(stream.read())
    text = plain_newlines(text)
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    if front:
        fields, problem = _front_matter(front[1])
        note = joined(note, problem)
        if not problem:
            text = text[front.end() :]
    text = text.strip()
    if not text:
        yield rejected("empty: no text in the file")
        return
    title = fields.pop("title", None)
    if title is None:
        title, text = first_line(text, markdown=markdown)
    yield Record(text=text, title=title, reason=note, **fields)


read_markdown = partial(read, markdown=True)  # whose title may be marked


def _front_matter(block: str) -> tuple[dict[str, str], str]:
    """Return the known fields of a YAML block, and a note if it is broken."""
    import yaml

    try:
        # BaseLoader keeps dates and numbers as they were written.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return {}, "front matter is not valid YAML and was kept as text"
    if not isinstance(loaded, dict):
        return {}, "front matter is not a mapping and was kept as text"
    fields = known_fields(loaded)
    fields.pop("text", None)
    return {field: " ".join(value.split()) for field, value in fields.items()}, ""


def first_line(text: str, *, markdown: bool = False) -> tuple[str | None, str]:
    """Find a headline: a short first line apart from what follows it."""
    line, _, rest = text.partition("\n")
    line = line.strip()
    if markdown and line.startswith("#"):
        return line.lstrip("#").strip() or None, rest.strip()
    alone = rest.startswith("\n") and rest.strip()
    if alone and len(line) <= _MAX_TITLE and not line.endswith((".", ",", ";", ":")):
        return line, rest.strip()
    return None, text
