"""Schedules: one command for cron, systemd and GitHub Actions.

A time is given as a word or as five cron fields; what is printed calls
`workbook report --edition NAME` and nothing else.
"""

import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from overture.press.fingerprint import PROJECT

WORDS = {
    "hour": "0 * * * *",
    "day": "0 6 * * *",
    "week": "0 6 * * 1",
    "month": "0 6 1 * *",
}
_RANGES = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12))
_RANGES += (("weekday", 0, 7),)
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_HORIZON = 366 * 8 + 1  # days: the longest wait for a 29 February

Fields = tuple[frozenset[int], ...]


def parse_schedule(every: str) -> Fields:
    """Read a schedule: hour, day, week, month, or five cron fields.

    Returns
    -------
    tuple of frozenset
        Minutes, hours, days of the month, months, weekdays (0 is Sunday).

    Raises
    ------
    ValueError
        If it cannot be read, or never comes.

    Examples
    --------
    >>> [sorted(field)[:3] for field in parse_schedule("*/20 6 * * mon-wed")]
    [[0, 20, 40], [6], [1, 2, 3], [1, 2, 3], [1, 2, 3]]
    """
    parts = WORDS.get(every.strip().lower(), every).split()
    if len(parts) != 5:
        words = ", ".join(WORDS)
        message = f"schedule {every!r}: write {words}, or five cron fields"
        raise ValueError(message)
    fields = tuple(
        _parse_field(part, *limits, every)
        for part, limits in zip(parts, _RANGES, strict=True)
    )
    fields = (*fields[:4], frozenset(day % 7 for day in fields[4]))
    if next_due(fields, datetime(2000, 1, 1, tzinfo=UTC)) is None:
        message = f"schedule {every!r}: this day never comes; change day or month"
        raise ValueError(message)
    return fields


def _parse_field(part: str, name: str, low: int, high: int, every: str):
    """Return the numbers that one cron field stands for."""
    numbers: set[int] = set()
    names = {day.lower(): number for number, day in enumerate(_WEEKDAYS)}
    for piece in part.lower().split(","):
        span, _, step = piece.partition("/")
        first, _, last = span.partition("-")
        try:
            if span == "*":
                start, stop = low, high
            else:
                start = names[first] if first in names else int(first)
                stop = names[last] if last in names else int(last or start)
                stop = high if step and not last else stop
            stride = int(step or 1)
        except ValueError:
            start, stop, stride = 1, 0, 0
        if not (low <= start <= stop <= high and stride > 0):
            message = (
                f"schedule {every!r}: {name} has to be {low} to {high}, not {part!r}"
            )
            raise ValueError(message)
        numbers.update(range(start, stop + 1, stride))
    return frozenset(numbers)


def next_due(fields: Fields, after: datetime) -> datetime | None:
    """Return the first minute after a time that a schedule names, in UTC.

    As in cron, a day counts if the day of the month or the weekday fits,
    where both are restricted.
    """
    minutes, hours, *_ = fields
    start = after.astimezone(UTC).replace(second=0, microsecond=0)
    start += timedelta(minutes=1)
    for ahead in range(_HORIZON):
        day = (start + timedelta(days=ahead)).date()
        if not _fits(fields, day):
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                due = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                if due >= start:
                    return due
    return None


def _fits(fields: Fields, day) -> bool:
    """Tell whether a schedule names this day."""
    *_, days, months, weekdays = fields
    if day.month not in months:
        return False
    in_month, in_week = day.day in days, day.isoweekday() % 7 in weekdays
    restricted = len(days) < 31, len(weekdays) < 7
    return in_month or in_week if all(restricted) else in_month and in_week


def command(edition: str, *, file: str | None = None) -> list[str]:
    """Return the one command that every schedule calls."""
    editions = ["--editions", file] if file else []
    return [
        *(sys.executable, "-m", "analysis", "report"),
        *("--edition", edition, "--log", "json", *editions),
    ]


def as_cron(edition: str, every: str, *, file: str | None = None) -> str:
    """Return a line for a crontab; exit code 3 (unchanged) is no failure."""
    parse_schedule(every)
    fields = WORDS.get(every.strip().lower(), every)
    call = shlex.join(command(edition, file=file)).replace("%", r"\%")
    folder = shlex.quote(str(PROJECT)).replace("%", r"\%")
    log = f"reports/{shlex.quote(edition)}.log"
    return f"{fields} cd {folder} && {call} >> {log} 2>&1 || [ $? -eq 3 ]\n"


