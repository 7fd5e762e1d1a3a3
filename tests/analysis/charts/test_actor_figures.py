"""Figures of actors: what is drawn is what the table and the words say."""

import pandas as pd

from analysis.figures.actors import (
    describe_kinds,
    describe_periods,
    plot_kinds,
    plot_periods,
    title_kinds,
    title_periods,
    title_unresolved,
)

NAMES = pd.Series({"a": "Aland", "b": "Bland"})
KINDS = pd.DataFrame(
    {
        "actor_id": ["a", "a", "b"],
        "alias_kind": ["name", "capital", "name"],
        "mentions": [5, 2, 1],
    }
)
PERIODS = pd.DataFrame(
    {
        "period": ["2031-01", "2031-01", "2031-02"],
        "actor_id": ["a", "b", "a"],
        "mentions": [4, 1, 2],
        "documents": [2, 2, 4],
        "per_document": [2.0, 0.5, 0.5],
    }
)


def test_bars_have_the_lengths_of_the_table():
    ax = plot_kinds(KINDS, NAMES).axes[0]
    assert sorted(bar.get_width() for bar in ax.patches) == [1, 2, 5]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Aland", "Bland"]
    assert [text.get_text() for text in ax.texts] == ["7", "1"]


def test_words_and_bars_agree():
    assert title_kinds(KINDS, NAMES) == "Aland leads with 7 mentions, 5 of them by name"
    assert "Aland 7 (name 5, capital 2); Bland 1 (name 1)" in describe_kinds(
        KINDS, NAMES
    )


def test_lines_go_through_the_table_and_end_in_a_name():
    ax = plot_periods(PERIODS, NAMES).axes[0]
    drawn = {tuple(line.get_ydata().tolist()) for line in ax.lines}
    assert drawn == {(2.0, 0.5), (0.5, 0.0)}
    assert {text.get_text() for text in ax.texts} == {"Aland", "Bland"}


def test_words_and_lines_agree():
    assert "Aland peaks in 2031-01 with 2.0" in title_periods(PERIODS, NAMES)
    assert "Bland 1 mentions" in describe_periods(PERIODS, NAMES)


def test_nothing_to_show_is_said():
    nothing = KINDS.head(0)
    assert title_kinds(nothing, NAMES) == "No known actor is mentioned"
    unresolved = pd.DataFrame(columns=["surface", "reason", "n"])
    assert "Every name" in title_unresolved(unresolved)
    plot_kinds(nothing, NAMES)
