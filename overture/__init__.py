"""The engines: readers, voice, names, tone and press, each behind one door.

What an engine's `__init__` lists is its door; the rest of it is its own. No
engine knows of `analysis`. A name is imported when it is first used, so that
finding out that nothing changed does not wait for libraries.
"""

from importlib import import_module


def door(engine: str, homes: dict[str, str]):
    """Return `__all__`, `__getattr__` and `__dir__` of an engine.

    Parameters
    ----------
    engine : str
        Dotted name of the package.
    homes : dict of str to str
        The module of the engine that each public name is in.
    """

    def find(name: str):
        if name not in homes:
            message = f"module {engine!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{engine}.{homes[name]}"), name)

    return list(homes), find, lambda: sorted(homes)
