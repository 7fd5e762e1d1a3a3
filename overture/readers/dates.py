"""Dates as sources write them, to moments in UTC, and whether to believe them."""

import datetime
import functools
import re
import unicodedata

import pandas as pd

_EARLIEST = pd.Timestamp("1800-01-01", tz="UTC")
# A source with so many documents of one date ...
_FEWEST_CONSTANT = 10
# ... that make up this share of its dated documents ...
_SHARE_CONSTANT = 0.8
# ... while the corpus spans so much has a template's date, not an article's.
_SPAN = pd.Timedelta(days=30)

# Month names of nine languages by their beginnings, without accents; English first.
_MONTHS = (
    "jan ene gen января янв січ styc",
    "feb fev février fevrier фев лют lut",
    "mar märz maerz mrt мар бер",
    "apr avr abr апр квіт kwie",
    "may mai mei mag мая май трав maj",
    "jun juin giu июн черв czerw",
    "jul juil lug июл лип lip",
    "aug aou août ago авг серп sierp",
    "sep set сен вер wrz",
    "oct okt ott out окт жовт paz",
    "nov ноя лист list",
    "dec dez dic déc дек груд gru",
)
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_KEPT = re.compile(
    r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$|^(?:utc|gmt|e[sd]t|c[es]?[sd]?t)$"
)
_ZONES = {  # hours from UTC; of an unknown zone nothing is said
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
}  # fmt: skip
_ZONES = {name: 3600 * hours for name, hours in _ZONES.items()}


def parse_date(written: str | None) -> pd.Timestamp:
    """Parse a date; NaT when there is none or it cannot be understood.

    A date without a zone is taken as UTC; a month or a year without a day as its
    first day. Of 03/04/2024 the first number is the month, of 03.04.2024 the day.

    Examples
    --------
    >>> parse_date("2024-02-13T10:00:00+02:00").isoformat()
    '2024-02-13T08:00:00+00:00'
    >>> parse_date("jeudi 5 octobre 2013").date()
    datetime.date(2013, 10, 5)
    """
    return _parse(" ".join(str(written).split())[:100]) if written else pd.NaT


_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|"
    r"\d{1,2}(?:er|st|nd|rd|th|\.|º)? ?(?:de )?[^\W\d_]{3,}\.?,? (?:de )?\d{4}|"
    r"[^\W\d_]{3,}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}",
    re.IGNORECASE,
)


def date_in(line: str) -> str | None:
    """Return the first thing in a line that is written as a date and is one."""
    for found in _DATE.finditer(line):
        if parse_date(found[0]) is not pd.NaT:
            return found[0]
    return None


@functools.lru_cache(maxsize=10_000)
def _parse(written: str) -> pd.Timestamp:
    """Parse a date of a bounded length."""
    from dateutil import parser

    try:
        if re.fullmatch(r"\d{14}", written):
            date = datetime.datetime.strptime(written, "%Y%m%d%H%M%S")
        elif re.fullmatch(r"\d{10}|\d{13}", written):  # seconds or ms since 1970
            date = datetime.datetime.fromtimestamp(int(written[:10]), datetime.UTC)
        else:
            try:
                date = datetime.datetime.fromisoformat(written)
            except ValueError:
                if not re.search(r"\d{4}|\d[./-]\d+[./-]\d", written):
                    return pd.NaT  # without a year it would get today's
                date = parser.parse(
                    _in_english(written),
                    default=datetime.datetime(2000, 1, 1),
                    tzinfos=lambda name, offset: _ZONES.get(name, offset),
                    dayfirst=bool(re.search(r"\d\.\d+\.\d", written)),
                    fuzzy=True,
                )
        stamp = pd.Timestamp(date).as_unit("us")
        return stamp.tz_localize("UTC") if stamp.tz is None else stamp.tz_convert("UTC")
    except (ValueError, OverflowError, TypeError):
        return pd.NaT


def _in_english(written: str) -> str:
    """Replace month names by English ones, and drop other words."""

    def translated(match: re.Match) -> str:
        word = match[0].rstrip(".").lower()
        plain = unicodedata.normalize("NFD", word)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        if _KEPT.match(match[0].rstrip(".")) or word.upper() in _ZONES:
            return match[0]
        if plain.startswith(("mardi", "marte")):  # Tuesdays, not March
            return " "
        for month in _MONTHS:
            beginnings = tuple(month.split())
            if word.startswith(beginnings) or plain.startswith(beginnings):
                return beginnings[0]
        return " "

    return _WORD.sub(translated, re.sub(r"(\d)\.(?= )", r"\1", written))


def doubtful_dates(documents: pd.DataFrame, *, now: pd.Timestamp) -> pd.Series:
    """Say of each document why its date is not to be believed.

    Parameters
    ----------
    documents : DataFrame
        With `date` and `source`.
    now : Timestamp
        Dates more than two days later are in the future.

    Returns
    -------
    Series of str
        "" where there is no doubt.
    """
    dates = documents["date"]
    doubt = pd.Series("", index=documents.index, dtype="str")
    sources = documents["source"].fillna("")
    total = dates.groupby(sources).transform("count")
    same = dates.groupby([sources, dates]).transform("size")
    constant = (same >= _FEWEST_CONSTANT) & (same >= _SHARE_CONSTANT * total)
    constant &= sources.ne("")
    at_midnight = dates.dt.normalize() == dates
    elsewhere = (dates.max() - dates.min()) > _SPAN
    doubt[constant & (~at_midnight | elsewhere)] = "the same on most of its source"
    doubt[dates.dt.strftime("%Y-%m-%d %H%M%S") == "1970-01-01 000000"] = "zero"
    doubt[dates > now + pd.Timedelta(days=2)] = "in the future"
    doubt[dates < _EARLIEST] = "before 1800"
    return doubt
