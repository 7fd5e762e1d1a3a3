"""Publishing: what the press and this package have to know of each other."""

from difflib import get_close_matches
from functools import partial
from typing import Any

from overture import press

PUBLISHED, UNCHANGED = 0, 3  # exit codes of a run that is well
# Parameters that mean groups of documents.
GROUPS = {"by", "target", "against", "sources", "split"}


def prepare(plan) -> dict:
    """Bring the annotations of a plan's corpus up to date; tell of the corpus."""
    from analysis.corpus.corpus import CHOICE, open_corpus

    given: dict[str, Any] = {}
    for values in plan.parameters.values():
        given |= values
    corpus = open_corpus(
        plan.inputs["corpus"],
        actors=plan.inputs.get("actors"),
        store=plan.store,
        discover=given.get("discover", "rules"),
    )
    if GROUPS & given.keys():
        check_groups(corpus.documents, given)
    chosen = {name: given[name] for name in CHOICE if name in given}
    corpus = corpus.select(**chosen)
    corpus.annotate()
    titles = corpus.documents["title"]
    title = f"{len(titles):,} documents of {corpus.name}"
    if len(titles) == 1 and isinstance(titles.iloc[0], str):
        title = titles.iloc[0]
    return {
        "name": corpus.name,
        "title": title,
        "intake": corpus.intake,
    }


def check_groups(documents, given: dict[str, Any]) -> None:
    """Check the parameters that mean groups of documents.

    Parameters
    ----------
    documents : DataFrame
    given : dict
        Parameters as given; `GROUPS` of them are looked at.

    Raises
    ------
    ValueError
        Naming the parameter, and the groups that there are.
    """
    by = given.get("by", "source")
    groups = [name for name in documents.columns if name not in ("doc_id", "text")]
    _check("by", by, groups, "columns")
    if given.get("target") is not None:
        known = sorted(documents[by].dropna().astype(str).unique())
        _check("target", given["target"], known, f"values of {by}")
        if given.get("against") is not None:
            _check("against", given["against"], known, f"values of {by}")
    known = sorted(documents["source"].dropna().astype(str).unique())
    for source in given.get("sources", ()):
        _check("sources", source, known, "sources")
    if given.get("split") is not None:
        days = documents["date"].dropna().dt.strftime("%Y-%m-%d")
        if not days.min() < given["split"] <= days.max():
            period = f"{days.min()} to {days.max()}" if len(days) else "no day"
            message = (
                f"split={given['split']!r} leaves one side without documents; they "
                f"are of {period}"
            )
            raise ValueError(message)


def _check(name: str, value: str, known: list[str], what: str) -> None:
    """Raise ValueError unless a value is known; say what was probably meant."""
    if str(value) in known:
        return
    near = get_close_matches(str(value), known, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(known[:20]) or "none"
    more = f" and {len(known) - 20:,} more" if len(known) > 20 else ""
    message = f"{name}={value!r} is not in the corpus; {what}: {listed}{more}{meant}"
    raise ValueError(message)


def publish_edition(name: str | None, *, file: str | None = None) -> str:
    """Publish an edition from a notebook, such as a job of jupyter-scheduler.

    Parameters
    ----------
    name : str or None
        None publishes nothing and names the editions that there are.
    file : str, optional
        seeds/editions.yaml if not given.

    Returns
    -------
    str
        What happened, in a line.

    Raises
    ------
    RuntimeError
        If nothing could be published; a scheduler then marks the job as failed.
    """
    if name is None:
        return f"editions: {', '.join(press.read_editions(file)) or 'none'}"
    said: list[str] = []
    request = press.read_editions(file, only=name)[name]
    if press.run_report(request, said.append, prepare) not in (PUBLISHED, UNCHANGED):
        raise RuntimeError("\n".join(said))
    return said[-1]


def exhibits(corpus):
    """Return the call that shows tables of a corpus as exhibits of the report.

    Parameters
    ----------
    corpus : Corpus
        From `analysis.open_corpus`.

    Returns
    -------
    callable
        ``show(name, table, figure=None, *, finds, caption="", evidence=None,
        banner=None)``, see `overture.press.exhibit`: checks what the table
        promises, shows it, and keeps it for the report.
    """
    return partial(press.exhibit, corpus)
