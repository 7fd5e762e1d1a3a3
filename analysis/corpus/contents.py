"""Contents: what a corpus holds, counted by record, language, outlet, story and day.

One row per what is counted. Each table tells its story to the exhibit made of it;
the evidence of a document is its whole text (`whole`).
"""

import pandas as pd

from analysis.corpus.periods import in_periods
from overture.frame import tell

_EVERY = ((62, "day"), (5 * 366, "month"), (10**6, "year"))  # up to so many days
_NOT_KNOWN = "not known"


def whole(corpus) -> pd.DataFrame:
    """Return each document as one span, with its language, source and story."""
    names = ["doc_id", "language", "source", "story_id", "n_chars"]
    spans = corpus.documents[names].assign(start=0).rename(columns={"n_chars": "end"})
    return spans.fillna({"language": _NOT_KNOWN, "source": _NOT_KNOWN})


def place_in(spans: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """Return where in all the texts, in order of date, spans start: 0 to 100."""
    order = documents.sort_values(["date", "doc_id"], kind="stable")
    first = (order["n_chars"].cumsum() - order["n_chars"]).set_axis(order["doc_id"])
    total = max(order["n_chars"].sum(), 1)
    return 100 * (spans["doc_id"].map(first) + spans["start"]) / total


def ledger(corpus) -> pd.DataFrame:
    """Count the records of each status and reason.

    Returns
    -------
    DataFrame
        status, reason (str; # for any number), records (int), example (str, file
        of the first of them).
    """
    intake = corpus.intake
    reason = intake["reason"].str.replace(r"\d+", "#", regex=True)
    copied = intake["status"].eq("copy")
    table = (
        intake.assign(reason=reason.mask(copied, "the text of another record"))
        .groupby(["status", "reason"], sort=True)
        .agg(records=("path", "size"), example=("path", "first"))
        .reset_index()
    )
    return tell(
        _most_first(table, "records", ["status", "reason"]),
        unit="records",
        n=len(intake),
        key=["status", "reason"],
        method="Found = parsed + copies + rejected. # stands for any number.",
        meanings={
            "records": "records found in the input",
            "example": "file of the first of them",
        },
    )


def languages(corpus) -> pd.DataFrame:
    """Count the documents of each language.

    Returns
    -------
    DataFrame
        language (str, ISO 639-1), documents (int64).
    """
    method = "As the source says, else detected from 500 characters."
    return _documents(whole(corpus), "language", method=method)


def outlets(corpus) -> pd.DataFrame:
    """Count the documents of each outlet, and those that lead their story.

    Returns
    -------
    DataFrame
        source (str), documents, first_of_story (int64).
    """
    method = "Names that differ in case, blanks or a leading The are one outlet."
    documents = whole(corpus)
    table = _documents(documents, "source", method=method)
    per_story = documents.merge(corpus.weights, on="doc_id")
    per_story = per_story.groupby("source")["per_story"].sum()
    table["first_of_story"] = table["source"].map(per_story)
    meanings = {
        "documents": "distinct texts of the outlet",
        "first_of_story": "of them leads of their story",
    }
    return tell(table, meanings=meanings)


def dates(corpus) -> pd.DataFrame:
    """Count the dated documents of each day, month or year.

    Returns
    -------
    DataFrame
        period (str), documents (int64), in the order of time; empty with fewer
        than two dates. Its attrs tell `every`, the step.
    """
    documents = corpus.documents
    dated = documents[documents["date"].notna()]
    days = dated["date"].dt.normalize()
    length = (days.max() - days.min()).days if len(dated) else 0
    every = next(name for most, name in _EVERY if length <= most)
    spans = in_periods(dated if length else dated.head(0), documents, every)
    method = "Dates as the sources say, in UTC; doubtful ones are not used."
    table = _documents(spans, "period", method=method)
    table = table.sort_values("period", ignore_index=True)
    return tell(
        table,
        unit="dated documents",
        n=len(dated),
        every=every,
    )


def stories(corpus) -> pd.DataFrame:
    """Count the copies of each story that has more than one.

    Returns
    -------
    DataFrame
        story_id, title (str), copies, outlets (int), least_similarity (float,
        estimated Jaccard), first_date, last_date; the most copied first.
    """
    table = (
        corpus.copies.groupby("story_id", sort=True)
        .agg(
            copies=("doc_id", "size"),
            outlets=("source", "nunique"),
            least_similarity=("similarity", "min"),
            first_date=("date", "min"),
            last_date=("date", "max"),
        )
        .reset_index()
    )
    titles = corpus.documents.set_index("doc_id")["title"]
    table.insert(1, "title", table["story_id"].map(titles).fillna("untitled"))
    return tell(
        _most_first(table, "copies", ["story_id"]),
        unit="documents",
        n=len(corpus.documents),
        key=["story_id"],
        method="Near-copies by MinHash of words and their pairs, within 30 days.",
        meanings={
            "copies": "records with the story's text, lightly edited or not",
            "outlets": "outlets among them",
            "least_similarity": "estimated Jaccard of the least similar with the lead",
            "first_date": "earliest date of a copy",
            "last_date": "latest date of a copy",
        },
    )


def ways(corpus) -> pd.DataFrame:
    """Count documents and words in the three ways of counting copies.

    Returns
    -------
    DataFrame
        what (str), all_copies, per_story, per_outlet (int64).
    """
    weights = corpus.weights.set_index("doc_id")
    words = corpus.documents.set_index("doc_id")["n_tokens"]
    rows = {"documents": weights.sum(), "words": weights.mul(words, axis=0).sum()}
    return tell(
        pd.DataFrame(rows).T.astype("int64").rename_axis("what").reset_index(),
        unit="documents",
        n=len(corpus.documents),
        key=["what"],
        method="A document's counts times its weight in `corpus.weights`.",
        meanings={
            "what": "what is counted",
            "all_copies": "every copy counted",
            "per_story": "one document per story",
            "per_outlet": "one document per story and outlet",
        },
    )


def voices(corpus) -> pd.DataFrame:
    """Count sentences and headings by kind and by who speaks.

    Returns
    -------
    DataFrame
        kind, voice (str), sentences (int64).
    """
    keys = ["kind", "voice"]
    table = corpus.sentences.groupby(keys, sort=True).size().rename("sentences")
    return tell(
        _most_first(table.reset_index(), "sentences", keys),
        unit="sentences and headings",
        n=len(corpus.sentences),
        key=keys,
        counts="sentences",
        counted="sentence",
        method="A sentence has the voice of most of its letters.",
        meanings={"sentences": "sentences and headings"},
    )


def article(corpus) -> pd.DataFrame:
    """Count the words of each sentence of a corpus of one document.

    Returns
    -------
    DataFrame
        sentence_id, kind, text, words (int64), in the order of the text; empty
        where there are more documents.
    """
    sentences = corpus.sentences
    one = len(corpus.documents) == 1
    table = sentences[["sentence_id", "kind", "text"]].assign(
        words=sentences["text"].str.split().str.len()
    )
    return tell(
        table if one else table.head(0),
        unit="sentences and headings",
        n=len(sentences),
        key=["sentence_id"],
        counted="sentence",
        method="Words are runs between white space, to show the length alone.",
        meanings={"words": "runs between white space"},
    )


def actors(corpus) -> pd.DataFrame:
    """Return the actors of a corpus, with their story."""
    return tell(
        corpus.actors,
        unit="mentions",
        n=len(corpus.mentions),
        key=["actor_id"],
        counts="mentions",
        method="Counts of the mentions table; dates are those of the documents.",
    )


def unresolved(corpus) -> pd.DataFrame:
    """Return the names that were left open in a corpus, with their story."""
    return tell(
        corpus.unresolved,
        unit="sentences and headings",
        n=len(corpus.sentences),
        method="One row per name, reason and candidates; one example each.",
        caption="Names in doubt, with why, and whom they could mean.",
    )


def _documents(spans: pd.DataFrame, column: str, *, method: str) -> pd.DataFrame:
    """Count documents by a column."""
    table = spans.groupby(column, sort=True).size().rename("documents").reset_index()
    return tell(
        _most_first(table.astype({"documents": "int64"}), "documents", [column]),
        unit="documents",
        n=len(spans),
        key=[column],
        counts="documents",
        counted="document",
        method=method,
        meanings={"documents": "distinct texts", column: column},
    )


def _most_first(table: pd.DataFrame, count: str, keys: list[str]) -> pd.DataFrame:
    """Order a table by its count, ties by its key."""
    ascending = [False] + [True] * len(keys)
    return table.sort_values([count, *keys], ascending=ascending, ignore_index=True)
