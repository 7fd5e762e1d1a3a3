"""Manifest: the hash of every file of a report, and what they were made from.

Files of a report are written here, whole or not at all.
"""

import importlib.metadata
import json
import os
import platform
from pathlib import Path
from typing import Any

from overture.press.fingerprint import hash_tree

# Not made from the inputs alone: the manifest itself, and durations.
APART = frozenset({"manifest.json", "run.json"})
LIBRARIES = (
    "pandas",
    "numpy",
    "scipy",
    "pyarrow",
    "duckdb",
    "nltk",
    "matplotlib",
    "seaborn",
    "networkx",
    "papermill",
    "nbclient",
    "Jinja2",
    "typst",
)


def describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size (bytes) and sha256 of each file below a folder, by name."""
    return {
        name: {"size": (folder / name).stat().st_size, "sha256": digest}
        for name, digest in hash_tree(folder).items()
        if name not in APART
    }


def describe_versions() -> dict[str, str]:
    """Return the versions of the workbook, Python and the libraries it rests on."""
    versions = {"Python": platform.python_version()}
    for name in ("overture", *LIBRARIES):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """Write manifest.json: `about`, and the files of the folder."""
    manifest = about | {"files": describe_files(folder)}
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def replace_text(path: Path, text: str) -> None:
    """Write a file aside, then put it in place, so that no half of it is seen."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
