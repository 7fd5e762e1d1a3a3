"""Write the reference pages of docs/ that the code knows best: `make docs`.

Tables from their schemas, parameters from the notebooks, commands from their
help, calls from their signatures. Only what a row of each table is stands here.
"""

import ast
import inspect
import re
import textwrap
from pathlib import Path

import click

import analysis
from analysis.cli import main
from analysis.corpus.schema import SCHEMAS
from overture.press.parameters import read_parameters

ROOT = Path(__file__).parents[1]
NOTICE = "<!-- Written by docs/write.py from the code; `make docs` writes it anew. -->"
WIDTH = 80

GRAINS = {
    "intake": "record found in the input",
    "documents": "document",
    "copies": "document that has near-copies",
    "sentences": "sentence or heading",
    "quotations": "quoted span, within one sentence",
    "speakers": "speaker",
    "term_counts": "term in a document",
    "mentions": "occurrence of an actor",
    "actors": "actor seen",
    "unresolved": "name not resolved",
    "term_frequencies": "term, or term and group",
    "keyness": "term",
    "collocations": "sequence of terms",
    "trends": "term and period",
    "co_mentions": "unordered pair that meets, `actor_a` < `actor_b`",
    "sentence_valence": "sentence",
    "scored_words": "word that was scored",
    "actor_sentiment": "actor and voice",
    "mention_sentiment": "mention",
}

PARTS = {
    "corpus": "Corpus",
    "terms": "Terms",
    "actors": "Actors and co-mentions",
    "inference": "Intervals, trends, sentiment by actor",
    "charts": "Charts",
    "voice": "Sentences, quotations, who does what",
    "names": "Actors and names",
    "tone": "Valence and sentiment",
    "frame": "Telling a table's story",
    "publishing": "Report",
}


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {
        "tables.md": write_tables(),
        "parameters.md": write_parameters(),
        "commands.md": write_commands(),
        "calls.md": write_calls(),
    }


def write_tables() -> str:
    """Describe each column of each table."""
    out = [
        "One grain each; keys first; a fixed order of columns and rows. Offsets count "
        "characters of `documents.text`, and `text[start:end] == surface` always. "
        "Undefined is missing, never 0. The same descriptions stand in a report's "
        "`datapackage.json` and in `corpus.meanings`."
    ]
    for name, columns in SCHEMAS.items():
        out.append(f"## `{name}`\n\nOne row per {GRAINS[name]}.")
        rows = [(f"`{column}`", *about) for column, about in columns.items()]
        out.append(table(("column", "dtype", "meaning"), rows))
    return page("Tables", out)


def write_parameters() -> str:
    """Describe each parameter, and the notebooks that have it."""
    found: dict[tuple, list[str]] = {}
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for known in read_parameters(notebook).values():
            says = (known.name, known.annotation, repr(known.default), known.help)
            found.setdefault(says, []).append(notebook.stem)
    names = list(dict.fromkeys(name for name, *_ in found))  # of one name together
    rows = [
        (f"`{name}`", describe_type(kind), f"`{default}`", meaning, short(notebooks))
        for (name, kind, default, meaning), notebooks in sorted(
            found.items(), key=lambda item: names.index(item[0][0])
        )
    ]
    out = [
        "Each notebook declares its parameters in one cell. Give them to a report with "
        "`-p NAME VALUE`, from a YAML file with `-f FILE`, in an "
        "[edition](editions.md), or through papermill. Names, types and paths are "
        "checked before anything runs. A list is written with commas: "
        '`-p sources "BBC,Reuters"`.',
        table(("parameter", "type", "default", "meaning", "notebooks"), rows),
    ]
    return page("Parameters", out)


def describe_type(annotation: str) -> str:
    """Say an annotation in words: str or None; rules or tagger."""
    parsed = ast.parse(annotation.strip("'"), mode="eval").body
    words = re.sub(r"Literal\[(.*?)\]", r"\1", ast.unparse(parsed))
    choices = [choice.strip(" '\"") for choice in re.split(r"[|,]", words)]
    return " or ".join(filter(None, [", ".join(choices[:-1]), choices[-1]]))


def short(notebooks: list[str]) -> str:
    """Name notebooks by their numbers where they have one."""
    return ", ".join(re.match(r"\d+|.+", name).group() for name in notebooks)


def write_commands() -> str:
    """Quote the help of each verb and list the targets of make."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", makefile, re.MULTILINE)
    out = [
        "## make\n\nEvery target builds the environment first, if it is not there. "
        'Options are passed on: `make report ARGS="--edition seeds"`.',
        table(("target", "what it does"), [(f"`make {t}`", d) for t, d in targets]),
        "## workbook\n\n`workbook` is `.venv/bin/workbook`, or `.venv/bin/python -m "
        "analysis`.",
        help_of(main, "workbook"),
    ]
    for verb, command in main.commands.items():
        out += [f"### {verb}", help_of(command, f"workbook {verb}")]
    return page("Commands", out)


def help_of(command: click.Command, name: str) -> str:
    """Return what `--help` prints, as a block."""
    context = click.Context(
        command,
        info_name=name,
        terminal_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return f"```text\n{command.get_help(context)}\n```"


def write_calls() -> str:
    """Quote the signature and the first line of each public call."""
    parts: dict[str, list[str]] = {}
    for name in analysis.__all__:
        call = getattr(analysis, name)
        parts.setdefault(call.__module__.split(".")[1], []).append(name)
    out = [
        "Tables in, tables out. Everything here is `analysis.NAME`; `help(analysis."
        "NAME)` has the arguments, the columns of the result, formulas and references. "
        "Columns are described under [tables](tables.md)."
    ]
    for part, names in parts.items():
        out.append(f"## {PARTS.get(part, part.capitalize())}")
        out += [describe_call(name) for name in names]
    return page("Python calls", out)


def describe_call(name: str) -> str:
    """Return a call's signature and what it does."""
    call = getattr(analysis, name)
    signature = inspect.signature(call)
    plain = [
        argument.replace(annotation=argument.empty, default=in_short(argument))
        for argument in signature.parameters.values()
    ]
    text = f"{name}{inspect.Signature(plain)}"
    text = textwrap.fill(text, WIDTH, subsequent_indent="    ", break_long_words=False)
    first = inspect.getdoc(call).splitlines()[0]
    return f"### `{name}`\n\n{first}\n\n```text\n{text}\n```"


def in_short(argument: inspect.Parameter):
    """Return a default; one that takes long to write, by its type alone."""
    default = argument.default
    if isinstance(default, str):
        return Shown(f'"{default}"')
    known = default is argument.empty or len(repr(default)) <= 30
    return default if known else Shown(f"{type(default).__name__}()")


class Shown(str):
    """Text that shows itself without quotes."""

    __repr__ = str.__str__


def table(head: tuple, rows: list[tuple]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def page(title: str, parts: list[str]) -> str:
    """Join the parts of a page below its title."""
    return "\n\n".join([f"# {title}", NOTICE, *parts]) + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        Path(__file__).with_name(name).write_text(text, encoding="utf-8")
