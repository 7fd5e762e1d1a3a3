"""Published: a report read back from its folder, to be audited or compared."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from overture.press.exhibits import name_actors


@dataclass(frozen=True)
class Published:
    """A report's folder and its manifest; tables are read when asked for."""

    folder: Path
    manifest: dict[str, Any]

    @cached_property
    def documents(self) -> pd.DataFrame | None:
        """The texts that the report carries; None if they were too many."""
        place = self.folder / "evidence" / "documents.parquet"
        return pd.read_parquet(place) if place.exists() else None

    @property
    def exhibits(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of each exhibit that has a table, in order."""
        told = self.manifest.get("exhibits", {})
        return dict(sorted(told.items(), key=lambda item: item[1].get("order", 0)))

    def read_table(self, exhibit: str) -> pd.DataFrame:
        """Read the table of an exhibit."""
        return pd.read_parquet(self.folder / "tables" / f"{exhibit}.parquet")

    def read_labels(self, exhibit: str, *, named: bool = True) -> list[str]:
        """Return the name of each row of an exhibit's table, or its plain key."""
        about = self.exhibits[exhibit]
        names = about.get("names", {}) if named else {}
        keys = name_actors(self.read_table(exhibit), names)[about["key"]]
        return [", ".join(row) for row in keys.astype(str).itertuples(index=False)]


def read_report(folder: Path) -> Published:
    """Read a report's folder, or raise ValueError if it is none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["key"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        message = f"{folder}: not a report (no manifest.json of one in it)"
        raise ValueError(message) from None
    return Published(folder, manifest)
