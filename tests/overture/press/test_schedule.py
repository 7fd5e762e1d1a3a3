"""Schedules fire when cron would, and are what cron and systemd accept."""

import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from overture.press.schedule import (
    as_cron,
    as_github,
    as_systemd,
    command,
    install,
    next_due,
    parse_schedule,
)


def due(every: str, *after: int) -> str:
    found = next_due(every, datetime(*after, tzinfo=UTC))
    return found.strftime("%Y-%m-%d %H:%M")


# Worked out on a calendar: 23 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("every", "after", "expected"),
    [
        ("hour", (2026, 11, 23, 10, 15), "2026-11-23 11:00"),
        ("day", (2026, 11, 23, 6, 0), "2026-11-24 06:00"),
        ("week", (2026, 11, 23, 5, 59), "2026-11-23 06:00"),
        ("month", (2026, 11, 23), "2026-12-01 06:00"),
        ("30 7 * * mon-fri", (2026, 11, 27, 8, 0), "2026-11-30 07:30"),
        ("0 0 29 2 *", (2026, 1, 1), "2028-02-29 00:00"),
        ("*/15 * * * *", (2026, 11, 23, 10, 46), "2026-11-23 11:00"),
        ("0 6 1 * 1", (2026, 11, 23, 7, 0), "2026-11-30 06:00"),  # day or weekday
        ("0 6 * * 7", (2026, 11, 23), "2026-11-29 06:00"),  # 7 is Sunday too
    ],
)
def test_next_due(every, after, expected):
    assert due(every, *after) == expected


@pytest.mark.parametrize(
    ("every", "message"),
    [
        ("0 0 30 2 *", "never comes"),
        ("0 0 31 4,6,9,11 *", "never comes"),
        ("often", "five cron fields"),
        ("61 * * * *", "minute has to be 0 to 59, not '61'"),
        ("0 0 * * funday", "weekday has to be 0 to 7"),
        ("0 0 */0 * *", "day has to be 1 to 31"),
        ("5-1 * * * *", "minute has to be"),
        ("0 6 * 13 *", "month has to be 1 to 12, not '13'"),
        ("0 6 L * *", "day has to be 1 to 31, not 'L'"),
        ("0 6 * * mon#1", "weekday has to be 0 to 7"),
    ],
)
def test_what_cannot_fire_says_why(every, message):
    with pytest.raises(ValueError, match=message):
        parse_schedule(every)


def test_every_form_calls_the_one_command():
    call = command("weekly")
    assert call[1:6] == ["-m", "analysis", "report", "--edition", "weekly"]
    assert "analysis report --edition weekly" in as_cron("weekly", "week")
    assert "--edition" in as_systemd("weekly", "week")["overture-weekly.service"]
    assert "--edition weekly" in as_github("weekly", "week")


def test_systemd_accepts_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine (package systemd)")
    units = as_systemd("weekly 100%", "30 6 1 * mon,wed")
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "overture" in line]
    assert done.returncode == 0, done.stderr
    assert not ours


def test_systemd_counts_unchanged_as_success():
    service = as_systemd("weekly", "week")["overture-weekly.service"]
    assert "SuccessExitStatus=3" in service


def test_a_cron_line_turns_unchanged_into_success(tmp_path):
    line = as_cron("weekly", "week")
    call = line.split(" ", 5)[5]
    assert call.endswith("|| [ $? -eq 3 ]\n")
    for code, expected in ((0, 0), (3, 0), (1, 1)):
        shell = f"(exit {code}) {call[call.index('|| [') :]}"
        assert subprocess.run(["sh", "-c", shell]).returncode == expected


@pytest.mark.parametrize("every", ["hour", "30 7 * * mon-fri", "*/15 6-9 1,15 * *"])
def test_cron_accepts_the_line(tmp_path, every):
    """`crontab -n` reads a table as `crontab` does, and installs nothing."""
    file = tmp_path / "crontab"

    def accepted(text):
        file.write_text(text)
        words = ["crontab", "-n", str(file)]
        return subprocess.run(words, capture_output=True).returncode == 0

    if shutil.which("crontab") is None or not accepted("* * * * * true\n"):
        pytest.skip("no crontab that checks a file (Debian: package cron)")
    assert not accepted("61 * * * * true\n")
    assert accepted(as_cron("weekly", every))


def test_a_line_is_installed_once_and_a_new_time_replaces_the_old(
    tmp_path, monkeypatch
):
    table = tmp_path / "table"
    table.write_text("MAILTO=me\n0 1 * * * backup\n")
    crontab = tmp_path / "crontab"  # keeps a file, as the real one does
    crontab.write_text(f'#!/bin/sh\n[ "$1" = -l ] && cat {table} || cat > {table}\n')
    crontab.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert install("cron", as_cron("daily", "day"))[0].startswith("added to")
    assert install("cron", as_cron("weekly", "week"))[0].startswith("added to")
    assert "already" in install("cron", as_cron("weekly", "week"))[0]
    assert install("cron", as_cron("weekly", "hour"))[0].startswith("replaced in")
    lines = table.read_text().splitlines(keepends=True)
    assert lines[:2] == ["MAILTO=me\n", "0 1 * * * backup\n"]
    assert lines[2:] == [as_cron("daily", "day"), as_cron("weekly", "hour")]


def test_a_missing_tool_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ValueError, match="crontab is not on this machine"):
        install("cron", "line\n")


def test_units_are_installed_for_the_user(tmp_path, monkeypatch):
    systemctl = tmp_path / "systemctl"  # notes what it was asked
    systemctl.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    systemctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    units = as_systemd("weekly", "week")
    install("systemd", units)
    folder = tmp_path / ".config" / "systemd" / "user"
    assert {path.name: path.read_text() for path in folder.iterdir()} == units
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == [
        "--user daemon-reload",
        "--user enable --now overture-weekly.timer",
    ]
