"""Periods: the day, week, month, quarter or year of a document.

Written so that they sort by time: 2022-03-02, 2022-W09 (ISO 8601), 2022-03,
2022-Q1, 2022. Dates are taken in UTC.
"""

from datetime import datetime
from typing import Literal, get_args

import pandas as pd

Every = Literal["day", "week", "month", "quarter", "year"]
PERIODS = get_args(Every)
UNDATED = "undated"
_MOST = 4000  # steps of an axis up to which gaps are kept
_FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
_FORMS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def to_periods(dates: pd.Series, every: Every) -> pd.Series:
    """Return the period of each date; NaT where there is none."""
    if every not in PERIODS:
        permitted = ", ".join(map(repr, PERIODS))
        message = f"every must be one of {permitted}, not {every!r}"
        raise ValueError(message)
    dates = pd.to_datetime(dates, utc=True).dt.tz_localize(None)
    return dates.dt.to_period(_FREQUENCIES[every])


def name_period(period: pd.Period, every: Every) -> str:
    """Write a period; "undated" for NaT."""
    if period is pd.NaT:
        return UNDATED
    if every == "quarter":
        return period.strftime("%Y-Q%q")
    # A year of ISO weeks is that of the week's Thursday.
    return period.start_time.strftime(_FORMS[every])


def all_periods(dates: pd.Series, every: Every) -> pd.PeriodIndex:
    """Return the periods from the first to the last date, also empty ones."""
    known = to_periods(dates, every).dropna()
    if known.empty:
        return pd.PeriodIndex([], freq=_FREQUENCIES[every])
    return pd.period_range(known.min(), known.max())


def period_of(documents: pd.DataFrame, *, every: Every = "month") -> pd.Series:
    """Return the period of each document, by doc_id; "undated" without a date.

    Examples
    --------
    >>> dates = pd.to_datetime(["2022-03-02", None], utc=True)
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "date": dates})
    >>> period_of(documents, every="week").to_dict()
    {'a': '2022-W09', 'b': 'undated'}
    """
    periods = to_periods(documents["date"], every)
    names = {period: name_period(period, every) for period in periods.unique()}
    labels = [names[period] for period in periods]
    return pd.Series(labels, documents["doc_id"].to_numpy(), dtype="str")


def in_periods(
    table: pd.DataFrame, documents: pd.DataFrame, every: Every
) -> pd.DataFrame:
    """Add the column period to a table with doc_id, such as evidence.

    Missing where the document is none of `documents`.
    """
    period = period_of(documents, every=every)
    return table.assign(period=table["doc_id"].map(period).astype("str"))


def finest_period(documents: pd.DataFrame, *, most: int = 60) -> Every:
    """Return the finest of day, month and year that gives at most so many periods."""
    for every in ("day", "month"):
        if to_periods(documents["date"], every).nunique() <= most:
            return every
    return "year"


def group_of(documents: pd.DataFrame, by: str) -> pd.Series:
    """Return the column, or period of the date, of each document, by doc_id.

    Missing where it is not known.
    """
    column = "date" if by in PERIODS else by
    if column not in documents.columns:
        message = (
            f"by={by!r} needs the column {column} of the documents, which have "
            f"{', '.join(documents.columns)}; give count(..., documents=) a table "
            f"with it, or one of {', '.join(PERIODS)} where there are dates"
        )
        raise ValueError(message)
    if by in PERIODS:
        labels = period_of(documents, every=by)
        return labels.where(labels != UNDATED)
    return documents.set_index("doc_id")[by].astype("str")


def steps_between(values: pd.Series) -> list:
    """Return the periods, or whole numbers, from the first to the last.

    Anything else, and what would be too many, as it is, in order.

    Examples
    --------
    >>> steps_between(pd.Series(["2022-11", "2023-01"]))
    ['2022-11', '2022-12', '2023-01']
    """
    if pd.api.types.is_integer_dtype(values.dtype) and len(values):
        known, between = sorted(set(values)), range(values.min(), values.max() + 1)
    else:
        known = sorted(set(values.dropna().astype("str")))
        between = _between(known)
    return list(between) if len(known) <= len(between) <= _MOST else known


def _between(labels: list[str]) -> list[str]:
    """Return the labels of all periods from the first to the last, or none."""
    for every, form in _FORMS.items():
        # A week is read by its Monday.
        day, form = ("-1", f"{form}-%u") if every == "week" else ("", form)
        try:
            dates = [datetime.strptime(label + day, form) for label in labels]
        except ValueError:
            continue
        return [name_period(at, every) for at in all_periods(pd.Series(dates), every)]
    return []
