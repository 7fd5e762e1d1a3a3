"""Who is quoted: quotations with the actor that speaks, and how often each does.

A speaker as written ("President Putin", "the Kremlin") is an actor where the
registry knows the name by itself; who "the minister" is, is not guessed.
"""

import pandas as pd

from analysis.corpus.schema import as_table
from overture.frame import tell
from overture.names import find_mentions


def quoted_actors(quotations: pd.DataFrame, actors) -> pd.DataFrame:
    """Return the quotations with the actor who speaks.

    Parameters
    ----------
    quotations : DataFrame
        Of `find_quotations`.
    actors
        The registry, of `read_actors`.

    Returns
    -------
    DataFrame
        A copy with `actor_id` (missing where the speaker is no known actor). Of
        several actors in a speaker's name the last speaks: in "Russian President
        Vladimir Putin" it is Putin.

    Examples
    --------
    >>> from analysis import find_quotations, read_actors, split_sentences
    >>> text = "“We will talk,” Russian President Vladimir Putin said."
    >>> sentences = split_sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    >>> quoted_actors(find_quotations(sentences), read_actors())["actor_id"].tolist()
    ['vladimir-putin']
    """
    speakers = pd.Series(sorted(quotations["speaker"].dropna().unique()), dtype="str")
    table = pd.DataFrame({"doc_id": speakers, "sentence_id": 0, "start": 0})
    table = table.assign(end=speakers.str.len(), text=speakers)
    mentions = find_mentions(table, actors)
    last = mentions.sort_values(["doc_id", "end", "start"]).groupby("doc_id")
    actor = quotations["speaker"].map(last["actor_id"].last()).astype("str")
    return quotations.assign(actor_id=actor)


def count_speakers(quotations: pd.DataFrame) -> pd.DataFrame:
    """Count the quotations of each speaker, most quoted first.

    Parameters
    ----------
    quotations : DataFrame
        Of `quoted_actors`.

    Returns
    -------
    DataFrame
        A row per speaker: `speaker` (the actor's id, or else the name as written),
        `n` (quoted spans, at most one per sentence and quotation), `direct` (of them
        between marks) and `documents`.
    """
    who = quotations["actor_id"].fillna(quotations["speaker"])
    spoken = quotations.assign(speaker=who, direct=quotations["form"] == "direct")
    counts = spoken.groupby("speaker").agg(
        n=("start", "size"), direct=("direct", "sum"), documents=("doc_id", "nunique")
    )
    # The speakers are in order, and a stable sort keeps it.
    counts = counts.reset_index().sort_values("n", ascending=False, kind="stable")
    return tell(
        as_table("speakers", counts),
        unit="quotations",
        n=len(quotations),
        key=["speaker"],
        counts="n",
        counted="span",
        method="Speakers by patterns of verbs of speech around quotation marks, and "
        "in reported clauses; a pronoun counts for a person only if one alone can be "
        "meant.",
    )
