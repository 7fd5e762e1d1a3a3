"""The tables of this engine: sentences, and what of them is quoted."""

from typing import NamedTuple

from overture.frame import DOC, END, SENTENCE, START, Column

SENTENCES = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "paragraph_id": Column("int64", "number of the paragraph, from 0"),
    "kind": Column("str", "title, heading or body"),
    "voice": Column("str", "author, quoted or unattributed"),
    "speaker": Column("str", "who is quoted, if found"),
    "start": START,
    "end": END,
    "text": Column("str", "the sentence"),
}

QUOTATIONS = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "start": START,
    "end": END,
    "voice": Column("str", "quoted or unattributed"),
    "speaker": Column("str", "who is quoted, if found"),
    "form": Column("str", "direct (between marks) or reported"),
}


class Row(NamedTuple):
    """A sentence of a text: its paragraph, kind and characters."""

    paragraph: int
    kind: str
    start: int
    end: int
