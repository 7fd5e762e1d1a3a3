"""A passage: some documents' sentences as one searchable text, with lookups.

What rules ask of a text: the words around a place, its sentence, its document
and date, and the way back to the document's offsets.
"""

import numpy as np
import pandas as pd

from overture.names.matching import BREAK, as_buffer

_REACH = 40  # characters looked at for a neighbouring word


class Passage:
    """Whole documents' sentences, in order, joined and normalised."""

    def __init__(self, sentences: pd.DataFrame, doc: np.ndarray, dates: dict):
        self.doc = doc
        self.doc_ids = sentences["doc_id"].to_numpy(object)
        self.sentence_ids = sentences["sentence_id"].to_numpy()
        self.offsets = sentences["start"].to_numpy()
        self.texts = sentences["text"].fillna("").tolist()
        self.dates = dates
        self.buffer = as_buffer(self.texts)
        self.text = self.buffer.text
        self.begins = self.buffer.normal(self.buffer.starts)

    def sentence_of(self, start):
        """Return the number of the sentence at a place, or at many."""
        return np.searchsorted(self.begins, start, side="right") - 1

    def date(self, sentence: int) -> str:
        """Return the ISO date of a sentence's document, or ""."""
        return self.dates.get(self.doc_ids[sentence]) or ""

    def sentence_text(self, place: int) -> str:
        """Return the normalised sentence around a place."""
        low = self.text.rfind(BREAK, 0, place) + 1
        return self.text[low : self.text.find(BREAK, place)]

    def document(self, sentence: int) -> tuple[int, int]:
        """Return where the document of a sentence begins and ends in the text."""
        low = np.searchsorted(self.doc, self.doc[sentence])
        high = np.searchsorted(self.doc, self.doc[sentence], side="right")
        end = self.begins[high] if high < len(self.begins) else len(self.text)
        return int(self.begins[low]), int(end)

    def has_any(self, sentence: int, words) -> bool:
        """Tell whether the document of a sentence has one of some words."""
        low, high = self.document(sentence)
        return any(self.text.find(word, low, high) >= 0 for word in words)

    def neighbours(self, start: int, end: int) -> tuple[str, str]:
        """Return the words right before and after a span, "" for none."""
        text, before, after = self.text, "", ""
        if text[start - 1] == " ":
            window = text[max(0, start - _REACH) : start - 1]
            before = window.rsplit(BREAK, 1)[-1].rsplit(" ", 1)[-1]
        if text[end] == " ":
            after = text[end + 1 : end + _REACH].split(BREAK, 1)[0].split(" ", 1)[0]
        return before, after

    def is_headline(self, place: int) -> bool:
        """Tell whether most words of the sentence are capitalised."""
        words = [w for w in self.sentence_text(place).split() if w[:1].isalpha()]
        upper = sum(word[:1].isupper() for word in words)
        return len(words) > 4 and upper > 0.6 * len(words)

    def spans(self, start, end, sentence):
        """Return offsets of spans in their sentence as it was given."""
        original, shift = self.buffer.original, self.buffer.starts[sentence]
        return original(start) - shift, original(end - 1) + 1 - shift

    def doubt(self, start: int, end: int, reason: str, candidates) -> tuple:
        """Return a row of the table of doubts."""
        sentence = int(self.sentence_of(start))
        low, high = map(int, self.spans(start, end, sentence))
        offset = int(self.offsets[sentence])
        return (
            self.doc_ids[sentence],
            int(self.sentence_ids[sentence]),
            offset + low,
            offset + high,
            self.texts[sentence][low:high],
            reason,
            ";".join(sorted(set(candidates))),
        )
