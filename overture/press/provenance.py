"""Provenance: what a report was made from, for people and in standard forms.

RO-Crate 1.1 (`ro-crate-metadata.json`) describes the folder, a Frictionless
data package (`datapackage.json`) its tables, both from facts that the manifest
has too; neither holds a time of its own.
"""

import json
import time
from pathlib import Path
from typing import Any

import pandas as pd

from overture.press.manifest import describe_versions


def cite(run: dict[str, Any]) -> str:
    """Return how to cite a report."""
    version = describe_versions()["overture"]
    return (
        f"{run['title']}. Report {run['key'][:12]} on the corpus "
        f"{run['corpus']}, made with Overture {version}."
    )


def write_package(out: Path, run: dict[str, Any], sections) -> None:
    """Write datapackage.json: the CSV tables with their columns explained."""
    resources = []
    for section in sections:
        for exhibit in section.exhibits:
            if exhibit.table is None:
                continue
            about = exhibit.about
            schema: dict[str, Any] = {
                "fields": [
                    {
                        "name": name,
                        "type": _field_type(exhibit.table[name]),
                        "description": meaning,
                    }
                    for name, meaning in about["meanings"].items()
                ],
                "missingValues": [""],
            }
            if about["key"]:
                schema["primaryKey"] = about["key"]
            resources.append(
                {
                    "name": exhibit.name,
                    "path": f"tables/{exhibit.name}.csv",
                    "title": about["title"],
                    "description": f"{about['caption']} {about['method']}",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "profile": "tabular-data-resource",
                    "schema": schema,
                }
            )
    package = {
        "name": "overture-report",
        "id": run["key"],
        "profile": "tabular-data-package",
        "title": run["title"],
        "description": cite(run),
        "resources": resources,
    }
    _write(package, out / "datapackage.json")


def write_crate(out: Path, run: dict[str, Any]) -> None:
    """Write ro-crate-metadata.json: the files, the run and its software."""
    names = sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()
    )
    stamp = time.strftime("%Y-%m-%d", time.gmtime(run.get("source_date_epoch", 0)))
    versions = describe_versions()
    inputs = [
        {"@id": f"#input-{part}-{number}", "@type": "CreativeWork", "name": name}
        | {"identifier": f"sha256:{digest}"}
        for part, files in sorted(run["data"].items())
        for number, (name, digest) in enumerate(sorted(files.items())[:1000])
    ]
    software = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name}
        | {"softwareVersion": version}
        for name, version in sorted(versions.items())
    ]
    files = [
        {"@id": name, "@type": "File", "name": name, "encodingFormat": _media(name)}
        | {"contentSize": str((out / name).stat().st_size)}
        for name in names
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": run["title"],
        "description": cite(run),
        "datePublished": stamp,
        "license": {"@id": "#rights"},
        "identifier": run["key"],
        "hasPart": [{"@id": name} for name in names],
        "mentions": {"@id": "#run"},
    }
    action = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "Execution of the workbook",
        "instrument": [{"@id": entry["@id"]} for entry in software],
        "object": [{"@id": entry["@id"]} for entry in inputs],
        "result": {"@id": "./"},
    }
    rights = {
        "@id": "#rights",
        "@type": "CreativeWork",
        "name": "Rights of the sources",
        "description": "The texts that are quoted stay under the rights of those "
        "who published them; no licence is stated here.",
    }
    about = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    crate = {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [about, root, rights, action, *files, *inputs, *software],
    }
    _write(crate, out / "ro-crate-metadata.json")


def _field_type(column: pd.Series) -> str:
    """Return the Frictionless type of a column as its CSV has it."""
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    if pd.api.types.is_float_dtype(kind):
        return "number"
    return "string"


def _media(name: str) -> str:
    """Return the media type of a file by its name."""
    return {
        "html": "text/html",
        "pdf": "application/pdf",
        "csv": "text/csv",
        "json": "application/json",
        "svg": "image/svg+xml",
        "png": "image/png",
        "parquet": "application/vnd.apache.parquet",
        "ipynb": "application/x-ipynb+json",
    }.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def _write(value: dict[str, Any], path: Path) -> None:
    """Write JSON with a fixed order of keys."""
    text = json.dumps(value, indent=1, ensure_ascii=True)
    path.write_text(text + "\n", encoding="utf-8")
