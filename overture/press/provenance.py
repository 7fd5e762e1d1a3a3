"""Provenance: what a report was made from, for people and in standard forms.

RO-Crate 1.1 (`ro-crate-metadata.json`) describes the folder, a Frictionless
data package (`datapackage.json`) its tables, both from facts that the manifest
has too; neither holds a time of its own.
"""

import importlib.metadata
import mimetypes
import platform
from pathlib import Path
from typing import Any

from overture.press.publish import write_json

_TYPES = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}
_LIBRARIES = (
    "pandas numpy scipy pyarrow duckdb nltk matplotlib seaborn networkx papermill "
    "nbclient Jinja2 typst"
).split()


def describe_versions() -> dict[str, str]:
    """Return the versions of the workbook, Python and the libraries it rests on."""
    versions = {"Python": platform.python_version()}
    for name in ("overture", *_LIBRARIES):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def cite(run: dict[str, Any]) -> str:
    """Return how to cite a report."""
    version = describe_versions()["overture"]
    return (
        f"{run['title']}. Report {run['key'][:12]} on the corpus "
        f"{run['corpus']}, made with Overture {version}."
    )


def write_provenance(out: Path, run: dict[str, Any], exhibits: list) -> None:
    """Write both files beside those of a report."""
    package = {
        "name": "overture-report",
        "id": run["key"],
        "profile": "tabular-data-package",
        "title": run["title"],
        "description": cite(run),
        "resources": [_resource(e) for e in exhibits if e.table is not None],
    }
    write_json(out / "datapackage.json", package)
    write_json(out / "ro-crate-metadata.json", _make_crate(out, run))


def _resource(exhibit) -> dict[str, Any]:
    """Describe the table of an exhibit."""
    about = exhibit.about
    kinds = {name: exhibit.table[name].dtype.kind for name in about["meanings"]}
    fields = [
        {"name": name, "type": _TYPES.get(kinds[name], "string"), "description": told}
        for name, told in about["meanings"].items()
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


def _make_crate(out: Path, run: dict[str, Any]) -> dict[str, Any]:
    """Describe the files, the run and its software."""
    found = [path.relative_to(out) for path in out.rglob("*") if path.is_file()]
    names = sorted(path.as_posix() for path in found)
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
    root = _entity("./", "Dataset", run["title"]) | {
        "description": cite(run),
        "datePublished": "1970-01-01",
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
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [about, root, rights, action, *files, *inputs, *software],
    }


def _entity(id_: str, kind: str, name: str) -> dict[str, Any]:
    """Return the start of an entry of the crate."""
    return {"@id": id_, "@type": kind, "name": name}


def _media(name: str) -> str:
    """Return the media type of a file by its name."""
    types = mimetypes.MimeTypes(())  # the machine's are not read
    types.add_type("application/vnd.apache.parquet", ".parquet")
    types.add_type("application/x-ipynb+json", ".ipynb")
    return types.guess_type(name)[0] or "application/octet-stream"
