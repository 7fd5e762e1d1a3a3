"""Direction: who is subject and who is object of which verb, where a sentence says so.

One row per place where a sentence has the form "A verbs B", "A, who verbs B",
"A verbs on/with B" or "B is verbed by A" with nothing else between the two
mentions. Patterns over a closed list of verbs, no parser: most sentences with
two actors give no row, and no row is no evidence. Coordinated subjects,
possessives ("A's troops", "B's ally") and infinitives are left out.
"""

import re

import pandas as pd

from overture.frame import as_table, tell
from overture.voice.tables import DIRECTION, of_kinds
from overture.voice.verbs import VERBS, conjugated
from overture.words import words

# the form of a verb behind an auxiliary, and behind none
_NEEDED = {"be": {"ing"}, "have": {"participle"}, "modal": {"base"}}
_FINITE = {"third", "past"}
_FORMS = "base", "third", "past", "participle", "ing"
_NOUNS = {"talks", "speaks"}  # "A talks with B" is as often a noun phrase
_BE = "is|are|was|were|be|been|being|'s|’s|'re|’re"
_MODAL = (
    "will|would|can|could|may|might|must|should|shall|did|does|do|cannot|"
    "(?:is|are|was|were|going|has|have|had) to"
)
_ADVERB = r"not|never|\w+ly|also|again|already|now|then|once|later|still|even|just|only"
_TITLES = r"\.?|".join(["the", *sorted(words("title", "office"))])
_NEGATION = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:,\s+(?:the|a|an|who|which|whose|its|his|her|\d)\b[^,;:.!?]{0,80},)?"
    r"(?:,?\s+(?:who|which|that)\b)?"
    rf"(?:\s+(?P<modal>{_MODAL})(?:n['’]t)?)?"
    rf"(?:\s+(?:{_ADVERB}))*"
    r"(?:\s+(?P<have>has|have|had)(?:n['’]t)?)?"
    rf"(?:\s+(?:{_ADVERB}))*"
    rf"(?:\s*(?P<be>(?<=\s)(?:{_BE}))(?:n['’]t)?)?"
    rf"(?:\s+(?:{_ADVERB}|being|been))*"
    r"\s+(?P<verb>[a-z]+)(?P<rest>(?:\s+[a-z]+\.?){0,5}?)"
    rf"(?:\s+(?:{_TITLES}))*\s+",
    re.IGNORECASE,
)
_NOT_SUBJECT = re.compile(
    r"(?:\b(?:of|from|in|by|with|against|to|for|on|at|near|between|among|over|about|"
    r"than|under|via|into|towards?|like|unlike|including|and|or|nor|amid|after|"
    rf"before|without)\s+(?:(?:{_TITLES})\s+)*|[-‐–/])$",
    re.IGNORECASE,
)
_AFTER_OBJECT = re.compile(
    r"\s*(?:$|[.,;:!?)\]”\"»—–])|\s+(?:and|or|but|of|to|over|on|in|for|with|at|after|"
    r"before|during|as|that|from|about|into|by|while|because|if|when|where|who|which|"
    r"against|amid|despite|without|through|since|until|under|again|yesterday|today|"
    r"tomorrow|tonight|last|next|this|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_LONGEST = 120  # characters between the two mentions


def _verbs() -> tuple[set[str], dict[str, tuple[str, set[str]]]]:
    """Return the frames, and of each form its verb and what the form can be."""
    frames: set[str] = set()
    forms: dict[str, tuple[str, set[str]]] = {}
    for frame in of_kinds(VERBS, "act"):
        lemma, *rest = frame.split()
        words = conjugated(lemma)
        frames.add(" ".join([words[0], *rest]))
        for form, kind in zip(words, _FORMS, strict=True):
            forms.setdefault(form, (words[0], set()))[1].add(kind)
    return frames, forms


def direction(sentences: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """List who is subject and who is object of which verb.

    Parameters
    ----------
    sentences : DataFrame
        With doc_id, sentence_id, start, text.
    mentions : DataFrame
        With doc_id, sentence_id, start, end, actor_id.

    Returns
    -------
    DataFrame
        subject, verb, object: actors, and the verb's base form with what joins
        it to the object ("call on"); construction: "active" or "passive", where
        subject and object are those of the same sentence put in the active;
        negated (bool); doc_id, sentence_id, start, end: the span from one
        mention to the other; phrase: the text between them. Ordered by doc_id,
        start, end.

    Notes
    -----
    Grammar, not deeds: "may not attack" and "denied that A attacked B" are rows
    as well; read `phrase` and the sentence. A quoted speaker's claim is a row.
    Counts are of sentences that match, a small and not a random part.

    Examples
    --------
    >>> import pandas as pd
    >>> sentences = pd.DataFrame(
    ...     {"doc_id": ["d"], "sentence_id": [0], "start": [0],
    ...      "text": ["Ann was never invited by Bob."]}
    ... )
    >>> mentions = pd.DataFrame(
    ...     {"doc_id": "d", "sentence_id": 0, "start": [0, 25], "end": [3, 28],
    ...      "actor_id": ["ann", "bob"]}
    ... )
    >>> direction(sentences, mentions)[["subject", "verb", "object", "negated"]]
      subject    verb object  negated
    0     bob  invite    ann     True
    """
    keys = ["doc_id", "sentence_id"]
    spans = mentions[[*keys, "start", "end", "actor_id"]]
    pairs = spans.merge(spans, on=keys, suffixes=("", "_b"))
    gap = pairs["start_b"] - pairs["end"]
    pairs = pairs[gap.between(1, _LONGEST) & (pairs["actor_id"] != pairs["actor_id_b"])]
    texts = sentences[[*keys, "start", "text"]].rename(columns={"start": "origin"})
    pairs = pairs.merge(texts, on=keys)
    frames, forms = _verbs()
    rows = []
    for row in pairs.itertuples(index=False):
        begin, end = row.end - row.origin, row.start_b - row.origin
        between = row.text[begin:end]
        found = _match(between, frames, forms)
        if (
            found is None
            or _NOT_SUBJECT.search(row.text[: row.start - row.origin])
            or not _AFTER_OBJECT.match(row.text[row.end_b - row.origin :])
        ):
            continue
        verb, construction = found
        actors = [row.actor_id, row.actor_id_b]
        subject, obj = actors if construction == "active" else actors[::-1]
        negated = bool(_NEGATION.search(between))
        place = (row.doc_id, row.sentence_id, row.start, row.end_b, between.strip())
        rows.append((subject, verb, obj, construction, negated, *place))
    table = as_table(DIRECTION, pd.DataFrame(rows, columns=list(DIRECTION)))
    order = ["doc_id", "start", "end", "subject", "object"]
    return table.sort_values(order, ignore_index=True)


def _match(between: str, frames, forms) -> tuple[str, str] | None:
    """Return frame and construction of the text between two mentions."""
    match = _BETWEEN.fullmatch(between)
    if match is None or match["verb"].lower() not in forms:
        return None
    word, rest = match["verb"].lower(), " ".join(match["rest"].lower().split())
    verb, kinds = forms[word]
    if rest == "by" and "participle" in kinds and verb in frames:
        return verb, "passive"
    frame = f"{verb} {rest}".strip()
    if frame not in frames or word in _NOUNS:
        return None
    needed = next((_NEEDED[part] for part in _NEEDED if match[part]), _FINITE)
    return (frame, "active") if needed & kinds else None


def direction_counts(directed: pd.DataFrame) -> pd.DataFrame:
    """Count the sentences of each subject, verb and object.

    Parameters
    ----------
    directed : DataFrame
        From `direction`.

    Returns
    -------
    DataFrame
        subject, verb, object, sentences (int64), ordered by sentences
        (descending), subject, verb, object.
    """
    keys = ["subject", "verb", "object"]
    once = directed.drop_duplicates([*keys, "doc_id", "sentence_id"])
    table = once.groupby(keys).size().reset_index(name="sentences")
    order, up = ["sentences", *keys], [False, True, True, True]
    return tell(
        table.sort_values(order, ascending=up, ignore_index=True),
        unit="sentences",
        n=int(table["sentences"].sum()),
        key=keys,
        counts="sentences",
        counted="sentence",
        method="Patterns over a closed list of verbs; active and passive.",
    )
