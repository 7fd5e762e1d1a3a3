"""Parameters of notebooks: read from the tagged cell, checked before a kernel starts.

A notebook declares its parameters as annotated literals with a trailing comment,
in one cell with the tag ``parameters``; a closed list is a ``Literal``, for which
``from typing import Literal`` may stand first in the cell. papermill only warns
about a name it does not know and never looks at types, so both are checked here.
Some names mean the same in every notebook: what they may be stands in `PATHS`,
`DAYS` and `RANGES` below.
"""

import ast
import io
import json
import tokenize
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Any

# Parameters that name something on the disk; it has to be there. For some of
# them the default is a word instead, such as "vader" for a lexicon.
PATHS = frozenset(
    {"corpus", "actors", "reference", "lexicon", "stop_words", "exhibits"}
)
WORD_OR_PATH = PATHS - {"corpus", "actors", "exhibits"}
DAYS = frozenset({"since", "until", "split"})
# Least and most that a number may be.
RANGES = {
    "top": (1, inf),
    "window": (1, inf),
    "labelled": (1, inf),
    "max_q": (0, 1),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its annotation as written, default value and help."""

    name: str
    annotation: str
    default: Any
    help: str


class ParameterError(ValueError):
    """A parameter that no notebook has, or a value that it must not have."""


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares, in their order.

    Raises
    ------
    ParameterError
        If the file is not a notebook, has no cell tagged ``parameters``, or the
        cell holds anything but annotated literals and what annotates them.
    """
    source = _tagged_source(notebook)
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        message = f"{notebook.name}, parameters cell, line {error.lineno}: {error.msg}"
        raise ParameterError(message) from None
    comments = _comments(source)
    parameters = {}
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and statement.module == "typing":
            continue
        where = f"{notebook.name}, parameters cell, line {statement.lineno}"
        if not (isinstance(statement, ast.AnnAssign) and statement.value):
            message = f"{where}: write `name: type = value  # help`"
            raise ParameterError(message)
        try:
            default = ast.literal_eval(statement.value)
        except ValueError:
            message = f"{where}: the value has to be a literal; nothing is derived here"
            raise ParameterError(message) from None
        name, kind = ast.unparse(statement.target), statement.annotation
        quoted = isinstance(kind, ast.Constant) and isinstance(kind.value, str)
        annotation = kind.value if quoted else ast.unparse(kind)
        comment = comments.get(statement.end_lineno, "")
        parameters[name] = Parameter(name, annotation, default, comment)
    return parameters


def _tagged_source(notebook: Path) -> str:
    """Return the source of the one cell tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{notebook}: not a readable notebook ({error})"
        raise ParameterError(message) from None
    for cell in cells:
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            return "".join(cell["source"])
    message = f"{notebook.name}: no cell with the tag 'parameters'; add one"
    raise ParameterError(message)


def _comments(source: str) -> dict[int, str]:
    """Return the comment of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def check_parameters(
    notebooks: list[Path], given: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Fit given values to the notebooks' declarations.

    Parameters
    ----------
    notebooks : list of Path
    given : dict
        Values by parameter name; text is converted to the declared type.

    Returns
    -------
    dict
        Per notebook stem, the values that are given and that it declares.

    Raises
    ------
    ParameterError
        For a name that no notebook declares, or a value that is not of its type,
        not in its list, out of its range, or no day.
    """
    declared = {notebook: read_parameters(notebook) for notebook in notebooks}
    known = {name for parameters in declared.values() for name in parameters}
    for name in given:
        if name not in known:
            names = ", ".join(sorted(known))
            message = f"unknown parameter {name!r}; known: {names}{hint(name, known)}"
            raise ParameterError(message)
    return {
        notebook.stem: {
            name: _fit(parameters[name], given[name], notebook.name)
            for name in parameters
            if name in given
        }
        for notebook, parameters in declared.items()
    }


def hint(value: Any, known: Iterable[str]) -> str:
    """Return what was probably meant, as the end of a message; else nothing.

    Examples
    --------
    >>> hint("sentance", ["sentence", "paragraph"])
    "; did you mean 'sentence'?"
    """
    near = get_close_matches(str(value), list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _fit(parameter: Parameter, value: Any, notebook: str) -> Any:
    """Convert a value to the parameter's type, or say why it does not fit."""
    kind = ast.parse(parameter.annotation, mode="eval").body
    listed = [str(choice) for choice in _listed(kind)]
    wanted = f"one of {', '.join(listed)}" if listed else parameter.annotation
    if isinstance(value, date):
        value = value.isoformat()  # YAML has read it already
    try:
        fitted = _convert(value, kind)
        if fitted is not None and parameter.name in RANGES:
            low, high = RANGES[parameter.name]
            wanted = f"{low} or more" if high == inf else f"{low} to {high}"
            if not low <= fitted <= high:
                raise ValueError
        if fitted is not None and parameter.name in DAYS:
            wanted = "a day such as 2022-02-24"
            date.fromisoformat(fitted)
    except (ValueError, TypeError):
        message = (
            f"parameter {parameter.name!r} of {notebook} has to be {wanted}, "
            f"not {value!r}{hint(value, listed)}"
        )
        raise ParameterError(message) from None
    return fitted


def _convert(value: Any, kind: ast.expr) -> Any:
    """Convert a value to an annotation such as ``int | None``, or raise ValueError."""
    match kind:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            # None first: the text "None" is not meant as a name.
            for side in sorted((left, right), key=lambda s: ast.unparse(s) != "None"):
                with suppress(ValueError):
                    return _convert(value, side)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            if isinstance(value, str):
                value = [part.strip() for part in value.split(",") if part.strip()]
            if isinstance(value, list | tuple):
                return [_convert(part, item) for part in value]
        case ast.Subscript(value=ast.Name(id="Literal")):
            choices = {str(choice): choice for choice in _listed(kind)}
            if str(value) in choices:
                return choices[str(value)]
        case ast.Constant(value=None):
            if value in (None, "None", "null", ""):
                return None
        case ast.Name(id=name):
            return _convert_plain(value, name)
    raise ValueError


_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def _convert_plain(value: Any, name: str) -> Any:
    """Convert a value to str, bool, int or float, or raise ValueError."""
    if name == "bool":
        value = _WORDS.get(str(value).lower(), value)
    readers = {"str": str, "bool": bool, "int": int, "float": float}
    if name not in readers or isinstance(value, bool) != (name == "bool"):
        raise ValueError
    as_it_is = isinstance(value, readers[name])
    # Text is read as a number; 2.5 is no whole one.
    readable = isinstance(value, str) or (name == "float" and isinstance(value, int))
    if not as_it_is and (name == "str" or not readable):
        raise ValueError
    return readers[name](value)


def _listed(kind: ast.expr) -> list:
    """Return the values that an annotation lists in its ``Literal``, if any."""
    for node in ast.walk(kind):
        match node:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=choices):
                values = ast.literal_eval(choices)
                return list(values) if isinstance(values, tuple) else [values]
    return []
