"""Cells: values as a reader sees them, and as a spreadsheet may have them.

Texts come from documents and are untrusted: here they lose what could act in
a page or a spreadsheet, never their letters or their length.
"""

import numpy as np
import pandas as pd

_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"}
_CONTROLS = dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], 0xFFFD)
_NOT_TEXT = dict.fromkeys([0xFFFE, 0xFFFF], 0xFFFD)
# Embedding and override marks would reorder what stands around the text; a
# word joiner is as long and does nothing.
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0x2060)
_VISIBLE = _PICTURES | _CONTROLS | _NOT_TEXT | _DIRECTION | {0x7F: 0x2421}
_BLANKS = str.maketrans("\t\n\r\x85\u2028\u2029", "      ")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """Return text of the same length that neither hides nor acts.

    Control characters become their pictures, lone surrogates U+FFFD, marks
    that override the writing direction a word joiner, line ends blanks.

    Examples
    --------
    >>> visible("a\\x00b\\nc")
    'a␀b c'
    """
    return text.translate(_BLANKS).translate(_VISIBLE)


def shorten(text: str, limit: int = 160) -> str:
    """Return text cut to `limit` characters, the last one an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def format_column(column: pd.Series) -> list[str]:
    """Return the cells of a column as text that lines up.

    Integers with thousands separators; floats with as many decimals as the
    largest needs to show three figures, at most three; dates as ISO 8601;
    "–" where a value is not defined.

    Examples
    --------
    >>> format_column(pd.Series([1234, 5]))
    ['1,234', '5']
    >>> format_column(pd.Series([0.5, float("nan"), -1.25]))
    ['0.50', '–', '−1.25']
    """
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return ["yes" if value else "no" for value in column]
    if pd.api.types.is_float_dtype(kind):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        return _format_floats(values, places=3 if column.name == "q" else None)
    if pd.api.types.is_integer_dtype(kind):
        return [_missing(v) or f"{v:,}".replace("-", "−") for v in column]
    if pd.api.types.is_datetime64_any_dtype(kind):
        return [_missing(v) or _format_date(v) for v in column]
    return [_missing(v) or visible(str(v)) for v in column]


def state_basis(n: int, unit: str) -> str:
    """Return what an exhibit rests on; nothing where there is no unit.

    Examples
    --------
    >>> state_basis(1234, "sentences"), state_basis(1, "documents")
    ('n = 1,234 sentences', 'n = 1 document')
    """
    if not unit:
        return ""
    if n == 1 and " " not in unit:
        unit = unit.removesuffix("s")
    return f"n = {n:,} {unit}"


def label_column(name: str) -> str:
    """Return a column's name as the head of a table has it.

    Examples
    --------
    >>> label_column("per_thousand"), label_column("actor_id")
    ('per thousand', 'actor')
    """
    return "actor" if name == "actor_id" else str(name).replace("_", " ")


def is_number(column: pd.Series) -> bool:
    """Tell whether a column's cells are aligned as numbers."""
    kind = column.dtype
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def split_columns(table: pd.DataFrame, *, keep=()) -> tuple[list[str], str]:
    """Return the columns worth a place in a page, and what the others say.

    A column that is nowhere defined, or the same in every row, is told once;
    those in `keep` always stay.

    Examples
    --------
    >>> table = pd.DataFrame({"unit": ["sentence"] * 2, "n": [1, 2]})
    >>> split_columns(table.assign(q=float("nan")))
    (['n'], 'In every row: unit sentence. Not defined here: q.')
    """
    if len(table) < 2:
        return list(table.columns), ""
    kept, same, undefined = [], [], []
    for name in table.columns:
        label = label_column(name)
        if name == "name" and "actor_id" in keep:
            continue  # the actor is shown by it
        if name in keep or name == "keyword":
            kept.append(name)
        elif table[name].isna().all():
            undefined.append(label)
        elif table[name].astype(str).eq(str(table[name].iloc[0])).all():
            cell = format_column(table[name].head(1))[0].strip()
            same += [f"{label} {cell}"] if cell else []
        else:
            kept.append(name)
    told = [f"In every row: {', '.join(same)}."] if same else []
    told += [f"Not defined here: {', '.join(undefined)}."] if undefined else []
    return kept, " ".join(told)


def neutralise(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for a formula.

    A text that starts like one gets an apostrophe in front; floats are rounded
    to six significant figures, dates are ISO 8601.
    """
    return pd.DataFrame(
        {name: _neutralise(table[name]) for name in table.columns}, index=table.index
    )


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV, safe to open in a spreadsheet.

    Examples
    --------
    >>> to_csv(pd.DataFrame({"term": ["=1+1"], "share": [1 / 3]}))
    "term,share\\n'=1+1,0.333333\\n"
    """
    return neutralise(table).to_csv(index=False, lineterminator="\n")


def _missing(value) -> str:
    """Return a dash for a missing value, else nothing."""
    return "–" if pd.isna(value) else ""


def _format_floats(values: np.ndarray, *, places: int | None = None) -> list[str]:
    """Format floats with common decimals; values too small for them as bounds."""
    finite = np.abs(values[np.isfinite(values)])
    largest = finite.max() if finite.size else 0.0
    if places is None:
        places = 0 if largest >= 1000 else 1 if largest >= 100 else 2
        places = 3 if 0 < largest < 0.1 else places
    smallest = 10.0**-places
    cells = []
    for value in values:
        if np.isnan(value):
            cells.append("–")
        elif np.isinf(value):
            cells.append("∞" if value > 0 else "−∞")
        elif 0 < abs(value) < smallest / 2:
            sign = "<" if value > 0 else ">−"
            cells.append(f"{sign}{smallest:.{places}f}")
        else:
            cells.append(f"{value + 0.0:,.{places}f}".replace("-", "−"))
    return cells


def _format_date(value) -> str:
    """Format a time as its date, with the time of day where there is one."""
    return (
        f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    )


def _neutralise(column: pd.Series) -> pd.Series:
    """Neutralise one column."""
    kind = column.dtype
    if pd.api.types.is_float_dtype(kind):
        return column.map(lambda v: "" if pd.isna(v) else f"{v:.6g}").astype(object)
    if pd.api.types.is_datetime64_any_dtype(kind):
        return column.map(lambda v: "" if pd.isna(v) else _format_date(v)).astype(
            object
        )
    if pd.api.types.is_numeric_dtype(kind):
        return column
    texts = ["" if pd.isna(value) else str(value) for value in column]
    texts = [t.encode("utf-8", "replace").decode() for t in texts]
    texts = [f"'{t}" if t.startswith(_FORMULA) else t for t in texts]
    return pd.Series(texts, index=column.index, dtype=object)
