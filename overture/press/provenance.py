"""Provenance: what a report was made from, for people and in standard forms.

RO-Crate 1.1 (`ro-crate-metadata.json`) describes the folder, a Frictionless
data package (`datapackage.json`) its tables, both from facts that the manifest
has too; neither holds a time of its own.
"""

import json
import mimetypes
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
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    package = {
        "name": "overture-report",
        "id": run["key"],
        "profile": "tabular-data-package",
        "title": run["title"],
        "description": cite(run),
        "resources": [_resource(e) for e in exhibits if e.table is not None],
    }
    _write(package, out / "datapackage.json")


def _resource(exhibit) -> dict[str, Any]:
    """Describe the table of an exhibit."""
    about = exhibit.about
    fields = [
        {"name": name, "type": _field_type(exhibit.table[name]), "description": meaning}
        for name, meaning in about["meanings"].items()
    ]
    key = {"primaryKey": about["key"]} if about["key"] else {}
    return {
        "name": exhibit.name,
        "path": f"tables/{exhibit.name}.csv",
        "title": about["title"],
        "description": f"{about['caption']} {about['method']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": {"fields": fields, "missingValues": [""]} | key,
    }


def write_crate(out: Path, run: dict[str, Any]) -> None:
    """Write ro-crate-metadata.json: the files, the run and its software."""
    names = sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()
    )
    inputs = [
        _entity(f"#input-{part}-{number}", "CreativeWork", name)
        | {"identifier": f"sha256:{digest}"}
        for part, files in sorted(run["data"].items())
        for number, (name, digest) in enumerate(sorted(files.items())[:1000])
    ]
    software = [
        _entity(f"#{name}", "SoftwareApplication", name) | {"softwareVersion": version}
        for name, version in sorted(describe_versions().items())
    ]
    files = [
        _entity(name, "File", name)
        | {"encodingFormat": _media(name)}
        | {"contentSize": str((out / name).stat().st_size)}
        for name in names
    ]
    made = time.gmtime(run.get("source_date_epoch", 0))
    root = _entity("./", "Dataset", run["title"]) | {
        "description": cite(run),
        "datePublished": time.strftime("%Y-%m-%d", made),
        "license": {"@id": "#rights"},
        "identifier": run["key"],
        "hasPart": [{"@id": name} for name in names],
        "mentions": {"@id": "#run"},
    }
    action = _entity("#run", "CreateAction", "Execution of the workbook") | {
        "instrument": [{"@id": entry["@id"]} for entry in software],
        "object": [{"@id": entry["@id"]} for entry in inputs],
        "result": {"@id": "./"},
    }
    rights = _entity("#rights", "CreativeWork", "Rights of the sources") | {
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


def _entity(id_: str, kind: str, name: str) -> dict[str, Any]:
    """Return the start of an entry of the crate."""
    return {"@id": id_, "@type": kind, "name": name}


def _field_type(column: pd.Series) -> str:
    """Return the Frictionless type of a column as its CSV has it."""
    kinds = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}
    return kinds.get(column.dtype.kind, "string")


def _media(name: str) -> str:
    """Return the media type of a file by its name."""
    known = {
        ".parquet": "application/vnd.apache.parquet",
        ".ipynb": "application/x-ipynb+json",
    }
    guessed = mimetypes.MimeTypes(()).guess_type(name)[0]  # the machine's are not read
    return known.get(Path(name).suffix) or guessed or "application/octet-stream"


def _write(value: dict[str, Any], path: Path) -> None:
    """Write JSON with a fixed order of keys."""
    text = json.dumps(value, indent=1, ensure_ascii=True)
    path.write_text(text + "\n", encoding="utf-8")