def as_systemd(edition: str, every: str, *, file: str | None = None) -> dict[str, str]:
    """Return a service and a timer for systemd, by file name."""
    minutes, hours, days, months, weekdays = fields = parse_schedule(every)

    def listed(numbers, of):
        return "*" if len(numbers) == of else ",".join(map(str, sorted(numbers)))

    clock = f"{listed(hours, 24)}:{listed(minutes, 60)}:00 UTC"
    on_days = f"*-{listed(months, 12)}-{listed(days, 31)} {clock}"
    on_weekdays = ",".join(_WEEKDAYS[day] for day in sorted(weekdays))
    if len(fields[2]) < 31 and len(weekdays) < 7:  # cron: either of the two
        calendars = [on_days, f"{on_weekdays} *-{listed(months, 12)}-* {clock}"]
    else:
        calendars = [f"{on_weekdays} {on_days}" if len(weekdays) < 7 else on_days]
    call = " ".join(_quote_systemd(word) for word in command(edition, file=file))
    title = edition.replace("%", "%%")
    service = (
        f"[Unit]\nDescription=Overture report, edition {title}\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={str(PROJECT).replace('%', '%%')}\n"
        f"ExecStart={call}\n"
        "# 3 says that nothing changed.\nSuccessExitStatus=3\nNice=10\n"
    )
    due = "".join(f"OnCalendar={calendar}\n" for calendar in calendars)
    timer = (
        f"[Unit]\nDescription=When the edition {title} is due\n\n"
        f"[Timer]\n{due}Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
    unit = "overture-" + "".join(c if c.isalnum() else "-" for c in edition)
    return {f"{unit}.service": service, f"{unit}.timer": timer}


def _quote_systemd(word: str) -> str:
    """Quote a word for ExecStart, where % and $ have a meaning."""
    word = word.replace("\\", r"\\").replace('"', r"\"")
    return '"' + word.replace("%", "%%").replace("$", "$$") + '"'


def install(form: str, made: str | dict[str, str]) -> list[str]:
    """Install a schedule for this user; return a line about each thing done.

    Raises
    ------
    ValueError
        If the form cannot be installed, or the system's tool refuses.
    """
    if form == "cron":
        table = _call(["crontab", "-l"], missing_is_empty=True).splitlines(True)
        if made in table:
            return ["this line stands in your crontab already"]
        call = made.split(" ", 5)[5]  # at another time: replaced
        kept = [line for line in table if not line.endswith(call)]
        _call(["crontab", "-"], given="".join([*kept, made]))
        done = "added to" if kept == table else "replaced in"
        return [f"{done} your crontab: {made.strip()}"]
    if form == "systemd":
        folder = Path.home() / ".config" / "systemd" / "user"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
        timer = next(name for name in made if name.endswith(".timer"))
        _call(["systemctl", "--user", "daemon-reload"])
        _call(["systemctl", "--user", "enable", "--now", timer])
        return [
            f"wrote {', '.join(made)}; enabled {timer}",
            "to have it run while you are logged out: loginctl enable-linger",
        ]
    message = "a workflow is not installed here: write it to .github/workflows/"
    raise ValueError(message)


def _call(words: list[str], *, given: str = "", missing_is_empty: bool = False) -> str:
    """Call a tool of the system and return what it prints."""
    try:
        done = subprocess.run(words, input=given, capture_output=True, text=True)
    except FileNotFoundError:
        message = f"{words[0]} is not on this machine; leave out --install and copy"
        raise ValueError(message) from None
    if done.returncode and not missing_is_empty:
        message = f"{' '.join(words)}: {done.stderr.strip() or 'refused'}"
        raise ValueError(message)
    return "" if done.returncode else done.stdout


def as_github(edition: str, every: str, *, file: str | None = None) -> str:
    """Return a workflow for GitHub Actions that keeps the report as an artifact."""
    parse_schedule(every)
    fields = WORDS.get(every.strip().lower(), every)
    editions = f" --editions {shlex.quote(file)}" if file else ""
    arguments = f"--edition {shlex.quote(edition)}{editions}"
    return f"""\
name: report {edition}
on:
  schedule:
    - cron: "{fields}"
  workflow_dispatch:
permissions:
  contents: read
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - run: make report ARGS={shlex.quote(arguments)}
      - uses: actions/upload-artifact@v4
        with:
          name: report
          path: reports
"""
