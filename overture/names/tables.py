"""The tables of this engine: mentions, and names left in doubt."""

from overture.frame import ACTOR, DOC, END, SENTENCE, START, Column

MENTIONS = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "start": START,
    "end": END,
    "surface": Column("str", "the text of the mention"),
    "actor_id": ACTOR,
    "alias_kind": Column(
        "string",
        "name, surname, acronym, office, demonym, capital, institution, "
        "apposition or discovered",
    ),
    "alias": Column("str", "the registered alias that matched"),
    "rule": Column("str", "why it counts: alias, possessive, title, ..."),
}

UNRESOLVED = {
    "surface": Column("str", "name as written"),
    "reason": Column("str", "why it was not resolved"),
    "candidates": Column("str", "actors it could mean, separated by ;"),
    "n": Column("int64", "occurrences"),
    "example_doc_id": DOC,
    "example_start": START,
    "example_end": END,
}
