"""A made-up corpus and a working folder as executed notebooks leave it."""

import itertools
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pandas as pd

from overture.frame import tell
from overture.press import style
from overture.press.exhibits import FOLDER, exhibit

NAMES = {
    "Norland": "Norland",
    "Ostia": "Ostia",
    "Vale Union": "Vale Union",
    "Mara Lind": "Mara Lind",
    "Aster Pact": "Aster Pact",
    "Kessel": "Kessel",
}
TEXTS = {
    "d1": (
        "Norland tests the waters\n\n"
        "Norland has offered talks to Ostia, and Mara Lind carried the letter. "
        "The Vale Union welcomed the offer. Ostia doubts that Norland is sincere. "
        "Kessel, the capital, was quiet. The offer is a good and hopeful sign."
    ),
    "d2": (
        "Ostia answers\n\n"
        "Ostia rejected the offer as a cruel trick. Mara Lind spoke of a long winter. "
        "The Aster Pact and the Vale Union met in Kessel. "
        "Norland and Ostia share a border. Nothing else happened."
    ),
    "d3": (
        "A border opens\n\n"
        "Norland opened its border to Ostia after talks in Kessel. "
        "The Aster Pact praised Norland. The Vale Union praised Ostia."
    ),
}
HOSTILE = {
    "h1": (
        "<script>window.broken = 1</script><img src=x onerror=window.broken=1>\n\n"
        "Norland </script><script>window.broken=1</script> met Ostia. "
        "{{ 7 * 7 }} ${1} =cmd|calc Norland \u202eevil\u2066 text\u200f here."
    ),
    "h2": "N" * 10_000
    + "\n\nNorland \U0001f600 wrote \U0001f468\u200d\U0001f469 Ostia.",
    "h3": "=HYPERLINK(1) and \x07bell\n\nOstia \x00null\x1b[31m saw Norland\u2028here.",
    "h4": '#import "x" *bold* $x$ @ref <label>\n\nNorland and Ostia \\ signed.',
}


def make_corpus(texts: dict[str, str]) -> SimpleNamespace:
    """Return the tables of texts; a sentence ends with a line or a full stop."""
    dates = [f"2024-01-{day % 28 + 1:02}" for day in range(len(texts))]
    documents = pd.DataFrame(
        {
            "doc_id": list(texts),
            "source": "The Paper",
            "date": pd.to_datetime(dates, utc=True),
            "title": [text.split("\n")[0] for text in texts.values()],
            "path": [f"{name}.txt" for name in texts],
            "text": list(texts.values()),
        }
    )
    rows = [
        (doc_id, number, match.start(), match.end(), match.group())
        for doc_id, text in texts.items()
        for number, match in enumerate(re.finditer(r"[^\s.][^\n.]*\.?", text))
    ]
    columns = ["doc_id", "sentence_id", "start", "end", "text"]
    sentences = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(documents=documents, sentences=sentences)


def find_names(corpus, names: dict[str, str]) -> pd.DataFrame:
    """Return every occurrence of the names: actor_id, doc_id, start, end."""
    rows = [
        (actor_id, doc_id, match.start(), match.end())
        for actor_id, name in names.items()
        for doc_id, text in corpus.documents[["doc_id", "text"]].itertuples(index=False)
        for match in re.finditer(re.escape(name), text)
    ]
    return pd.DataFrame(rows, columns=["actor_id", "doc_id", "start", "end"])


