"""The command line: one function per verb, which parses, calls and prints.

Libraries are imported inside the verbs, so that finding out that nothing
changed stays fast.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path

import click

from analysis.publishing import PUBLISHED, UNCHANGED, prepare
from overture.press import Request, read_status, run_report

FAILED, USAGE = 1, 2  # exit codes, beside those of `run_report`


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Analyse news and political text, and publish a report that can be rebuilt.

    Exit codes: 0 done or published, 3 nothing changed, 1 a notebook failed or
    something differs, 2 usage or environment, 75 another run is at work.
    """


def clear_errors(verb):
    """Turn what a user can mend into one line and exit code 2."""

    @wraps(verb)
    def wrapped(*args, **kwargs):
        try:
            code = verb(*args, **kwargs)
        except (ValueError, OSError) as error:
            click.echo(f"workbook: {_one_line(error)}", err=True)
            sys.exit(USAGE)
        except KeyboardInterrupt:
            click.echo("workbook: interrupted; nothing was published", err=True)
            sys.exit(130)
        sys.exit(code)

    return wrapped


def _one_line(error: BaseException) -> str:
    """Return an error's message; a system error with the file it is about."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def _say(line: str) -> None:
    click.echo(line, err=True)


_again = partial(run_report, say=_say, prepare=prepare)


@main.command()
@click.argument("corpus", required=False)
@click.option("--actors", metavar="FILE", help="Your actors beside the built-in ones.")
@click.option("--out", metavar="FOLDER", default="reports", show_default=True)
@click.option(
    "-p",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A parameter of the notebooks; may be repeated.",
)
@click.option("-f", "file", metavar="PARAMS.yaml", help="Parameters from a file.")
@click.option("--edition", metavar="NAME", help="A report of the editions file.")
@click.option("--all", "every", is_flag=True, help="Every report of the editions file.")
@click.option("--editions", metavar="FILE", help="Editions, not seeds/editions.yaml.")
@click.option("--force", is_flag=True, help="Run even if nothing changed.")
@click.option("--store", metavar="FOLDER", help="Annotations, instead of .workbook.")
@click.option("--notebook-timeout", type=float, help="Seconds that each may take.")
@click.option("--timeout", type=float, help="Seconds that the run may take.")
@click.option("--wait", type=float, default=0, help="Seconds to wait for another run.")
@click.option(
    "--on-failure",
    metavar="CMD",
    help="Run this command on failure, with JSON on its standard input.",
)
@click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How progress is written: lines of text or of JSON.",
)
@clear_errors
def report(corpus, actors, out, parameters, file, **options) -> int:
    """Read CORPUS (seeds/documents if not given) and publish a report.

    Example: workbook report articles/ -p top 25
    """
    try:
        given = _from_file(file) | dict(parameters)
        given |= {"corpus": corpus} if corpus else {}
        given |= {"actors": actors} if actors else {}
        asked = list(_requests(given, Path(out), options))
    except (ValueError, OSError) as error:  # told like any other failure
        codes = [_report_one(options["edition"] or "", error, options)]
    else:
        codes = [_report_one(name, request, options) for name, request in asked]
    bad = [code for code in codes if code not in (PUBLISHED, UNCHANGED)]
    return bad[0] if bad else min(codes, default=UNCHANGED)


def _requests(given: dict, out: Path, options: dict) -> Iterator[tuple]:
    """Yield name and request of each report that is asked for."""
    asked = {
        "force": options["force"],
        "store": Path(options["store"]).absolute() if options["store"] else None,
        "notebook_timeout": options["notebook_timeout"],
        "timeout": options["timeout"],
        "wait": options["wait"],
    }
    if not (options["edition"] or options["every"]):
        yield "", Request(out, given, **asked)
        return
    from overture.press import read_editions

    only = None if options["every"] else options["edition"]
    for name, request in read_editions(options["editions"], only=only).items():
        yield name, replace(request, given=request.given | given, **asked)


def _report_one(name: str, request: Request | Exception, options) -> int:
    """Run one report; tell of it on standard error and to the user's command."""
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        if options["log"] == "json":
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            event = {"at": at, "edition": name or None, "message": line}
            _say(json.dumps(event, ensure_ascii=False))
        else:
            _say(f"{name}: {line}" if name else line)

    try:
        if isinstance(request, Exception):
            raise request
        code = run_report(request, say, prepare)
    except (ValueError, OSError) as error:
        say(f"workbook: {_one_line(error)}")
        code = USAGE
    if options["on_failure"] and code not in (PUBLISHED, UNCHANGED):
        told = {"edition": name or None, "exit_code": code, "log": lines}
        text = json.dumps(told)
        subprocess.run(options["on_failure"], shell=True, input=text, text=True)
    return code


