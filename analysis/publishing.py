"""Publishing: what the press and this package have to know of each other."""

from functools import partial

from overture import press


def prepare(plan: press.Plan) -> dict:
    """Bring the annotations of a plan's corpus up to date; tell of the corpus."""
    from analysis.corpus.corpus import CHOICE, open_corpus

    given = dict(item for values in plan.values.values() for item in values.items())
    chosen = {name: given[name] for name in CHOICE if name in given}
    corpus = open_corpus(
        plan.inputs["corpus"],
        actors=plan.inputs.get("actors"),
        store=plan.store,
        **chosen,
    )
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
    return press.publish_edition(name, prepare, file=file)


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
