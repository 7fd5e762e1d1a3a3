"""Figures of a corpus: what was read, what was left out, and how it is built.

The tables behind them are small sums over the corpus's own tables; the other
functions say the same in words.
"""

import pandas as pd
from matplotlib.figure import Figure

from analysis.report.exhibits import Exhibit, exhibit
from analysis.report.figures.style import ACCENT, INK, mark_area, new_figure, styled

_MOST_BARS = 60


def answer_corpus(corpus) -> str:
    """Say in one paragraph what was read, with n."""
    documents, ledger = corpus.documents, count_ledger(corpus.intake)
    tokens, dated = documents["n_tokens"].sum(), documents["date"].dropna()
    days = sorted(dated.dt.strftime("%Y-%m-%d"))
    when = f" from {days[0]} to {days[-1]}" if days else ", without a date"
    return (
        f"{title_ledger(ledger)}. The corpus has {_count(len(documents), 'document')} "
        f"of {tokens:,} words{when}, in {_count(_stories(documents), 'story')}."
    )


def count_ledger(intake: pd.DataFrame) -> pd.DataFrame:
    """Count records by what became of them.

    Returns
    -------
    DataFrame
        status (str), reason (str, empty if none), records (int64); parsed first.
    """
    counts = (
        intake.assign(reason=intake["reason"].fillna(""))
        .groupby(["status", "reason"])
        .size()
        .reset_index(name="records")
    )
    order = counts["status"].map({"parsed": 0, "copy": 1, "rejected": 2})
    counts = counts.assign(order=order, few=-counts["records"])
    counts = counts.sort_values(["order", "few", "reason"], ignore_index=True)
    return counts.drop(columns=["order", "few"])


def title_ledger(ledger: pd.DataFrame) -> str:
    """State how many records were found, and what became of them."""
    counts = ledger.groupby("status")["records"].sum()
    parts = [f"{counts.get(name, 0):,} {name}" for name in ("parsed", "rejected")]
    copies = counts.get("copy", 0)
    parts += [f"{copies:,} exact {'copy' if copies == 1 else 'copies'}"]
    return f"{_count(counts.sum(), 'record')} found: {', '.join(parts)}"


def count_sentences(sentences: pd.DataFrame) -> pd.DataFrame:
    """Count sentences by kind and voice.

    Returns
    -------
    DataFrame
        kind, voice (str), sentences (int64), the most frequent first.
    """
    counts = sentences.groupby(["kind", "voice"]).size().reset_index(name="sentences")
    counts = counts.assign(few=-counts["sentences"])
    counts = counts.sort_values(["few", "kind", "voice"], ignore_index=True)
    return counts.drop(columns="few")


def title_sentences(counts: pd.DataFrame) -> str:
    """State how much of the text is quoted."""
    total = counts["sentences"].sum()
    quoted = counts.loc[counts["voice"] != "author", "sentences"].sum()
    if not quoted:
        return f"None of {total:,} sentences and headings is mostly quoted speech"
    return f"{quoted:,} of {total:,} sentences and headings are mostly quoted speech"


def exhibit_voices(corpus) -> Exhibit:
    """Exhibit how many sentences are the author's, and how many are quoted."""
    table = count_sentences(corpus.sentences)
    return exhibit(
        "corpus-voices",
        table,
        title=title_sentences(table),
        caption="Sentences and headings by kind and by who speaks.",
        unit="sentences and headings",
        n=len(corpus.sentences),
        method="A sentence has the voice of most of its characters.",
        key=["kind", "voice"],
        evidence=corpus.sentences,
        counts="sentences",
        evidence_unit="sentence",
        corpus=corpus,
    )


def count_ways(corpus) -> pd.DataFrame:
    """Count documents, words and mentions in the three ways of counting copies.

    Returns
    -------
    DataFrame
        what (str: documents, words, mentions), all_copies, per_story,
        per_outlet (int64).
    """
    weights = corpus.weights.set_index("doc_id")
    words = corpus.documents.set_index("doc_id")["n_tokens"]
    mentions = corpus.mentions["doc_id"].value_counts().reindex(words.index).fillna(0)
    rows = {
        "documents": weights.sum(),
        "words": weights.mul(words, axis=0).sum(),
        "mentions": weights.mul(mentions, axis=0).sum(),
    }
    table = pd.DataFrame(rows).T.astype("int64")
    return table.rename_axis("what").reset_index()


def title_ways(ways: pd.DataFrame) -> str:
    """State what copies do to the number of documents."""
    first = ways.iloc[0]
    if first["all_copies"] == first["per_story"]:
        return "No document is a near-copy of another"
    more = first["all_copies"] - first["per_story"]
    return f"{more:,} of {first['all_copies']:,} documents are copies of another"


def count_documents(corpus, *, top: int = 15) -> pd.DataFrame:
    """List the longest documents.

    Returns
    -------
    DataFrame
        document (its doc_id), title, source (str), date, language (str), n_tokens,
        sentences (int64); the longest first.
    """
    documents = corpus.documents
    counts = corpus.sentences["doc_id"].value_counts()
    table = documents[["doc_id", "title", "source", "date", "language", "n_tokens"]]
    table = table.assign(sentences=documents["doc_id"].map(counts).fillna(0))
    table = table.astype({"sentences": "int64"})
    order = ["n_tokens", "doc_id"]
    table = table.sort_values(order, ascending=[False, True]).head(top)
    return table.rename(columns={"doc_id": "document"})


