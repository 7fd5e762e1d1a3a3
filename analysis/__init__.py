"""Overture: terms, actors, co-mentions and sentiment of news and political text.

The public list. A name is imported when it is first used, so that finding out
that nothing changed does not wait for libraries.
"""

from importlib import import_module

_HOMES = {
    "open_corpus": "analysis.corpus.corpus",
    "read_documents": "analysis.corpus.intake",
    "split_sentences": "overture.voice",
    "find_quotations": "overture.voice",
    "quoted_actors": "analysis.actors.quoted",
    "count_speakers": "analysis.actors.quoted",
    "read_actors": "overture.names",
    "find_mentions": "overture.names",
    "find_names": "overture.names",
    "tokens": "analysis.corpus.tokens",
    "Words": "analysis.terms.words",
    "read_stop_words": "analysis.terms.words",
    "count": "analysis.terms.counts",
    "frequencies": "analysis.terms.frequencies",
    "dispersion": "analysis.terms.dispersion",
    "keyness": "analysis.terms.keyness",
    "compare": "analysis.terms.references",
    "collocations": "analysis.terms.collocations",
    "kwic": "analysis.terms.concordance",
    "trends": "analysis.inference.trends",
    "term_rates": "analysis.inference.trends",
    "units": "analysis.actors.units",
    "co_mentions": "analysis.actors.co_mentions",
    "co_mention_evidence": "analysis.actors.co_mentions",
    "co_mention_variants": "analysis.actors.co_mentions",
    "unit_counts": "analysis.actors.co_mentions",
    "pairs_by_source": "analysis.actors.co_mentions",
    "network": "analysis.actors.network",
    "to_gexf": "analysis.actors.network",
    "timeline": "analysis.actors.network",
    "in_periods": "analysis.corpus.periods",
    "count_kinds": "analysis.actors.appearances",
    "count_aliases": "analysis.actors.appearances",
    "count_periods": "analysis.actors.appearances",
    "direction": "overture.voice",
    "direction_counts": "overture.voice",
    "sentence_valence": "overture.tone",
    "scored_words": "overture.tone",
    "mention_sentiment": "overture.tone",
    "sentiment_units": "analysis.inference.actor_sentiment",
    "actor_sentiment": "analysis.inference.actor_sentiment",
    "pair_sentiment": "analysis.inference.actor_sentiment",
    "tell": "overture.frame",
    "exhibits": "analysis.publishing",
    "publish_edition": "analysis.publishing",
}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        message = f"module 'analysis' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
