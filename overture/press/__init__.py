"""Press: notebooks in, a checked and published report out."""

from overture import door

__all__, __getattr__, __dir__ = door(
    __name__,
    {
        "format_column": "cells",
        "shorten": "cells",
        "to_csv": "cells",
        "visible": "cells",
        "compare_reports": "comparison",
        "publish_edition": "editions",
        "read_editions": "editions",
        "FIXED_ENVIRONMENT": "execution",
        "NotebookFailed": "execution",
        "run_notebook": "execution",
        "write_notebook": "execution",
        "Exhibit": "exhibits",
        "exhibit": "exhibits",
        "ParameterError": "parameters",
        "Limits": "plan",
        "Plan": "plan",
        "Request": "plan",
        "default_notebooks": "plan",
        "read_sentences": "recount",
        "FAILED": "runner",
        "PUBLISHED": "runner",
        "UNCHANGED": "runner",
        "USAGE": "runner",
        "notify_failure": "runner",
        "run_report": "runner",
        "now": "status",
        "read_status": "status",
        "style": "style",
        "recount_report": "verification",
        "verify_report": "verification",
    },
)