def title_documents(corpus) -> str:
    """State the length of the documents."""
    words = corpus.documents["n_tokens"]
    if len(words) == 1:
        n = f"{len(corpus.sentences):,} sentences and headings"
        return f"The article has {words.iloc[0]:,} words in {n}"
    return f"Half of the {len(words):,} documents have over {words.median():,.0f} words"


def exhibit_lengths(corpus) -> Exhibit:
    """Exhibit how the one article runs, or how documents spread over time."""
    if len(corpus.documents) == 1:
        return _exhibit_article(corpus)
    return _exhibit_periods(corpus)


def _exhibit_article(corpus) -> Exhibit:
    """Exhibit the words of each sentence, in the order of the text."""
    sentences = corpus.sentences
    table = sentences[["sentence_id", "kind", "text"]].assign(
        words=sentences["text"].str.split().str.len()
    )
    longest = table.loc[table["words"].idxmax()]
    headings = table["kind"].isin(["title", "heading"]).sum()
    body = _count(len(table) - headings, "sentence")
    title = (
        f"{body} and {_count(headings, 'heading')}; "
        f"the longest has {longest['words']} words"
    )
    listed = ", ".join(f"{row.words} ({row.kind})" for row in table.itertuples())
    return exhibit(
        "corpus-sentences",
        table,
        title=title,
        caption="Words of each sentence in the order of the text.",
        unit="sentences and headings",
        n=len(table),
        method="Words are runs between white space, to show the length alone.",
        figure=_plot_bars(table, "sentence_id", "words", table["kind"] == "body"),
        alt=f"Bars of words per sentence, in order: {listed}."[:2000],
        key="sentence_id",
        evidence=sentences,
        evidence_unit="sentence",
        corpus=corpus,
    )


def _exhibit_periods(corpus) -> Exhibit:
    """Exhibit documents per day, month or year."""
    date = corpus.documents["date"].dropna()
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        counts = date.dt.strftime(form).value_counts().sort_index()
        if len(counts) <= _MOST_BARS:
            break
    undated = len(corpus.documents) - len(date)
    if len(counts) < 2:
        return exhibit(
            "corpus-periods",
            None,
            title="Documents over time: not with one date",
            caption=f"{_count(undated, 'document')} without a date.",
            unit="documents",
            n=len(corpus.documents),
            method="Documents per day, month or year.",
        )
    table = counts.rename_axis("period").reset_index(name="documents")
    most = table.loc[table["documents"].idxmax()]
    return exhibit(
        "corpus-periods",
        table,
        title=f"Most documents are of {most['period']}: {most['documents']:,}",
        caption=f"Dated documents per period; {undated:,} have no date.",
        unit="dated documents",
        n=len(date),
        method="Days, months or years, so that there are at most 60 bars; in UTC.",
        figure=_plot_bars(table, "period", "documents"),
        alt=f"Bars of documents per period, from {table['period'].iloc[0]} to "
        f"{table['period'].iloc[-1]}; most in {most['period']}: {most['documents']:,}.",
        key="period",
        evidence=_first_sentences(corpus).assign(
            period=lambda rows: rows["date"].dt.strftime(form)
        ),
        counts="documents",
        evidence_unit="document",
        corpus=corpus,
    )


def _first_sentences(corpus) -> pd.DataFrame:
    """Return the first sentence of each dated document, as its evidence."""
    first = corpus.sentences.drop_duplicates("doc_id")
    dated = corpus.documents[["doc_id", "date"]].dropna()
    return dated.merge(first[["doc_id", "sentence_id", "start", "end"]], on="doc_id")


@styled()
def _plot_bars(table: pd.DataFrame, x: str, y: str, solid=None) -> Figure:
    """Draw a bar per row; rows that are not solid are hatched."""
    figure, ax = new_figure(height=2.6)
    solid = pd.Series(True, index=table.index) if solid is None else solid
    for place, (key, height, full) in enumerate(
        zip(table[x], table[y], solid, strict=True)
    ):
        ax.bar(
            place,
            height,
            width=0.8,
            color=ACCENT if full else "white",
            edgecolor=ACCENT,
            hatch="" if full else "////",
        )
        mark_area(ax, (key,), x=(place - 0.4, place + 0.4), y=(0, height))
    step = max(1, len(table) // 8)
    ax.set_xticks(range(0, len(table), step), [str(key) for key in table[x][::step]])
    if not solid.all():
        ax.annotate(
            "hatched: title and headings",
            (1, 1),
            xycoords="axes fraction",
            ha="right",
            va="bottom",
            color=INK,
        )
    ax.set_xlabel(x.replace("_id", ""))
    ax.set_ylabel(y)
    return figure


def _stories(documents: pd.DataFrame) -> int:
    """Count the stories."""
    return documents["story_id"].nunique()


def _count(n: int, noun: str) -> str:
    """Return a number with its noun."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{n:,} {noun if n == 1 else plural}"
