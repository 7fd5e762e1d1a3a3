import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import analysis
import overture.tone
from analysis.figures import sentiment as figures

SAD = "Ann attacked Bob. “Bob is a terrible liar,” Ann said. They met."
GLAD = "Ann praised brave Bob. Bob won a great prize. Ann smiled."


def make(*texts, sources="ab"):
    ids = [f"d{number}" for number in range(len(texts))]
    documents = pd.DataFrame(
        {"doc_id": ids, "text": texts, "story_id": ids}, dtype="str"
    )
    documents["source"] = [sources[number % len(sources)] for number in range(len(ids))]
    dates = pd.date_range("2024-01-10", periods=len(ids), freq="MS", tz="UTC")
    documents = documents.assign(date=dates, n_chars=documents["text"].str.len())
    sentences = analysis.split_sentences(documents)
    rows = [
        (row.doc_id, row.sentence_id, row.start + at, row.start + at + 3, name.lower())
        for row in sentences.itertuples()
        for name in ("Ann", "Bob")
        if (at := row.text.find(name)) >= 0
    ]
    columns = ["doc_id", "sentence_id", "start", "end", "actor_id"]
    mentions = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(documents=documents, sentences=sentences, mentions=mentions)


NAMES = pd.Series({"ann": "Ann", "bob": "Bob"})


def all_exhibits(corpus):
    """Return every exhibit of the notebook, made and checked."""
    towards = analysis.mention_sentiment(
        corpus.sentences, corpus.mentions, engine="targeted-fast"
    )
    tables = (None, corpus.sentences, corpus.documents)
    units = analysis.sentiment_units(towards, *tables)
    table = analysis.actor_sentiment(units)
    scored = (corpus.sentences, corpus.mentions)
    valence, words = analysis.sentence_valence(*scored), analysis.scored_words(*scored)
    meet = analysis.pair_units(towards, *tables)
    place = {"documents": corpus.documents}
    by_source, by_month = (
        analysis.sentiment_units(towards, **place, by=by) for by in ("source", "month")
    )
    registry = analysis.read_actors()
    quoted = analysis.quoted_actors(
        analysis.find_quotations(corpus.sentences), registry
    )
    shown = {
        "speakers": figures.show_speakers(quoted, NAMES),
        "course": figures.show_course(valence, words, *tables[1:]),
        "extremes": figures.show_extremes(valence, words, corpus.sentences),
        "actors": figures.show_actors(table, units, NAMES),
        "voices": figures.show_voices(table, units, NAMES),
        "pairs": figures.show_pairs(analysis.pair_sentiment(meet), meet, NAMES),
        "sources": figures.show_groups(by_source, NAMES, by="source"),
        "time": figures.show_groups(by_month, NAMES, by="month"),
        "engines": figures.show_disagreement(towards, valence, corpus.sentences, NAMES),
    }
    for slug, parts in shown.items():
        analysis.exhibit(slug, **parts, corpus=corpus)  # checks counts
    return shown


@pytest.mark.parametrize("texts", [[SAD], [SAD, GLAD] * 4, ["Nothing."], []])
def test_every_exhibit_can_be_made_and_its_counts_have_evidence(texts):
    shown = all_exhibits(make(*texts))
    for slug, parts in shown.items():
        labelled = parts["table"] is not None and slug != "speakers"
        assert not labelled or "Not validated" in parts["banner"], slug
        if len(texts) == 1:
            assert not any(
                parts["table"] is not None
                and name in parts["table"]
                and parts["table"][name].notna().any()
                for name in ("low", "high")
            )


def test_one_article_has_no_sources_and_no_time():
    shown = all_exhibits(make(SAD))
    for slug in ("sources", "time"):
        assert shown[slug]["table"] is None
        assert "Not within one article" in shown[slug]["title"]


def test_titles_are_made_of_the_numbers():
    shown = all_exhibits(make(SAD))
    assert shown["course"]["title"].endswith("2 of 3 sentences have a scored word")
    # Bob once in Ann's quotation, of four mentions
    assert shown["voices"]["title"].startswith("25%")
    assert shown["extremes"]["title"].startswith("The most negative sentence scores -0")
    assert shown["course"]["table"]["n_scored"].tolist() == [1, 1, 0]


def test_the_banner_names_engine_and_published_figures():
    assert "0.51" in figures.banner("vader")
    assert "no figures are known" in figures.banner("mine.csv")


@pytest.mark.parametrize("engine", ["targeted", "targeted-fast"])
def test_the_banner_has_the_figures_of_the_model_card(engine):
    model = {"targeted": "targeted_model", "targeted-fast": "fast_model"}[engine]
    folder = Path(overture.tone.__file__).parent / model
    card = (folder / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"0\.\d\d(?= on dev)", figures.banner(engine))
    assert len(found) == 2
    for split, f1 in zip(("dev_rw", "dev_mt"), found, strict=True):
        row = next(line for line in card.splitlines() if line.startswith(f"| {split}"))
        assert row.split(" | ")[-2] == f1
