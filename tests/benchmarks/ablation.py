"""Ablation: what goes wrong when one rule of an engine is switched off.

A rule is a compiled pattern, a list of words or a part of a pattern that a module
of the engine names. It is blanked where it is made, and the engine imported anew,
so that what is built of it changes too.
"""

import ast
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from typing import NamedTuple

EXAMPLE = 100  # characters of an example that are printed


class Row(NamedTuple):
    """A rule, and the cases that go wrong, or right, without it alone."""

    rule: str
    lost: list[str]
    gained: list[str]
    error: str


def ablate(package: str, measure: Callable[[], dict[str, bool]]) -> Iterator[Row]:
    """Yield what changes without each rule of a package, one at a time.

    Parameters
    ----------
    package : str
        Dotted name.
    measure : callable
        Returns whether each case (a sentence, a name) comes out right. What it uses
        of the package it must import when it is called.
    """
    everything = _measured(package, measure)
    for module, name in list(_rules(package)):
        rule = f"{module.removeprefix(package)[1:]}.{name}"
        try:
            found = _measured(package, measure, _Without(module, name))
        except Exception as error:  # noqa: BLE001 (without the rule nothing works)
            yield Row(rule, [], [], f"{type(error).__name__}: {error}")
            continue
        cases = sorted(everything.keys() | found.keys())
        change = {c: found.get(c, False) - everything.get(c, False) for c in cases}
        lost, gained = ([c for c in cases if change[c] == way] for way in (-1, 1))
        yield Row(rule, lost, gained, "")


def show(row: Row) -> str:
    """Return a line on a rule: what is lost and gained without it, with an example."""
    if row.error:
        return f"{row.rule}: {row.error}"
    parts = [
        f"{len(cases)} {way}, {cases[0][:EXAMPLE]!r}"
        for way, cases in (("lost", row.lost), ("gained", row.gained))
        if cases
    ]
    return f"{row.rule}: {'; '.join(parts) or 'nothing'}"


def passed(tests: Path, *, skip: str = "") -> dict[str, bool]:
    """Return whether each test of a module passes, with each set of its arguments.

    Left out are tests that need a fixture or are fed by hypothesis, and those whose
    name the pattern `skip` finds.
    """
    outcomes = {}
    for name, test in runpy.run_path(str(tests)).items():
        if not name.startswith("test_") or hasattr(test, "hypothesis"):
            continue
        marks = [mark.args for mark in getattr(test, "pytestmark", [])]
        names, sets = marks[0] if marks else ((), [()])
        if isinstance(names, str):
            names, sets = (names,), [(value,) for value in sets]
        if len(names) != test.__code__.co_argcount or (skip and re.search(skip, name)):
            continue
        for values in sets:
            case = " | ".join([name, *map(str, values)])
            try:
                test(*values)
                outcomes[case] = True
            except Exception:  # noqa: BLE001 (a test may fail in any way)
                outcomes[case] = False
    return outcomes


def _measured(package: str, measure, finder=None) -> dict[str, bool]:
    """Return what is measured with the package imported anew."""
    for name in [n for n in sys.modules if f"{n}.".startswith(f"{package}.")]:
        del sys.modules[name]
    sys.meta_path[:0] = [finder] if finder else []
    try:
        return measure()
    finally:
        sys.meta_path[:] = [other for other in sys.meta_path if other is not finder]


def _rules(package: str) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each rule that a package's modules name."""
    folder = Path(import_module(package).__file__).parent
    for file in sorted(folder.rglob("[!_]*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        module = import_module(".".join([package, *parts]))
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            name = _name(node)
            if name and _off(getattr(module, name)) is not None:
                yield module.__name__, name


def _name(node: ast.stmt) -> str | None:
    """Return the name that a statement assigns a value to."""
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return getattr(targets[0], "id", None)


def _off(rule):
    """Return what a rule is without its content; None of what is no rule."""
    if isinstance(rule, re.Pattern):
        return re.compile("(?!)")
    if isinstance(rule, str):  # words, or a part of a pattern, which may be optional
        try:
            return "" if re.match(rule, "") else "(?!)"
        except re.error:
            return None
    if type(rule) in (frozenset, set, tuple, list, dict):
        parts = [*rule, *rule.values()] if isinstance(rule, dict) else rule
        words = all(isinstance(part, (str, re.Pattern)) for part in parts)
        return type(rule)() if words else None
    return None


class _Without:
    """Finds one module, and loads it with one rule switched off."""

    def __init__(self, module: str, name: str):
        self.module, self.name = module, name

    def find_spec(self, module, path=None, target=None):
        if module != self.module:
            return None
        file = Path(path[0]) / f"{module.rpartition('.')[2]}.py"
        return spec_from_loader(module, _Loader(module, str(file), self.name))


class _Loader(SourceFileLoader):
    """Loads a module in which what one name stands for is switched off."""

    def __init__(self, module: str, file: str, name: str):
        super().__init__(module, file)
        self.name = name

    def get_code(self, module):
        tree = ast.parse(self.get_data(self.path))
        for node in tree.body:
            if _name(node) == self.name:
                off = ast.parse("__off__(0)", mode="eval").body
                off.args, node.value = [node.value], off
        return compile(ast.fix_missing_locations(tree), self.path, "exec")

    def exec_module(self, module):
        module.__off__ = _off
        super().exec_module(module)
