"""The corpus as exhibits: ledger, languages, outlets, dates, stories and voices.

Each `show_*` takes a corpus and returns what `analysis.exhibit` needs.
"""

import pandas as pd

from analysis.corpus.ledger import count_line
from overture.press.style import ACCENT, INK, mark_area, new_figure, styled

_PERIODS = (  # up to so many days
    (62, "%Y-%m-%d", "day"),
    (5 * 366, "%Y-%m", "month"),
    (10**6, "%Y", "year"),
)


def answer_corpus(corpus) -> str:
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
        f"{_n(len(documents), 'document')} of {tokens:,} words,",
        f"{_n(stories, 'story')}, {dated:,} dated, {other:,} not in English.",
    ]
    if not intake["status"].eq("rejected").any():
        said.append("Nothing was left out.")
    return " ".join(said)


def show_ledger(corpus) -> dict:
    """Show how many records were read, and why others were not."""
    intake = corpus.intake
    reason = intake["reason"].str.replace(r"\d+", "#", regex=True)
    copied = intake["status"].eq("copy")
    table = (
        intake.assign(reason=reason.mask(copied, "the text of another record"))
        .groupby(["status", "reason"], sort=True)
        .agg(records=("path", "size"), example=("path", "first"))
        .reset_index()
        .sort_values(
            ["records", "status", "reason"],
            ascending=[False, True, True],
            ignore_index=True,
        )
    )
    table.attrs["meanings"] = {
        "records": "records found in the input",
        "example": "file of the first of them",
    }
    return {
        "table": table,
        "title": count_line(intake),
        "caption": "Every record found in the input: parsed, rejected or a copy.",
        "unit": "records",
        "n": len(intake),
        "method": "Found = parsed + copies + rejected. # stands for any number.",
        "key": ["status", "reason"],
    }


def show_languages(corpus) -> dict:
    """Show the documents of each language."""
    table, evidence = _counted(corpus, "language")
    first = table.iloc[0]
    return {
        "table": table,
        "title": f"{_share(first['documents'], corpus.documents)} in "
        f"{'English' if first['language'] == 'en' else repr(first['language'])}",
        "caption": "Languages by their ISO 639-1 codes. Measures that are made for "
        "English leave out documents that are known to be in another language.",
        "method": "As the source says, else detected from 500 characters.",
        **evidence,
    }


def show_outlets(corpus) -> dict:
    """Show the documents of each outlet in three ways of counting copies."""
    table, evidence = _counted(corpus, "source")
    weights = corpus.documents[["doc_id", "source"]].merge(corpus.weights, on="doc_id")
    weights["source"] = weights["source"].fillna("not known")
    per_story = weights.groupby("source")["per_story"].sum()
    table["first_of_story"] = table["source"].map(per_story)
    table.attrs["meanings"] = {
        "documents": "distinct texts of the outlet",
        "first_of_story": "of them leads of their story",
    }
    first = table.iloc[0]
    return {
        "table": table,
        "title": f"{_share(first['documents'], corpus.documents)} from the outlet "
        f"{first['source']!r}"
        if first["source"] != "not known"
        else f"{_share(first['documents'], corpus.documents)} from no known outlet",
        "caption": "Outlets, and how many of their documents lead their story.",
        "method": "Names that differ in case, blanks or a leading The are one outlet.",
        **evidence,
    }


def show_stories(corpus, *, top: int) -> dict:
    """Show the stories with the most copies."""
    copies = corpus.copies
    basis = {"unit": "documents", "n": len(corpus.documents)}
    if copies.empty:
        return {
            "table": None,
            "title": "No copies were found",
            "caption": "Every document is a story of its own.",
            "method": "MinHash of words and pairs of words.",
            **basis,
        }
    table = (
        copies.groupby("story_id", sort=True)
        .agg(
            copies=("doc_id", "size"),
            outlets=("source", "nunique"),
            least_similarity=("similarity", "min"),
            first_date=("date", "min"),
            last_date=("date", "max"),
        )
        .reset_index()
        .sort_values(["copies", "story_id"], ascending=[False, True], ignore_index=True)
    )
    titles = corpus.documents.set_index("doc_id")["title"]
    table.insert(1, "title", table["story_id"].map(titles).fillna("untitled"))
    totals = corpus.weights[["all_copies", "per_story", "per_outlet"]].sum()
    evidence = corpus.documents[["doc_id", "story_id", "n_chars"]].assign(start=0)
    table.attrs["meanings"] = {
        "copies": "records with the story's text, lightly edited or not",
        "outlets": "outlets among them",
        "least_similarity": "estimated Jaccard of the least similar with the lead",
    }
    return {
        "table": table.head(top),
        "title": f"{totals['all_copies']:,} copies are {totals['per_story']:,} "
        f"stories, {totals['per_outlet']:,} counted once per outlet",
        "caption": "Stories with more than one copy, the most copied first.",
        "method": "Near-copies by MinHash of words and their pairs, within 30 days.",
        "key": ["story_id"],
        "evidence": evidence.rename(columns={"n_chars": "end"}),
        "corpus": corpus,
        **basis,
    }


