"""Lexicon: a user's own terms and their values, from a CSV file.

Terms may be of several words ("peace talks") and may end in * ("attack*"). They are
scored with VADER's rules for negation, intensifiers and "but", after their values
have been brought to its scale.
"""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

SCALE = 4.0  # VADER's ratings run from -4 to 4
_JOINT = "\x01"  # joins the words of a term to one; no white space, no punctuation


class Lexicon(Mapping):
    """Values of terms by lower-case form; entries in * match what they start.

    Longer entries come before shorter ones, exact ones before those in *.
    """

    def __init__(self, values: dict[str, float]):
        """Take values on any scale; the largest becomes 4."""
        largest = max(map(abs, values.values()), default=0.0) or 1.0
        self._values = {
            term.replace(" ", _JOINT): value * SCALE / largest
            for term, value in values.items()
        }
        phrases = sorted((t for t in values if " " in t), key=lambda t: (-len(t), t))
        patterns = (re.escape(t).replace(r"\ ", r"\s+") for t in phrases)
        pattern = "|".join(p.replace(r"\*", r"[\w’'-]*") for p in patterns) or "(?!)"
        self._phrases = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I)
        self._open = [t.replace(" ", _JOINT) for t in phrases if "*" in t]
        patterns = (re.escape(entry).replace(r"\*", ".*") for entry in self._open)
        self._entry = re.compile("|".join(f"({p})" for p in patterns) or "(?!)", re.S)

    def joined(self, text: str) -> str:
        """Return the text with the words of each term joined, at the same length."""
        return self._phrases.sub(lambda m: re.sub(r"\s", _JOINT, m[0]), text)

    def __getitem__(self, term: str) -> float:
        """Return the value of a lower-case term."""
        term = re.sub(f"{_JOINT}+", _JOINT, term)
        if term not in self._values:
            stems = (f"{term[:length]}*" for length in range(len(term), 0, -1))
            found = self._entry.fullmatch(term) if _JOINT in term else None
            starred = (stem for stem in stems if stem in self._values)
            term = self._open[found.lastindex - 1] if found else next(starred, term)
        return self._values[term]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the entries."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._values)


def read_lexicon(path: str | Path) -> Lexicon:
    """Return the lexicon in a CSV file with the columns term and value.

    Parameters
    ----------
    path : str or Path
        Comma, semicolon or tab separated; a first row ``term,value`` may be left
        out. UTF-8, UTF-16 with its mark, or else read as Windows-1252.

    Raises
    ------
    ValueError
        If a row has no term, no number or a term that came before: file, line, rule
        and value.

    Notes
    -----
    Values may be on any scale: they are multiplied so that the largest is 4. Words
    that VADER takes for intensifiers ("very", "less") stay intensifiers.
    """
    path = Path(path)
    values: dict[str, float] = {}
    lines: dict[str, int] = {}
    for line, cells in _rows(path):
        where = f"{path.name}:{line}: "
        term, value = _entry(cells, where)
        if term in values:
            message = f"{where}{term!r} is also on line {lines[term]}; keep one of them"
            raise ValueError(message)
        values[term], lines[term] = value, line
    if not values:
        message = f"{path.name}: no terms; write rows of term,value such as good,1.5"
        raise ValueError(message)
    return Lexicon(values)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of the rows that are neither empty, comment nor head."""
    text = _decoded(path)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    head = ["term", "value"]
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if [cell.lower() for cell in cells[:2]] != head:
                yield reader.line_num, cells
            head = None  # is the first row, or is a term
    except csv.Error as error:
        message = f"{path.name}:{reader.line_num}: not a CSV line ({error}); mend it"
        raise ValueError(message) from None


def _decoded(path: Path) -> str:
    """Return the file's text in the encoding that it has."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _entry(cells: list[str], where: str) -> tuple[str, float]:
    """Return the term and value of a row."""
    term = " ".join(cells[0].replace("’", "'").lower().split())
    try:
        value = float(cells[1])
    except (IndexError, ValueError):
        value = math.nan
    if not "".join(cells[1:2]):
        wrong = f"a row needs term and value, got {','.join(cells)!r}; write good,1.5"
    elif not term.strip("*"):
        wrong = f"the term is empty, got {cells[0]!r}; name one or drop the row"
    elif not re.fullmatch(r"(?:[^*\s]+\*?(?:\s|$))+", term):
        wrong = f"* may only end a word, got {cells[0]!r}; write attack*"
    elif not math.isfinite(value):
        wrong = f"the value must be a number, got {cells[1]!r}; write 1.5"
    else:
        return term, value
    message = f"{where}{wrong}"
    raise ValueError(message)
