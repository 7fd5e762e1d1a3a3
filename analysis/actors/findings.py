"""Findings of the actors: who is in the corpus, how named, and when."""

import pandas as pd

from analysis.phrases import NOTHING, count, listed, name_of


def answer(corpus) -> str:
    """Say in one paragraph who is in the corpus, with n."""
    left = len(corpus.unresolved)
    leading = corpus.actors.head(3)[["name", "mentions", "sentences"]]
    leaders = [
        f"{name} ({mentions:,} mentions in {sentences:,} sentences)"
        for name, mentions, sentences in leading.itertuples(index=False)
    ]
    most = f" Most often: {listed(leaders)}." if leaders else ""
    doubt = {0: "No name was left unresolved.", 1: "One name was left unresolved."}
    rest = doubt.get(left, f"{left:,} names were left unresolved.")
    return f"{_all(corpus)}.{most} {rest}"


def actors(corpus) -> str:
    """Say how many actors there are and how often they are mentioned."""
    return f"{_all(corpus)}\nEvery actor mentioned, the most mentioned first."


def _all(corpus) -> str:
    """Say how many actors there are, and where."""
    n = len(corpus.sentences)
    if corpus.actors.empty:
        return f"No known actor is mentioned in {n:,} sentences and headings"
    total = corpus.actors["mentions"].sum()
    return (
        f"{len(corpus.actors):,} actors are mentioned {total:,} times in {n:,} "
        "sentences and headings"
    )


def kinds(table: pd.DataFrame, names: pd.Series) -> str:
    """Say who is mentioned most, and how."""
    if table.empty:
        return f"No known actor is mentioned{NOTHING}"
    first = table.iloc[0]
    total = table.loc[table["actor_id"] == first["actor_id"], "mentions"].sum()
    return (
        f"{name_of(first['actor_id'], names)} leads with {total:,} mentions, "
        f"{first['mentions']:,} of them by {first['alias_kind']}\n"
        "Mentions of the most mentioned actors, by kind of alias."
    )


def aliases(table: pd.DataFrame) -> str:
    """Say in how many ways the actors are written."""
    actors = table["actor_id"].nunique()
    return (
        f"{actors:,} actors are written in {count(len(table), 'way')}\n"
        "Forms of each actor, with the rule that made them count."
    )


def periods(table: pd.DataFrame, names: pd.Series) -> str:
    """Say who is mentioned most per document, and when."""
    if table.empty:
        return (
            "When actors are mentioned: not within one article\n"
            "A timeline needs documents of at least two dates."
        )
    order = ["per_document", "period", "actor_id"]
    first = table.sort_values(order, ascending=[False, True, True]).iloc[0]
    return (
        f"{name_of(first['actor_id'], names)} peaks in {first['period']} with "
        f"{first['per_document']:,.1f} mentions per document\n"
        "Mentions per dated document of each period."
    )


def unresolved(table: pd.DataFrame) -> str:
    """Say which name was left unresolved most often."""
    if table.empty:
        return "Every name that looked like an actor was resolved"
    first = table.iloc[0]
    times = "once" if first["n"] == 1 else f"{first['n']:,} times"
    return (
        f"{len(table):,} names were left unresolved; most often "
        f"“{first['surface']}”, {times} ({first['reason']})\n"
        "Names in doubt, with why, and whom they could mean."
    )