def show_dates(corpus) -> dict:
    """Show the documents of each day, month or year."""
    documents = corpus.documents
    dated = documents[documents["date"].notna()]
    basis = {"unit": "dated documents", "n": len(dated)}
    if dated["date"].dt.normalize().nunique() < 2:
        return {
            "table": None,
            "title": "Documents over time: not within one article"
            if len(documents) == 1
            else "Documents over time: not with fewer than two dates",
            "caption": f"{len(dated):,} of {_n(len(documents), 'document')} dated.",
            "method": "Dates as the sources say; doubtful ones are not used.",
            **basis,
        }
    days = (dated["date"].max() - dated["date"].min()).days
    form, name = next((f, n) for most, f, n in _PERIODS if days <= most)
    period = dated["date"].dt.strftime(form)
    table, evidence = _counted(corpus, "period", dated.assign(period=period))
    table = table.sort_values("period", ignore_index=True)
    top = table.loc[table["documents"].idxmax()]
    title = (
        f"Most documents are of {top['period']}: {top['documents']:,} of {len(dated):,}"
    )
    return {
        "table": table,
        "title": title,
        "caption": f"Documents per {name}; those without a date are not shown.",
        "method": "Dates as the sources say, in UTC; doubtful ones are not used.",
        "figure": plot_dates(table, dated["date"], form),
        "alt": f"Bars of documents per {name}. {title}. From {table['period'].iloc[0]} "
        f"to {table['period'].iloc[-1]}.",
        **evidence,
        **basis,
    }


def show_voices(corpus) -> dict:
    """Show how many sentences are the author's, and how many are quoted."""
    sentences = corpus.sentences
    table = sentences.groupby(["kind", "voice"], sort=True).size()
    table = table.rename("sentences").reset_index()
    table = table.sort_values(
        ["sentences", "kind", "voice"],
        ascending=[False, True, True],
        ignore_index=True,
    )
    quoted = int(sentences["voice"].ne("author").sum())
    table.attrs["meanings"] = {"sentences": "sentences and headings"}
    return {
        "table": table,
        "title": f"{quoted:,} of {len(sentences):,} sentences and headings "
        "are mostly quoted"
        if quoted
        else f"None of {len(sentences):,} sentences and headings is mostly quoted",
        "caption": "Sentences and headings by kind and by who speaks.",
        "unit": "sentences and headings",
        "n": len(sentences),
        "method": "A sentence has the voice of most of its letters.",
        "key": ["kind", "voice"],
        "evidence": sentences,
        "counts": "sentences",
        "evidence_unit": "sentence",
        "corpus": corpus,
    }


def show_ways(corpus) -> dict:
    """Show documents and words in the three ways of counting copies."""
    weights = corpus.weights.set_index("doc_id")
    words = corpus.documents.set_index("doc_id")["n_tokens"]
    rows = {"documents": weights.sum(), "words": weights.mul(words, axis=0).sum()}
    table = pd.DataFrame(rows).T.astype("int64").rename_axis("what").reset_index()
    table.attrs["meanings"] = {
        "what": "what is counted",
        "all_copies": "every copy counted",
        "per_story": "one document per story",
        "per_outlet": "one document per story and outlet",
    }
    every, once = table["all_copies"].iloc[0], table["per_story"].iloc[0]
    return {
        "table": table,
        "title": f"{every - once:,} of {every:,} documents are copies of another"
        if every > once
        else "No document is a copy of another",
        "caption": "The corpus in the three ways of counting copies.",
        "unit": "documents",
        "n": len(corpus.documents),
        "method": "A document's counts times its weight in `corpus.weights`.",
        "key": ["what"],
    }


