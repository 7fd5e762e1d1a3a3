"""The key of a run: one hash of everything that its report depends on.

Found with the standard library alone, so that "nothing changed" costs about a
tenth of a second.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
PACKAGES = ("analysis", "overture")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(path: Path) -> list[Path]:
    """List the files below a folder in order, none hidden; a file is its own list."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and not any(
            part.startswith(".") or part == "__pycache__"
            for part in file.relative_to(path).parts
        )
    )


def hash_tree(path: Path) -> dict[str, str]:
    """Return the hash of each file below a path, by its relative name.

    A file that cannot be read stands with the reason in place of its hash.
    """
    base = path if path.is_dir() else path.parent
    hashes = {}
    for file in files_below(path):
        name = file.relative_to(base).as_posix()
        try:
            hashes[name] = hash_file(file)
        except OSError as error:
            hashes[name] = f"unreadable: {error.strerror}"
    return hashes


def notebook_source(path: Path) -> list[list[str]]:
    """Return the cells of a notebook as (kind, source, tags), without outputs."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tags = [",".join(cell.get("metadata", {}).get("tags", ())) for cell in cells]
    return [
        [cell["cell_type"], "".join(cell["source"]), named]
        for cell, named in zip(cells, tags, strict=True)
    ]


def describe_run(
    notebooks: Iterable[Path],
    parameters: dict[str, dict[str, Any]],
    inputs: dict[str, Path],
) -> dict[str, Any]:
    """Describe what a run depends on, in `data` and `method`, and hash it: `key`.

    `parameters` are those given, by notebook; paths among them by name only, since
    what counts is their content. `inputs` are the files and folders that are read.
    """
    lock = PROJECT / "requirements.lock"
    method = {
        "notebooks": {path.stem: _digest(notebook_source(path)) for path in notebooks},
        "parameters": parameters,
        "package": _digest({name: hash_tree(PROJECT / name) for name in PACKAGES}),
        "lock": hash_file(lock) if lock.exists() else None,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    data = {name: hash_tree(path) for name, path in sorted(inputs.items())}
    described = {"data": data, "method": method}
    return {"key": _digest(described), **described}


def _digest(value: Any) -> str:
    """Return the SHA-256 of a value in canonical JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
