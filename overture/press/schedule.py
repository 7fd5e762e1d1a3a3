"""Schedules: one command for cron, systemd and GitHub Actions.

A time is given as a word or as five cron fields, which cronsim reads; what is
printed calls `workbook report --edition NAME` and nothing else.
"""

import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from cronsim import CronSim, CronSimError

from overture.press.fingerprint import PROJECT

WORDS = {
    "hour": "0 * * * *",
    "day": "0 6 * * *",
    "week": "0 6 * * 1",
    "month": "0 6 1 * *",
}
# What each field may be; cronsim knows more, which other schedulers do not.
_FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day": "1 to 31",
    "month": "1 to 12",
    "weekday": "0 to 7, or sun to sat",
}
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_START = datetime(2000, 1, 1, tzinfo=UTC)


def parse_schedule(every: str) -> str:
    """Read a schedule: hour, day, week, month, or five cron fields.

    Returns
    -------
    str
        Five cron fields, which cron, systemd and GitHub all understand.

    Raises
    ------
    ValueError
        If it cannot be read, or never comes.

    Examples
    --------
    >>> parse_schedule("week"), parse_schedule("*/20  6 * * mon-wed")
    ('0 6 * * 1', '*/20 6 * * mon-wed')
    """
    parts = WORDS.get(every.strip().lower(), every).split()
    wrong = "" if len(parts) == 5 else f"write {', '.join(WORDS)}, or five cron fields"
    for place, (name, part) in enumerate(zip(_FIELDS, parts, strict=False)):
        alone = ["*"] * 5
        alone[place] = part
        own = name in ("day", "weekday") and {*"lL#"} & {*part}
        if own or not _comes(alone):
            wrong = wrong or f"{name} has to be {_FIELDS[name]}, not {part!r}"
    if not wrong and not _comes(parts):
        wrong = "this day never comes; change day or month"
    if wrong:
        message = f"schedule {every!r}: {wrong}"
        raise ValueError(message)
    return " ".join(parts)


def _comes(parts: list[str]) -> bool:
    """Tell whether cron fields can be read and name a time."""
    try:
        return next(CronSim(" ".join(parts), _START)) is not None
    except (CronSimError, StopIteration):
        return False


def next_due(every: str, after: datetime) -> datetime:
    """Return the first minute after a time that a schedule names, in UTC.

    As in cron, a day counts if the day of the month or the weekday fits, where
    neither field starts with a star; else if both fit.
    """
    return next(CronSim(parse_schedule(every), after.astimezone(UTC)))


def command(edition: str, *, file: str | None = None) -> list[str]:
    """Return the one command that every schedule calls."""
    editions = ["--editions", file] if file else []
    return [
        *(sys.executable, "-m", "analysis", "report"),
        *("--edition", edition, "--log", "json", *editions),
    ]


def as_cron(edition: str, every: str, *, file: str | None = None) -> str:
    """Return a line for a crontab; exit code 3 (unchanged) is no failure."""
    fields = parse_schedule(every)
    call = shlex.join(command(edition, file=file)).replace("%", r"\%")
    folder = shlex.quote(str(PROJECT)).replace("%", r"\%")
    log = f"reports/{shlex.quote(edition)}.log"
    return f"{fields} cd {folder} && {call} >> {log} 2>&1 || [ $? -eq 3 ]\n"


def as_systemd(edition: str, every: str, *, file: str | None = None) -> dict[str, str]:
    """Return a service and a timer for systemd, by file name."""
    fields = CronSim(parse_schedule(every), _START)

    def listed(numbers, of):
        return "*" if len(numbers) == of else ",".join(map(str, sorted(numbers)))

    clock = f"{listed(fields.hours, 24)}:{listed(fields.minutes, 60)}:00 UTC"
    months = listed(fields.months, 12)
    on_days = f"*-{months}-{listed(fields.days, 31)} {clock}"
    weekdays = sorted({day % 7 for day in fields.weekdays})
    on_weekdays = ",".join(_WEEKDAYS[day] for day in weekdays)
    if fields.day_and:
        calendars = [f"{on_weekdays} {on_days}" if len(weekdays) < 7 else on_days]
    else:  # cron: either of the two
        calendars = [on_days, f"{on_weekdays} *-{months}-* {clock}"]
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
    fields = parse_schedule(every)
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


FORMS = {"cron": as_cron, "systemd": as_systemd, "github": as_github}
