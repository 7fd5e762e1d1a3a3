"""Press: notebooks in, a checked and published report out.

`style` and `cells` are modules: colours, marks and figures in the look of the
report; numbers and tables as a reader sees them.
"""

from importlib import import_module

from overture import door

__all__, _find, __dir__ = door(
    __name__,
    {
        "Request": "plan",
        "run_report": "runner",
        "read_editions": "editions",
        "schedule_edition": "editions",
        "verify_report": "again",
        "compare_reports": "again",
        "read_sentences": "recount",
        "read_status": "status",
        "write_notebooks": "notebooks",
        "exhibit": "exhibits",
        "style": "style",
        "cells": "cells",
    },
)


def __getattr__(name: str):
    if name in ("style", "cells"):
        return import_module(f"{__name__}.{name}")
    return _find(name)
