"""Findings of the corpus: what is in it, and what is not."""

import pandas as pd

from analysis.corpus.ledger import count_line
from analysis.phrases import count


def answer(corpus) -> str:
    """Say in one paragraph what is in the corpus and what is not, with n."""
    documents = corpus.documents
    intake = corpus.intake
    tokens = int(documents["n_tokens"].sum())
    languages = documents["language"].fillna("not known").value_counts()
    other = int(len(documents) - languages.get("en", 0))
    dated = int(documents["date"].notna().sum())
    stories = documents["story_id"].nunique()
    said = [
        f"{count_line(intake)}.",
        f"{count(len(documents), 'document')} of {tokens:,} words,",
        f"{count(stories, 'story')}, {dated:,} dated, {other:,} not in English.",
    ]
    if not intake["status"].eq("rejected").any():
        said.append("Nothing was left out.")
    return " ".join(said)


def ledger(corpus) -> str:
    """Say how many records were found, and what became of them."""
    said = "Every record found in the input: parsed, rejected or a copy."
    return f"{count_line(corpus.intake)}\n{said}"


def languages(table: pd.DataFrame) -> str:
    """Say which language leads."""
    first = table.iloc[0]
    language = "English" if first["language"] == "en" else repr(first["language"])
    return (
        f"{_share(table)} in {language}\nLanguages by their ISO 639-1 codes. Measures "
        "that are made for English leave out documents that are known to be in another "
        "language."
    )


def outlets(table: pd.DataFrame) -> str:
    """Say which outlet leads."""
    source = table.iloc[0]["source"]
    known = f"the outlet {source!r}" if source != "not known" else "no known outlet"
    return (
        f"{_share(table)} from {known}\n"
        "Outlets, and how many of their documents lead their story."
    )


def dates(table: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Say of when most documents are."""
    n, total = table.attrs["n"], count(len(documents), "document")
    if table.empty:
        few = (
            "with fewer than two dates" if len(documents) > 1 else "within one article"
        )
        return f"Documents over time: not {few}\n{n:,} of {total} dated."
    top = table.loc[table["documents"].idxmax()]
    return (
        f"Most documents are of {top['period']}: {top['documents']:,} of {n:,}\n"
        f"Documents per {table.attrs['every']}; those without a date are not shown."
    )


def stories(table: pd.DataFrame, corpus) -> str:
    """Say how many stories the copies are."""
    if table.empty:
        return "No copies were found\nEvery document is a story of its own."
    totals = corpus.weights[["all_copies", "per_story", "per_outlet"]].sum()
    return (
        f"{totals['all_copies']:,} copies are {totals['per_story']:,} "
        f"stories, {totals['per_outlet']:,} counted once per outlet\n"
        "Stories with more than one copy, the most copied first."
    )


def ways(table: pd.DataFrame) -> str:
    """Say how many documents are copies of another."""
    every, once = table["all_copies"].iloc[0], table["per_story"].iloc[0]
    title = f"{every - once:,} of {every:,} documents are copies of another"
    if every == once:
        title = "No document is a copy of another"
    return f"{title}\nThe corpus in the three ways of counting copies."


def voices(table: pd.DataFrame) -> str:
    """Say how many sentences are mostly quoted."""
    quoted = table.loc[table["voice"] != "author", "sentences"].sum()
    of = f"of {table['sentences'].sum():,} sentences and headings"
    title = f"{quoted:,} {of} are mostly quoted"
    if not quoted:
        title = f"None {of} is mostly quoted"
    return f"{title}\nSentences and headings by kind and by who speaks."


def article(table: pd.DataFrame) -> str:
    """Say how many sentences an article has, and how long the longest is."""
    if table.empty:
        return (
            "Sentence by sentence: within one article only\n"
            "A corpus of one document is shown sentence by sentence."
        )
    headings = int(table["kind"].ne("body").sum())
    return (
        f"{count(len(table) - headings, 'sentence')} and {count(headings, 'heading')}; "
        f"the longest has {table['words'].max()} words\n"
        "Words of each sentence in the order of the text; title and headings hatched."
    )


def _share(table: pd.DataFrame) -> str:
    """Say how many of the documents the first row has."""
    total = table["documents"].sum()
    if total == 1:
        return "The one document is"
    return f"{table['documents'].iloc[0]:,} of {total:,} documents are"
