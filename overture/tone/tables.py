"""The tables of this engine: scores of sentences, words and mentions."""

from overture.frame import ACTOR, DOC, END, SENTENCE, START, Column

_SPAN = {"doc_id": DOC, "sentence_id": SENTENCE, "start": START, "end": END}
_LABELLED = _SPAN | {
    "actor_id": ACTOR,
    "engine": Column("str", "engine that scored"),
    "label": Column("str", "negative, neutral or positive"),
}

SENTENCE_VALENCE = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "engine": Column("str", "engine that scored"),
    "valence": Column("float64", "score, -1 to 1; NaN without scored words"),
    "n_scored": Column("int64", "words that were scored"),
    "score": Column("float64", "what the engine says; 0 without scored words"),
}

SCORED_WORDS = _SPAN | {
    "surface": Column("str", "the scored word"),
    "value": Column("float64", "what it adds to the sum of its sentence"),
}

MENTION_SENTIMENT = _LABELLED | {
    "score": Column("float64", "probability of positive minus negative"),
    "p_negative": Column("float64", "calibrated probability of negative"),
    "p_neutral": Column("float64", "calibrated probability of neutral"),
    "p_positive": Column("float64", "calibrated probability of positive"),
    "pi": Column("float64", "probability of being in the sample; 1 if all are"),
}

EXPLANATIONS = _LABELLED | {
    "rank": Column("int64", "place among the words of the mention, from 1"),
    "word": Column("str", "word of the sentence"),
    "word_start": START,
    "word_end": END,
    "effect": Column("float64", "what the word adds to the label"),
}
