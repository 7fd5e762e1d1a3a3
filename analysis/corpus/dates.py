"""Dates as sources write them, to moments in UTC."""

import pandas as pd


def parse_date(written: str | None) -> pd.Timestamp:
    """Parse a date; NaT when there is none or it cannot be understood.

    Examples
    --------
    >>> parse_date("2024-02-13T10:00:00+02:00").isoformat()
    '2024-02-13T08:00:00+00:00'
    """
    if not written:
        return pd.NaT
    from dateutil import parser

    try:
        date = pd.Timestamp(parser.parse(written))
    except (ValueError, OverflowError):
        return pd.NaT
    return date.tz_localize("UTC") if date.tz is None else date.tz_convert("UTC")
