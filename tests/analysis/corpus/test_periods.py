"""Periods: one notation for all that has a date."""

import pandas as pd
import pytest

from analysis.corpus.periods import (
    PERIODS,
    all_periods,
    finest_period,
    group_of,
    in_periods,
    name_period,
    period_of,
)


def dated(*dates):
    ids = [f"d{i}" for i in range(len(dates))]
    dates = pd.to_datetime(list(dates), utc=True, format="ISO8601")
    return pd.DataFrame({"doc_id": ids, "date": dates})


@pytest.mark.parametrize(
    ("every", "label", "of_new_year"),
    [
        ("day", "2022-03-02", "2021-01-03"),
        ("week", "2022-W09", "2020-W53"),
        ("month", "2022-03", "2021-01"),
        ("quarter", "2022-Q1", "2021-Q1"),
        ("year", "2022", "2021"),
    ],
)
def test_a_day_is_written_alike_everywhere(every, label, of_new_year):
    documents = dated("2022-03-02T23:59", "2021-01-03", None)
    assert period_of(documents, every=every).tolist() == [
        label,
        of_new_year,
        "undated",
    ]
    periods = all_periods(documents["date"], every)
    names = [name_period(period, every) for period in periods]
    assert names[0] == of_new_year
    assert names[-1] == label
    assert names == sorted(names)
    assert group_of(documents, every).isna().tolist() == [False, False, True]


def test_evidence_gets_the_period_of_its_document():
    spans = pd.DataFrame({"doc_id": ["d1", "d0", "x"], "start": 0})
    placed = in_periods(spans, dated("2022-01-05", None), "month")
    assert placed["period"].isna().tolist() == [False, False, True]
    assert placed["period"].tolist()[:2] == ["undated", "2022-01"]


def test_the_finest_period_keeps_to_the_most():
    days = dated(*pd.date_range("2020-01-01", periods=70).astype(str))
    assert [finest_period(days, most=n) for n in (70, 60, 1)] == [
        "day",
        "month",
        "year",
    ]


def test_wrong_steps_and_columns_are_explained():
    permitted = ", ".join(map(repr, PERIODS))
    with pytest.raises(ValueError, match=f"every must be one of {permitted}, not 'x'"):
        period_of(dated(), every="x")
    with pytest.raises(ValueError, match="by='outlet' needs the column outlet"):
        group_of(dated(), "outlet")
