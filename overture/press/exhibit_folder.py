"""The folder of an exhibit: what a report is built from."""

import json
import shutil
from pathlib import Path

import pandas as pd

from overture.press.cells import to_csv
from overture.press.evidence import draw_sample
from overture.press.style import save_png, save_svg

CARRIED = 64_000_000  # characters of texts that a report carries with it


def write_exhibit(folder: Path, about: dict, table, figure, evidence, corpus) -> None:
    """Write the exhibit's folder aside, then put it in place."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / about["slug"]
    aside = folder / f".{about['slug']}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    about = about | {"order": _find_order(folder, place)}
    if figure is not None:
        (aside / "figure.svg").write_bytes(save_svg(figure, about["alt"]))
        (aside / "figure.png").write_bytes(save_png(figure))
    if table is not None:
        (aside / "table.csv").write_text(to_csv(table), encoding="utf-8", newline="")
        write_parquet(table, aside / "table.parquet")
    if evidence is not None:
        write_parquet(evidence, aside / "evidence.parquet")
        _write_json(draw_sample(evidence, corpus), aside / "sample.json")
        _write_documents(folder, corpus)
    _write_json(about, aside / "exhibit.json")
    shutil.rmtree(place, ignore_errors=True)
    aside.replace(place)


def _find_order(folder: Path, place: Path) -> int:
    """Return the exhibit's number in its notebook; run again, it keeps it."""
    known = {path.parent: path for path in folder.glob("*/exhibit.json")}
    if place in known:
        return json.loads(known[place].read_text(encoding="utf-8"))["order"]
    return len(known)


def _write_documents(folder: Path, corpus) -> None:
    """Write the texts once for all exhibits, unless they are too many to carry."""
    place = folder / "documents.parquet"
    documents = corpus.documents
    if place.exists() or documents["text"].str.len().sum() > CARRIED:
        return
    wanted = "doc_id title source date language author url path text".split()
    carried = documents[[name for name in wanted if name in documents.columns]]
    aside = folder / ".documents.parquet"
    write_parquet(carried.sort_values("doc_id"), aside)
    aside.replace(place)


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, to the same bytes each time."""
    table = table.reset_index(drop=True)
    table.columns = [str(name) for name in table.columns]
    table.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def _write_json(value: dict, path: Path) -> None:
    """Write a value as JSON, keys in order."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
