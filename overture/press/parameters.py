"""Parameters of notebooks: read from the tagged cell, checked before a kernel starts.

A notebook declares its parameters as annotated literals with a trailing
comment, in one cell with the tag ``parameters``. papermill only warns about a
name it does not know and never looks at types, so both are checked here.
"""

import ast
import io
import json
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Parameters that name something on the disk; it has to be there. For some of
# them the default is a word instead, such as "vader" for a lexicon.
PATHS = frozenset(
    {"corpus", "actors", "reference", "lexicon", "stop_words", "exhibits"}
)
WORD_OR_PATH = PATHS - {"corpus", "actors", "exhibits"}


@dataclass(frozen=True)
class Parameter:
    """One parameter: its annotation as written, default value and help."""

    name: str
    annotation: str
    default: Any
    help: str


class ParameterError(ValueError):
    """A parameter that no notebook has, or a value that does not fit its type."""


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares, in their order.

    Raises
    ------
    ParameterError
        If the file is not a notebook, has no cell tagged ``parameters``, or the
        cell holds anything but annotated literals.
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
        where = f"{notebook.name}, parameters cell, line {statement.lineno}"
        if not (isinstance(statement, ast.AnnAssign) and statement.value):
            message = f"{where}: write `name: type = value  # help`"
            raise ParameterError(message)
        try:
            default = ast.literal_eval(statement.value)
        except ValueError:
            message = f"{where}: the value has to be a literal; nothing is derived here"
            raise ParameterError(message) from None
        name = ast.unparse(statement.target)
        parameters[name] = Parameter(
            name,
            ast.unparse(statement.annotation),
            default,
            comments.get(statement.end_lineno, ""),
        )
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
        For a name that no notebook declares, a value of the wrong type, or a
        path that does not exist.
    """
    declared = {notebook: read_parameters(notebook) for notebook in notebooks}
    known = {name for parameters in declared.values() for name in parameters}
    for name in given:
        if name not in known:
            message = f"unknown parameter {name!r}; known: {', '.join(sorted(known))}"
            raise ParameterError(message)
    return {
        notebook.stem: {
            name: _fit(parameters[name], given[name], notebook.name)
            for name in parameters
            if name in given
        }
        for notebook, parameters in declared.items()
    }


def _fit(parameter: Parameter, value: Any, notebook: str) -> Any:
    """Convert a value to the parameter's type, or say why it does not fit."""
    fitted = convert(value, ast.parse(parameter.annotation, mode="eval").body)
    if fitted is _MISFIT:
        message = (
            f"parameter {parameter.name!r} of {notebook} has to be "
            f"{parameter.annotation}, not {value!r}"
        )
        raise ParameterError(message)
    return fitted


_MISFIT = object()
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def convert(value: Any, annotation: ast.expr) -> Any:
    """Convert a value to an annotation such as ``int | None`` or ``list[str]``."""
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            # None first: the text "None" is not meant as a name.
            sides = sorted((left, right), key=lambda side: ast.unparse(side) != "None")
            fits = (convert(value, side) for side in sides)
            return next((fit for fit in fits if fit is not _MISFIT), _MISFIT)
        case ast.Constant(value=None):
            return None if value in (None, "None", "null", "") else _MISFIT
        case ast.Name(id="bool"):
            value = _WORDS.get(str(value).lower(), value)
            return value if isinstance(value, bool) else _MISFIT
        case ast.Name(id="int" | "float" as kind):
            if isinstance(value, bool) or (kind == "int" and isinstance(value, float)):
                return _MISFIT
            try:
                return int(value) if kind == "int" else float(value)
            except (TypeError, ValueError):
                return _MISFIT
        case ast.Name(id="str"):
            return value if isinstance(value, str) else _MISFIT
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            if isinstance(value, str):
                value = [part.strip() for part in value.split(",") if part.strip()]
            if not isinstance(value, (list, tuple)):
                return _MISFIT
            fits = [convert(part, item) for part in value]
            return _MISFIT if any(fit is _MISFIT for fit in fits) else fits
        case ast.Subscript(value=ast.Name(id="Literal"), slice=choices):
            allowed = ast.literal_eval(choices)
            allowed = allowed if isinstance(allowed, tuple) else (allowed,)
            return value if value in allowed else _MISFIT
    return _MISFIT
