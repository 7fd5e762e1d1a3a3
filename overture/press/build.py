"""Build: from executed notebooks and their exhibits to the files of a report.

What is written is a function of the working folder and the description of
the run alone, so that the same run gives the same bytes anywhere.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from overture.press.cells import to_csv
from overture.press.compare import compare, put_into_words
from overture.press.docx import to_docx
from overture.press.exhibit_folder import write_parquet
from overture.press.glossary import choose_words
from overture.press.html import to_html
from overture.press.manifest import describe_versions, write_manifest
from overture.press.pdf import to_pdf
from overture.press.provenance import cite, write_crate, write_package
from overture.press.published import Published, read_report
from overture.press.sections import Section, read_sections
from overture.press.view import make_visible, view_sections

_FINDINGS = 12  # sentences of the summary
_INTAKE = ["path", "record", "status", "reason"]


def build_report(work: Path, out: Path, *, run: dict[str, Any]) -> None:
    """Write a report.

    Parameters
    ----------
    work : Path
        With `exhibits/<notebook>/<slug>/` and `notebooks/*.ipynb`, executed.
    out : Path
        The report's folder; made here.
    run : dict
        `title`, `corpus` (its name), `key`, `parameters` (by notebook), `data`
        and `method` (what the key was made of; in `data` the hash of each
        file), `source_date_epoch`; optionally `intake` (the ledger) and
        `previous`: the folder of the last report, or the changes.json of one
        that is made again; `between`: the folder of a report of the last
        documents by this method.

    Notes
    -----
    Writes report.html, report.pdf, report.docx, figures/ (SVG, PNG), tables/
    (CSV, Parquet), evidence/ (Parquet), notebooks/, datapackage.json,
    ro-crate-metadata.json and, last, manifest.json with the hash of every file.
    """
    out.mkdir(parents=True)
    sections = read_sections(work / "exhibits", work / "notebooks")
    _write_exhibits(sections, out)
    _write_documents(work / "exhibits", out / "evidence")
    intake = run.get("intake")
    if intake is not None:
        (out / "tables").mkdir(exist_ok=True)
        csv = out / "tables" / "intake.csv"
        csv.write_text(to_csv(intake), encoding="utf-8", newline="")
        write_parquet(intake, out / "tables" / "intake.parquet")
    shutil.copytree(work / "notebooks", out / "notebooks")
    told = ("title", "corpus", "key", "data", "method")
    manifest: dict[str, Any] = {name: run[name] for name in told}
    manifest |= {"versions": describe_versions(), "exhibits": _tell(sections)}
    since = _compare(run.get("previous"), run.get("between"), Published(out, manifest))
    if since:
        text = json.dumps(since, indent=1, sort_keys=True)
        (out / "changes.json").write_text(text + "\n", encoding="utf-8")
    page = describe(sections, run | {"since": since})
    whole = to_html(sections, page)
    (out / "report.html").write_text(whole, encoding="utf-8", newline="")
    epoch = run.get("source_date_epoch", 0)
    (out / "report.pdf").write_bytes(to_pdf(page, epoch=epoch))
    (out / "report.docx").write_bytes(to_docx(page, epoch=epoch))
    write_package(out, run, sections)
    write_crate(out, run)
    write_manifest(out, manifest)


def describe(sections: list[Section], run: dict[str, Any]) -> dict[str, Any]:
    """Return all that a report shows, in whatever form."""
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    words = " ".join(
        " ".join([e.about[name] for name in ("title", "caption", "method")])
        + " ".join(e.about["columns"])
        for e in exhibits
    )
    missing = sum(e.about.get("missing", False) for e in exhibits)
    without = f" {missing} more could not be made." if missing else ""
    inputs = [
        (name, digest)
        for _, files in sorted(run["data"].items())
        for name, digest in sorted(files.items())
    ]
    parameters = [
        (notebook, name, "none" if value is None else str(value))
        for notebook, values in sorted(run["parameters"].items())
        for name, value in sorted(values.items())
    ]
    lead = (
        f"Made from {len(inputs):,} input files by notebooks that anyone can run "
        "again; the same inputs give the same bytes. The report's key, a hash of "
        f"inputs, parameters, code and libraries, is {run['key']}."
    )
    page = {
        "title": run["title"],
        "kicker": f"Overture report {run['key'][:12]}",
        "dek": (
            f"{len(exhibits) - missing} exhibits on the corpus {run['corpus']}. "
            f"Every number opens the sentences it counts.{without}"
        ),
        "summary": _choose_findings(sections),
        "since": run.get("since"),
        "sections": view_sections(sections),
        "ledger": _describe_intake(run.get("intake")),
        "glossary": choose_words(words),
        "provenance": {
            "lead": [("p", lead)],
            "parameters": parameters,
            "versions": describe_versions(),
            "inputs": inputs[:200],
        },
        "citation": cite(run),
    }
    return make_visible(page)


def _tell(sections: list[Section]) -> dict[str, Any]:
    """Return what the manifest says of each exhibit that has a table."""
    told = ("title", "unit", "n", "key", "counts", "evidence_unit", "rows", "names")
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    return {
        exhibit.name: {name: exhibit.about[name] for name in told} | {"order": order}
        for order, exhibit in enumerate(exhibits)
        if exhibit.table is not None
    }


def _compare(previous: str | None, between: str | None, new: Published) -> dict | None:
    """Return what changed since the previous report, None if there is none."""
    place = Path(previous) if previous else None
    if place is None or not place.exists():
        return None
    if place.is_file():
        return json.loads(place.read_text(encoding="utf-8"))
    try:
        old = read_report(place)
        if old.manifest["key"] == new.manifest["key"]:
            return _compare(str(place / "changes.json"), None, new)
        middle = read_report(Path(between)) if between else None
        found = compare(old, new, between=middle)
    except Exception as error:  # noqa: BLE001 - an old report never stops a new one
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        text = f"The last report could not be compared ({reason})."
        return {"lead": [("p", text)], "parts": []}
    titles = {name: about["title"] for name, about in new.exhibits.items()}
    return put_into_words(found, titles)


def _choose_findings(sections: list[Section]) -> list[dict[str, Any]]:
    """Return the first findings of each section, as many of each as there is room."""
    found = [[e for e in s.exhibits if e.table is not None] for s in sections]
    room = 1
    while room < _FINDINGS and sum(len(f[: room + 1]) for f in found) <= _FINDINGS:
        room += 1
    findings = []
    for exhibit in (exhibit for part in found for exhibit in part[:room]):
        told = {name: exhibit.about[name] for name in ("title", "basis")}
        row = min(map(int, exhibit.sample.get("rows", {})), default=None)
        label = "" if row is None else exhibit.labels[row]
        findings.append({"name": exhibit.name, "row": row, "label": label} | told)
    return findings


def _describe_intake(intake: pd.DataFrame | None) -> dict[str, Any] | None:
    """Return the ledger as the report shows it: what was not parsed comes first."""
    if intake is None:
        return None
    counts = intake["status"].value_counts()
    parts = (f"{counts.get(s, 0):,} {s}" for s in ("parsed", "rejected", "copy"))
    order = intake["status"].map({"rejected": 0, "copy": 1, "parsed": 2})
    first = intake.assign(order=order).sort_values(["order", "path", "record"])
    rows = first.head(100)[_INTAKE].astype(object)
    rows = rows.where(rows.notna(), "").astype(str).to_numpy().tolist()
    lead = f"{len(intake):,} records found: {', '.join(parts)}."
    if len(intake) > len(rows):
        lead += f" The first {len(rows)} are shown; tables/intake.csv has all."
    return {"lead": [("p", lead)], "columns": _INTAKE, "rows": rows}


def _write_exhibits(sections: list[Section], out: Path) -> None:
    """Copy figures, tables and evidence under the exhibits' names."""
    places = {"figure": "figures", "table": "tables", "evidence": "evidence"}
    for section in sections:
        for exhibit in section.exhibits:
            for path in sorted(exhibit.folder.iterdir()):
                if path.stem in places:
                    folder = out / places[path.stem]
                    folder.mkdir(exist_ok=True)
                    shutil.copyfile(path, folder / f"{exhibit.name}{path.suffix}")


def _write_documents(exhibits: Path, folder: Path) -> None:
    """Write the texts that the notebooks carried, each once."""
    parts = [pd.read_parquet(p) for p in sorted(exhibits.glob("*/documents.parquet"))]
    if parts:
        folder.mkdir(exist_ok=True)
        documents = pd.concat(parts, ignore_index=True).drop_duplicates("doc_id")
        documents = documents.sort_values("doc_id")
        write_parquet(documents, folder / "documents.parquet")
