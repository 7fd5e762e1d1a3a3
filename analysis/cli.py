"""The command line: one function per verb, which parses, calls and prints.

Libraries are imported inside the verbs, so that finding out that nothing
changed stays fast.
"""

import functools
import sys
from pathlib import Path

import click

from analysis.parameters import ParameterError
from analysis.runner import FAILED, PUBLISHED, UNCHANGED, USAGE, Request


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Analyse news and political text, and publish a report that can be rebuilt.

    Exit codes: 0 done or published, 3 nothing changed, 1 a notebook failed or
    something differs, 2 usage or environment, 75 another run is at work.
    """


def clear_errors(verb):
    """Turn what a user can mend into one line and exit code 2."""

    @functools.wraps(verb)
    def wrapped(*args, **kwargs):
        try:
            code = verb(*args, **kwargs)
        except (ParameterError, ValueError, OSError) as error:
            click.echo(f"workbook: {_one_line(error)}", err=True)
            sys.exit(USAGE)
        except KeyboardInterrupt:
            click.echo("workbook: interrupted; nothing was published", err=True)
            sys.exit(130)
        sys.exit(code or 0)

    return wrapped


def _one_line(error: BaseException) -> str:
    """Return an error's message; a system error with the file it is about."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return str(error)


def _say(line: str) -> None:
    click.echo(line, err=True)


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
@click.option("--force", is_flag=True, help="Run even if nothing changed.")
@click.option("--store", metavar="FOLDER", help="Annotations, instead of .workbook.")
@click.option("--timeout", type=float, help="Seconds that one cell may take.")
@click.option(
    "--on-failure",
    metavar="CMD",
    help="Run this command on failure, with JSON on its standard input.",
)
@clear_errors
def report(
    corpus, actors, out, parameters, file, force, store, timeout, on_failure
) -> int:
    """Read CORPUS (seeds/documents if not given) and publish a report.

    Example: workbook report articles/ -p top 25
    """
    from analysis.runner import default_notebooks, notify_failure, run_report

    given = _from_file(file) | dict(parameters)
    given |= {"corpus": corpus} if corpus else {}
    given |= {"actors": actors} if actors else {}
    request = Request(
        out=Path(out),
        given=given,
        notebooks=default_notebooks(),
        store=Path(store).absolute() if store else None,
    )
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        _say(line)

    try:
        code = run_report(request, say, force=force, timeout=timeout)
    except (ValueError, OSError) as error:
        if on_failure:
            notify_failure(on_failure, code=USAGE, lines=[*lines, _one_line(error)])
        raise
    if on_failure and code not in (PUBLISHED, UNCHANGED):
        notify_failure(on_failure, code=code, lines=lines)
    return code


def _from_file(file: str | None) -> dict:
    """Read parameters from a YAML file of names and values."""
    if file is None:
        return {}
    import yaml

    try:
        given = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        message = f"{file}{line}: not YAML: {getattr(error, 'problem', error)}"
        raise ParameterError(message) from None
    if not isinstance(given, dict):
        message = f"{file}: write one `name: value` a line"
        raise ParameterError(message)
    return given


@main.command()
@click.argument("report", default="reports/current")
@clear_errors
def verify(report) -> int:
    """Execute REPORT again and compare every byte with its manifest.

    Example: workbook verify reports/current
    """
    from analysis.runner import verify_report

    return verify_report(Path(report), _say)


@main.command()
@click.argument("notebooks", nargs=-1)
@clear_errors
def notebooks(notebooks) -> int:
    """Execute NOTEBOOKS (all of the project) in place, in canonical form.

    The one way to accept a changed output.

    Example: workbook notebooks notebooks/01-terms.ipynb
    """
    from analysis.execution import NotebookFailed, run_notebook, write_notebook
    from analysis.runner import default_notebooks

    failed = False
    for path in [Path(name) for name in notebooks] or default_notebooks():
        try:
            write_notebook(run_notebook(path, {}), path)
        except NotebookFailed as error:
            failed = True
            _say(error.log)
        _say(f"{path.name}: {'failed' if failed else 'executed'}")
    return FAILED if failed else PUBLISHED