def _from_file(file: str | None) -> dict:
    """Read parameters from a YAML file of names and values."""
    if file is None:
        return {}
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        given = YAML(typ="safe").load(Path(file).read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        message = f"{file}{line}: not YAML: {getattr(error, 'problem', error)}"
        raise ValueError(message) from None
    if not isinstance(given, dict):
        message = f"{file}: write one `name: value` a line"
        raise ValueError(message)
    return given


@main.command()
@click.argument("corpus", default="seeds/documents")
@click.option("--store", metavar="FOLDER", help="Annotations, instead of .workbook.")
@click.option("--csv", metavar="FILE", help="Write the whole ledger there.")
@click.option("--column", "columns", nargs=2, multiple=True, metavar="OURS THEIRS",
              help="A column of tables, e.g. --column text Volltext.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Name the files not read again.")
@clear_errors
def intake(corpus, store, csv, columns, verbose) -> int:
    """Read CORPUS and print its ledger: what was found, and what was left out why.

    Example: workbook intake articles/ --csv ledger.csv
    """
    from analysis.corpus.catalogue import update
    from analysis.corpus.intake import locate
    from analysis.corpus.ledger import check_documents, count_line, ledger_lines
    from analysis.corpus.store import default_folder
    from overture.press.cells import to_csv

    folder = Path(store).absolute() if store else default_folder()
    found = update(locate(corpus), folder, columns=dict(columns) or None)
    if found.intake.empty:
        check_documents(found.documents, found.intake, corpus)
    for line in ledger_lines(found.documents, found.intake, found.copies):
        click.echo(line)
    for file in found.reused if verbose else ():
        click.echo(f"not read again: {file}")
    all_files = found.read + len(found.reused)
    click.echo(f"{all_files:,} files, {found.read:,} of them new or changed")
    if csv:
        Path(csv).write_text(to_csv(found.intake), encoding="utf-8")
    check_documents(found.documents, found.intake, corpus)
    click.echo(count_line(found.intake))
    return PUBLISHED


@main.command()
@click.argument("report", default="reports/current")
@click.option("--recount", is_flag=True, help="Count numbers again from their spans.")
@click.option("-n", default=100, show_default=True, help="Numbers to recount.")
@click.option("--corpus", metavar="PATH", help="Read the texts anew, for --recount.")
@clear_errors
def verify(report, recount, n, corpus) -> int:
    """Execute REPORT again and compare every byte with its manifest.

    Example: workbook verify reports/current --recount
    """
    from overture.press import verify_report

    texts = _texts(corpus) if recount else None
    numbers = n if recount else 0
    return verify_report(Path(report), _again, _say, recount=numbers, documents=texts)


def _texts(corpus: str | None):
    """Read the documents of a corpus anew, without the store; None if not given."""
    from analysis import read_documents

    return read_documents(corpus)[0] if corpus else None


@main.command()
@click.argument("exhibit")
@click.argument("row")
@click.option("--report", default="reports/current", show_default=True)
@click.option("--corpus", metavar="PATH", help="Texts, if the report has none.")
@clear_errors
def evidence(exhibit, row, report, corpus) -> int:
    """Print every sentence behind ROW (its name, or number from 1) of EXHIBIT.

    Example: workbook evidence actors Ukraine
    """
    from overture.press import read_sentences

    title, lines = read_sentences(Path(report), exhibit, row, documents=_texts(corpus))
    click.echo("\n".join([title, *lines]))
    return PUBLISHED


@main.command()
@click.argument("old")
@click.argument("new", default="reports/current")
@click.option("--csv", metavar="FILE", help="Write every changed number there.")
@clear_errors
def compare(old, new, csv) -> int:
    """Say what changed from report OLD to NEW, and whether data or method did it.

    Example: workbook compare reports/history/0123456789ab reports/current
    """
    from overture.press import compare_reports

    for line in compare_reports(Path(old), Path(new), _again, _say, csv=csv):
        click.echo(line)
    return PUBLISHED


@main.command()
@click.argument("notebooks", nargs=-1)
@clear_errors
def notebooks(notebooks) -> int:
    """Execute NOTEBOOKS (all of the project) in place, in canonical form.

    The one way to accept a changed output.

    Example: workbook notebooks notebooks/01-terms.ipynb
    """
    from overture.press import write_notebooks

    ran = write_notebooks([Path(name) for name in notebooks], _say)
    return PUBLISHED if ran else FAILED


@main.command()
@click.argument("edition")
@click.option("--systemd", "form", flag_value="systemd", help="A service and a timer.")
@click.option("--cron", "form", flag_value="cron", help="A line for a crontab.")
@click.option("--github", "form", flag_value="github", help="A GitHub workflow.")
@click.option("--every", help="hour, day, week, month, or five cron fields.")
@click.option("--editions", metavar="FILE", help="Editions, not seeds/editions.yaml.")
@click.option("--install", is_flag=True, help="Install it for this user.")
@clear_errors
def schedule(edition, form, every, editions, install) -> int:
    """Print what is needed to publish EDITION again and again.

    Example: workbook schedule weekly --systemd --every "0 6 * * mon"
    """
    from overture.press import schedule_edition

    lines = schedule_edition(
        edition, form or "cron", every=every, file=editions, install=install
    )
    for line in lines:
        click.echo(line.rstrip("\n"), err=install)
    return PUBLISHED


@main.command()
@click.argument("corpus", default="seeds/documents")
@click.option("--actors", metavar="FILE", help="Your actors beside the built-in ones.")
@click.option("--store", metavar="FOLDER", help="Annotations, instead of .workbook.")
@click.option("--least", default=1, show_default=True, help="Mentions of an actor.")
@click.option("--top", default=50, show_default=True, help="Names in doubt to list.")
@clear_errors
def actors(corpus, actors, store, least, top) -> int:
    """List names in CORPUS that the registry does not resolve, as YAML to paste.

    Names in doubt come first, as comments; then entries for actors.yaml.

    Example: workbook actors seeds/documents --actors seeds/actors.yaml --least 3
    """
    from analysis.corpus.corpus import open_corpus
    from overture.names import to_yaml

    opened = open_corpus(corpus, actors=actors, store=store)
    doubts = opened.unresolved.head(10_000)
    click.echo(to_yaml(opened.mentions, doubts, least=least, top=top), nl=False)
    return PUBLISHED


@main.command()
@click.argument("reports", default="reports")
@clear_errors
def status(reports) -> int:
    """Say what the last run in REPORTS did, as JSON.

    Example: workbook status reports/weekly
    """
    click.echo(json.dumps(read_status(Path(reports)), indent=1))
    return PUBLISHED