def show_article(corpus) -> dict:
    """Show the words of each sentence of the one article, in order."""
    sentences = corpus.sentences
    basis = {"unit": "sentences and headings", "n": len(sentences)}
    method = "Words are runs between white space, to show the length alone."
    if len(corpus.documents) != 1:
        return {
            "table": None,
            "title": "Sentence by sentence: within one article only",
            "caption": "A corpus of one document is shown sentence by sentence.",
            "method": method,
            **basis,
        }
    table = sentences[["sentence_id", "kind", "text"]].assign(
        words=sentences["text"].str.split().str.len()
    )
    table.attrs["meanings"] = {"words": "runs between white space"}
    headings = int(table["kind"].ne("body").sum())
    listed = ", ".join(f"{row.words} ({row.kind})" for row in table.itertuples())
    return {
        "table": table,
        "title": f"{_n(len(table) - headings, 'sentence')} and "
        f"{_n(headings, 'heading')}; the longest has {table['words'].max()} words",
        "caption": "Words of each sentence in the order of the text.",
        "method": method,
        "figure": plot_article(table),
        "alt": f"Bars of words per sentence, in order: {listed}."[:2000],
        "key": ["sentence_id"],
        "evidence": sentences,
        "evidence_unit": "sentence",
        "corpus": corpus,
        **basis,
    }


@styled()
def plot_article(table: pd.DataFrame):
    """Draw a bar per sentence; title and headings are hatched."""
    figure, axes = new_figure(7.2, 2.8)
    for place, row in enumerate(table.itertuples()):
        body = row.kind == "body"
        axes.bar(
            place,
            row.words,
            color=ACCENT if body else "white",
            edgecolor=ACCENT,
            hatch="" if body else "////",
        )
        span = (place - 0.4, place + 0.4)
        mark_area(axes, [row.sentence_id], x=span, y=(0, row.words))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("sentence (hatched: title and headings)")
    axes.set_ylabel("words", color=INK)
    return figure


@styled()
def plot_dates(table: pd.DataFrame, dates: pd.Series, form: str):
    """Draw a bar per period, periods without documents included."""
    days = pd.date_range(dates.min().normalize(), dates.max().normalize(), freq="D")
    place = {period: i for i, period in enumerate(dict.fromkeys(days.strftime(form)))}
    figure, axes = new_figure(7.2, 2.8)
    at = table["period"].map(place)
    axes.bar(at, table["documents"], width=0.9, color=ACCENT)
    for x, row in zip(at, table.itertuples(), strict=True):
        mark_area(axes, [row.period], x=(x - 0.45, x + 0.45), y=(0, row.documents))
    names = list(place)
    step = max(1, -(-len(names) // 8))
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.set_ylabel("documents", color=INK)
    axes.yaxis.get_major_locator().set_params(integer=True)
    return figure


def _counted(corpus, column: str, documents: pd.DataFrame | None = None):
    """Count documents by a column; return the table, and its evidence."""
    documents = corpus.documents if documents is None else documents
    rows = documents.assign(**{column: documents[column].fillna("not known")})
    table = rows.groupby(column, sort=True).size().rename("documents").reset_index()
    table = table.sort_values(
        ["documents", column], ascending=[False, True], ignore_index=True
    )
    table["documents"] = table["documents"].astype("int64")
    table.attrs["meanings"] = {"documents": "distinct texts", column: column}
    spans = rows[[column, "doc_id", "n_chars"]].assign(start=0)
    return table, {
        "key": [column],
        "evidence": spans.rename(columns={"n_chars": "end"}),
        "counts": "documents",
        "evidence_unit": "document",
        "corpus": corpus,
        "unit": "documents",
        "n": len(documents),
    }


def _share(count: int, documents: pd.DataFrame) -> str:
    """Say how many of the documents."""
    if len(documents) == 1:
        return "The one document is"
    return f"{count:,} of {len(documents):,} documents are"


def _n(count: int, noun: str) -> str:
    """Return a number with its noun."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