def find_pairs(corpus, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions of each pair in its sentences, pairs in order."""
    sentences = corpus.sentences.rename(columns={"start": "low", "end": "high"})
    placed = mentions.merge(sentences, on="doc_id")
    placed = placed.query("low <= start < high")
    rows = []
    for _, group in placed.groupby(["doc_id", "sentence_id"]):
        for a, b in itertools.combinations(sorted(set(group["actor_id"])), 2):
            spans = group[group["actor_id"].isin([a, b])]
            rows.append(spans.assign(actor_a=a, actor_b=b))
    columns = ["actor_a", "actor_b", "doc_id", "sentence_id", "start", "end"]
    return pd.concat(rows)[columns]


def _make_terms(corpus, figures) -> None:
    words = [
        (match.group().lower(), doc_id, match.start(), match.end())
        for doc_id, text in corpus.documents[["doc_id", "text"]].itertuples(index=False)
        for match in re.finditer(r"[A-Za-z]{4,12}\b", text)
    ]
    evidence = pd.DataFrame(words, columns=["term", "doc_id", "start", "end"])
    table = evidence.groupby("term").size().rename("frequency").reset_index()
    table = table.sort_values(["frequency", "term"], ascending=[False, True])
    table = table.head(40).reset_index(drop=True)
    table["per_thousand"] = 1000 * table["frequency"] / len(words)
    figure, ax = style.new_figure(7.2, 3.6)
    shown = table.head(12)
    ax.barh(range(len(shown)), shown["frequency"], color=style.ACCENT)
    ax.set_yticks(range(len(shown)), shown["term"])
    ax.invert_yaxis()
    ax.set_xlabel("occurrences")
    for place, term in enumerate(shown["term"]):
        style.mark_area(ax, term, y=(place - 0.45, place + 0.45))
    show(
        corpus,
        "terms",
        table,
        finds=f"“{table['term'][0]}” leads with {table['frequency'][0]} occurrences",
        caption="The most frequent terms.",
        unit="words",
        n=len(words),
        method="Words of four to twelve letters, in small letters.",
        figure=figure if figures else None,
        alt=f"Bar chart: {table['term'][0]} is the longest bar.",
        key=["term"],
        evidence=evidence,
        counts="frequency",
    )


def _make_actors(corpus, mentions) -> None:
    table = mentions.groupby("actor_id").size().rename("mentions").reset_index()
    table = table.sort_values(["mentions", "actor_id"], ascending=[False, True])
    table = table.reset_index(drop=True)
    table["mean"] = [0.25, -0.125, float("nan"), 0.5, 0.0, 0.001][: len(table)]
    table["low"] = table["mean"] - 0.2
    table["high"] = table["mean"] + 0.2
    for name in ("negative", "neutral", "positive"):
        table[f"share_{name}"] = table["mentions"] / 40
    show(
        corpus,
        "actors",
        table,
        finds=f"{table['actor_id'][0]} leads with {table['mentions'][0]} mentions",
        caption="Actors by mentions, with the mean valence of their sentences.",
        unit="mentions",
        n=len(mentions),
        method="Names are matched whole; intervals by bootstrap over sentences.",
        key=["actor_id"],
        evidence=mentions,
        counts="mentions",
        banner="Labels of valence were not validated on this corpus.",
    )


def _make_pairs(corpus, evidence, figures) -> None:
    units = evidence.drop_duplicates(["actor_a", "actor_b", "doc_id", "sentence_id"])
    table = units.groupby(["actor_a", "actor_b"]).size().rename("observed")
    table = table.reset_index().sort_values(
        ["observed", "actor_a", "actor_b"], ascending=[False, True, True]
    )
    table = table.reset_index(drop=True)
    names = sorted(set(table["actor_a"]) | set(table["actor_b"]))
    counts = table.set_index(["actor_a", "actor_b"])["observed"]
    options = {
        "caption": "Sentences that mention both actors.",
        "unit": "sentences",
        "n": len(corpus.sentences),
        "method": "A pair counts once for each sentence.",
        "key": ["actor_a", "actor_b"],
        "evidence": evidence,
        "counts": "observed",
        "counted": "sentence",
    }
    a, b, n = table.loc[0, ["actor_a", "actor_b", "observed"]]
    figure, ax = style.new_figure(6, 4.5)
    for (i, one), (j, two) in itertools.product(enumerate(names), repeat=2):
        pair = tuple(sorted([one, two]))
        if one != two and pair in counts.index:
            ax.text(j, i, str(counts[pair]), ha="center", va="center")
            style.mark_area(ax, pair, x=(j - 0.5, j + 0.5), y=(i - 0.5, i + 0.5))
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right")
    ax.set_yticks(range(len(names)), names)
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    show(
        corpus,
        "matrix",
        table,
        finds=f"{a} and {b} meet most often, in {n} sentences",
        figure=figure if figures else None,
        alt=f"Matrix of pairs; {a} and {b} have {n}.",
        **options,
    )
    figure, ax = style.new_figure(6, 4)
    places = {name: (i % 3, i // 3 + 0.3 * (i % 2)) for i, name in enumerate(names)}
    for (one, two), count in counts.items():
        xs, ys = zip(places[one], places[two], strict=True)
        ax.plot(xs, ys, color=style.FAINT, linewidth=count, zorder=1)
        style.mark_line(ax, (one, two), xs, ys)
    for name, (x, y) in places.items():
        ax.plot(x, y, "o", color=style.ACCENT, markersize=10)
        ax.annotate(name, (x, y), (8, 6), textcoords="offset points")
        style.mark_point(ax, name, x, y)
    ax.axis("off")
    show(
        corpus,
        "network",
        table,
        finds=f"{len(table)} pairs tie {len(names)} actors together",
        figure=figure if figures else None,
        alt=f"Network of {len(names)} actors.",
        **options,
    )


def show(corpus, name, table, figure=None, alt="", **options) -> None:
    """Show a table; what `exhibit` does not take is the table's story."""
    own = {"finds", "caption", "evidence", "banner"}
    table = tell(table, **{k: v for k, v in options.items() if k not in own})
    if figure is not None:
        style.describe(figure, alt)
    options = {k: v for k, v in options.items() if k in own}
    exhibit(corpus, name, table, figure, **options)


def make_work(folder: Path, texts: dict[str, str], *, figures: bool = True) -> Path:
    """Write a working folder: exhibits of a corpus and executed notebooks."""
    for stem, question in (
        ("01-terms", "Which words carry the story?"),
        ("02-actors", "Who acts, and with whom?"),
    ):
        place = folder / "exhibits" / stem
        with mock.patch.dict(os.environ, {FOLDER: str(place)}):
            corpus = make_corpus(texts)
            if stem == "01-terms":
                _make_terms(corpus, figures)
            else:
                mentions = find_names(corpus, NAMES)
                _make_actors(corpus, mentions)
                _make_pairs(corpus, find_pairs(corpus, mentions), figures)
                _make_trend(corpus)
        _write_notebook(folder / "notebooks" / f"{stem}.ipynb", question)
    return folder


def make_run(**changes) -> dict:
    """Return the description of a run, as the runner makes it."""
    return {
        "title": "What the papers say of Norland",
        "corpus": "papers",
        "key": "0123456789abcdef" * 4,
        "parameters": {"01-terms": {"top": 40}, "02-actors": {}},
        "data": {"corpus": {"d1.txt": "ab" * 32, "d2.txt": "cd" * 32}},
        "method": {"package": "ef" * 32, "notebooks": {"01-terms": "12" * 32}},
        "source_date_epoch": 0,
    } | changes


def _make_trend(corpus) -> None:
    show(
        corpus,
        "trend",
        pd.DataFrame(),
        finds="Trend of mentions: not within one article\n"
        "A trend needs documents of several dates.",
        unit="documents",
        n=len(corpus.documents),
        method="Mentions per month and 1,000 words.",
    )


def _write_notebook(path: Path, question: str) -> None:
    markdown = {"text/markdown": ["**Norland** is named most, in *every* document."]}
    cells = [
        {"cell_type": "markdown", "source": [f"# {question}\n", "\n", "In short."]},
        {"cell_type": "code", "source": [], "outputs": [{"data": markdown}]},
        {
            "cell_type": "markdown",
            "source": "## What this cannot show\n\n- Motives.\n- What was left out.",
        },
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
