"""Compare: what changed between two reports, and whether data or method did it.

Data are the documents; the method is all else that a number depends on:
notebooks, parameters, package, libraries, actors, lexicon. Where both changed,
a third report (the old documents, by the new method) tells them apart.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from overture.press.cells import shorten
from overture.press.published import Published

COLUMNS = ["exhibit", "row", "column", "old", "new", "data", "method", "interval"]
_NONE = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("exhibit", "row", "column", "interval")}
    | {name: pd.Series(dtype="float64") for name in ("old", "new", "data", "method")}
)
_SHOWN = 6  # changes of an exhibit that are put into words


@dataclass(frozen=True)
class Comparison:
    """Two reports, compared.

    Attributes
    ----------
    data, method : list of str
        What changed of each, in words; empty if nothing did.
    added, removed : list of str
        Documents, by title or path.
    changes : DataFrame
        One row per changed number: `exhibit`, `row`, `column`, `old`, `new`
        (float64, NaN where there is no such row), `data`, `method` (float64,
        how much each moved it; NaN if both changed and nobody tried) and
        `interval` (apart or overlapping, of means that have one).
    skipped : list of str
        What cannot be compared, and why.
    """

    data: list[str]
    method: list[str]
    added: list[str]
    removed: list[str]
    changes: pd.DataFrame
    skipped: list[str]


def compare(
    old: Published, new: Published, *, between: Published | None = None
) -> Comparison:
    """Compare two reports.

    Parameters
    ----------
    old, new : Published
    between : Published, optional
        The old documents by the new method; tells data from method where both
        changed.
    """
    data, method = describe_causes(old.manifest, new.manifest)
    added, removed = _compare_documents(old, new)
    parts, skipped, seen = [_NONE], [], []
    for name, about in new.exhibits.items():
        before = old.exhibits.get(name)
        if before is None:
            skipped.append(f"{name}: not in the old report")
        elif (before["key"], before["counts"]) != (about["key"], about["counts"]):
            skipped.append(f"{name}: its rows are named or counted in another way")
        elif about["key"]:
            values = _read_values(new, name)
            if any(values.equals(other) for other in seen):
                continue  # the same table under two figures is told once
            seen.append(values)
            middle = None
            if between is not None and name in between.exhibits:
                middle = _read_values(between, name)
            sides = _join(_read_values(old, name), values, middle)
            parts.append(_find_changes(sides, data, method).assign(exhibit=name))
    gone = [name for name in old.exhibits if name not in new.exhibits]
    skipped += [f"{name}: no longer in the report" for name in gone]
    changes = pd.concat(parts, ignore_index=True)[COLUMNS]
    return Comparison(data, method, added, removed, changes, skipped)


def put_into_words(found: Comparison, titles: dict[str, str]) -> dict[str, Any]:
    """Return a comparison as paragraphs, for the report and the terminal.

    Parameters
    ----------
    found : Comparison
    titles : dict
        Title of each exhibit, by its name.

    Returns
    -------
    dict
        `lead`: blocks; `parts`: list of `title` and `blocks`.
    """
    lead = []
    for name, causes in (("Data", found.data), ("Method", found.method)):
        what = "; ".join(causes) if causes else "unchanged"
        lead.append(("p", f"{name}: {what}."))
    if found.changes.empty:
        lead.append(("p", "No number changed."))
    elif found.data and found.method and found.changes["data"].isna().all():
        text = (
            "Data and method both changed. `workbook compare` computes the old "
            "documents anew and says what each of them moved."
        )
        lead.append(("p", text))
    parts = []
    for title, names in (
        ("Documents added", found.added),
        ("Documents removed", found.removed),
        ("Not compared", found.skipped),
    ):
        if names:
            parts.append({"title": f"{title}: {len(names):,}", "blocks": _list(names)})
    changes = found.changes
    nothing = changes["old"].isna() & (changes["new"] == 0)
    told = changes[(changes["column"] != "per_thousand") & ~nothing]
    for exhibit, rows in told.groupby("exhibit", sort=False):
        moved = rows.assign(size=(rows["new"].fillna(0) - rows["old"].fillna(0)).abs())
        moved = moved.sort_values(["size", "row"], ascending=[False, True])
        lines = [_tell(row) for row in moved.itertuples(index=False)]
        title = titles.get(exhibit, exhibit)
        parts.append({"title": title, "blocks": _list(lines)})
    return {"lead": lead, "parts": parts}


def describe_causes(old: dict, new: dict) -> tuple[list[str], list[str]]:
    """Return what changed of the data and of the method, by two manifests."""
    before, after = dict(old.get("data", {})), dict(new.get("data", {}))
    data = []
    for part in ("corpus", "reference"):
        one, two = before.pop(part, {}), after.pop(part, {})
        # A corpus given as one file is named by it: its content decides.
        if sorted(one.values()) != sorted(two.values()):
            gone = len(set(one.values()) - set(two.values()))
            come = len(set(two.values()) - set(one.values()))
            data.append(f"{part}: {come} new or changed files, {gone} gone or replaced")
    method = [
        f"{part} changed"
        for part in sorted(before.keys() | after.keys())
        if before.get(part) != after.get(part)
    ]
    one, two = (_without_paths(told) for told in (old, new))
    names = {"package": "code of the package", "lock": "libraries"}
    for part in sorted(one.keys() | two.keys()):
        if one.get(part) != two.get(part):
            method.append(f"{names.get(part, part)} changed")
    return data, method


def _without_paths(manifest: dict) -> dict:
    """Return the method; a path is no part of it, its content is in the data."""
    method = dict(manifest.get("method", {}))
    read = manifest.get("data", {}).keys() | {"corpus", "store"}
    method["parameters"] = {
        notebook: {name: value for name, value in values.items() if name not in read}
        for notebook, values in method.get("parameters", {}).items()
    }
    return method


def _compare_documents(old: Published, new: Published) -> tuple[list, list]:
    """Return the names of documents added and removed."""
    if old.documents is None or new.documents is None:
        return [], []
    one, two = (table.set_index("doc_id") for table in (old.documents, new.documents))
    added = two[~two.index.isin(one.index)]
    removed = one[~one.index.isin(two.index)]
    return _name_documents(added), _name_documents(removed)


def _name_documents(documents: pd.DataFrame) -> list[str]:
    """Name documents by their title, else by their path."""
    names = documents["title"].where(documents["title"].notna(), documents["path"])
    return sorted(shorten(str(name), 100) for name in names)


def _read_values(report: Published, exhibit: str) -> pd.DataFrame:
    """Return the compared columns of a table, by the names of its rows."""
    table = report.read_table(exhibit)
    about = report.exhibits[exhibit]
    wanted = [about["counts"]] if about["counts"] in table.columns else []
    wanted += [name for name in ("per_thousand", "mean") if name in table.columns]
    values = table[wanted].astype(float)
    if {"mean", "low", "high"} <= set(table.columns):
        values["low"], values["high"] = table["low"], table["high"]
    values.index = pd.Index(report.read_labels(exhibit), name="row")
    return values[~values.index.duplicated()]


def _join(old: pd.DataFrame, new: pd.DataFrame, middle: pd.DataFrame | None):
    """Return `old`, `new` and `between` of each number, by column and row."""
    columns = [name for name in new.columns if name in old.columns]
    tables = {"new": new, "old": old}
    if middle is not None and set(columns) <= set(middle.columns):
        tables["between"] = middle
    for name, table in tables.items():
        numbers = table[columns].melt(ignore_index=False, var_name="column")
        tables[name] = numbers.set_index("column", append=True)["value"].swaplevel()
    sides = pd.concat(tables, axis=1, sort=False)
    return sides.reindex(columns=["old", "new", "between"])


def _find_changes(sides: pd.DataFrame, data: list, method: list) -> pd.DataFrame:
    """Return the numbers that changed, and how much data and method moved each.

    From the old numbers to those between it was the method, from these to the new
    ones the data.
    """
    column = sides.index.get_level_values("column")
    # What is not listed counts nothing; a mean of nothing is none.
    counts = (column != "mean")[:, None]
    filled = sides.where(sides.notna() | ~counts, 0.0)
    if not sides["between"].notna().any():
        filled["between"] = float("nan")
    size = filled["new"] - filled["old"]
    by_data, by_method = (
        filled["new"] - filled["between"],
        filled["between"] - filled["old"],
    )
    if not (data and method):
        by_data, by_method = (size if cause else 0.0 for cause in (data, method))
    interval = pd.Series("", index=sides.index, dtype="str")
    if {"mean", "low", "high"} <= set(column):
        low, high = sides.loc["low"], sides.loc["high"]
        apart = (high["old"] < low["new"]) | (high["new"] < low["old"])
        words = apart.map({True: "apart", False: "overlapping"})
        known = pd.concat([low, high], axis=1)[["old", "new"]].notna().all(axis=1)
        interval.loc["mean"] = words.where(known, "").to_numpy()
    made = sides.assign(data=by_data, method=by_method, interval=interval)
    same = (sides["old"] == sides["new"]) | sides[["old", "new"]].isna().all(axis=1)
    return made[~same & ~column.isin(["low", "high"])].reset_index()


def _tell(row) -> str:
    """Put one change into words."""
    column = row.column.replace("_", " ")
    if pd.isna(row.old):
        what = f"{row.row}: new, {column} {_number(row.new)}"
    elif pd.isna(row.new):
        what = f"{row.row}: no longer listed, {column} was {_number(row.old)}"
    else:
        what = f"{row.row}: {column} {_number(row.old)} → {_number(row.new)}"
    if row.interval:
        what += f", intervals {row.interval}"
    causes = [
        f"{cause} {_number(size, signed=True)}"
        for cause, size in (("data", row.data), ("method", row.method))
        if size and not pd.isna(size)
    ]
    return f"{what} ({', '.join(causes)})" if causes else what


def _number(value: float, *, signed: bool = False) -> str:
    """Format a number of any column."""
    text = f"{value:+,.3g}" if signed else f"{value:,.3g}"
    if float(value).is_integer():
        text = f"{value:+,.0f}" if signed else f"{value:,.0f}"
    return text.replace("-", "−")


def _list(lines: list[str]) -> list[tuple[str, str]]:
    """Return the first lines as points, and how many more there are."""
    blocks = [("li", line) for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        blocks.append(("li", f"and {len(lines) - _SHOWN:,} more"))
    return blocks
