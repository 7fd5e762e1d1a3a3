import json
import os
import signal
import subprocess
import sys
import time

import pytest

from overture.press.publish import publish, verify_files, write_manifest


def make_report(folder, key, text="1"):
    folder.mkdir(parents=True)
    (folder / "report.html").write_text(text)
    (folder / "tables").mkdir()
    (folder / "tables" / "a.csv").write_text(text)
    write_manifest(folder, {"key": key * 16})
    return folder


def test_current_is_the_last_published(tmp_path):
    for key in ("aaaa", "bbbb"):
        place = publish(make_report(tmp_path / "work" / key, key), tmp_path / "r")
        assert (tmp_path / "r" / "current").resolve() == place.resolve()
    assert sorted(path.name for path in (tmp_path / "r" / "history").iterdir()) == [
        "aaaa" * 3,
        "bbbb" * 3,
    ]
    assert os.readlink(tmp_path / "r" / "current") == "history/bbbbbbbbbbbb"


def test_same_key_again_replaces_the_report(tmp_path):
    for text in ("1", "2", "3"):
        publish(make_report(tmp_path / text, "aaaa", text), tmp_path / "r")
        assert (tmp_path / "r" / "current" / "report.html").read_text() == text


def test_history_keeps_the_newest(tmp_path):
    for number in range(6):
        built = make_report(tmp_path / str(number), f"{number:04}")
        publish(built, tmp_path / "r", keep=3)
    names = sorted(path.name for path in (tmp_path / "r" / "history").iterdir())
    assert names == ["000300030003", "000400040004", "000500050005"]


def test_folder_in_place_of_the_link_is_named(tmp_path):
    (tmp_path / "r" / "current").mkdir(parents=True)
    with pytest.raises(OSError, match="a folder stands where the link"):
        publish(make_report(tmp_path / "w", "aaaa"), tmp_path / "r")


def test_edited_files_are_named(tmp_path):
    report = make_report(tmp_path / "w", "aaaa")
    assert verify_files(report) == []
    (report / "report.html").write_text("2")
    (report / "tables" / "a.csv").unlink()
    (report / "tables" / "b.csv").write_text("")
    (report / "run.json").write_text("{}")
    assert verify_files(report) == [
        "report.html: changed since it was written",
        "tables/a.csv: missing",
        "tables/b.csv: not in the manifest",
    ]


def test_killed_at_any_time_current_is_whole(tmp_path):
    script = (
        "import sys; sys.path.insert(0, '.'); from pathlib import Path;"
        "from tests.overture.press.test_publish import make_report;"
        "from overture.press.publish import publish; n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    key = f'{n:02x}' + sys.argv[2]\n"
        "    w = Path(sys.argv[1], key)\n"
        "    publish(make_report(w, key, key), Path(sys.argv[1], 'r'), keep=3)\n"
    )
    reports = tmp_path / "r"
    seen = set()
    for round_ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), f"{round_:02x}"]
        )
        # Let it publish, then kill it at no particular point.
        before = (
            os.readlink(reports / "current") if (reports / "current").exists() else ""
        )
        while not (reports / "current").exists() or (
            os.readlink(reports / "current") == before
        ):
            time.sleep(0.001)
        time.sleep(0.002 * round_)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        current = reports / "current"
        assert verify_files(current) == []
        key = json.loads((current / "manifest.json").read_text())["key"]
        assert (current / "report.html").read_text() == key[:4]
        seen.add(key)
    assert len(seen) == 8
