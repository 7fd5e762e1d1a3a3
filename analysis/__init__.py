"""Overture: terms, actors, co-mentions and sentiment of news and political text.

The public list. A name is imported when it is first used, so that finding out
that nothing changed does not wait for libraries.
"""

from importlib import import_module

_HOMES = {
    "open_corpus": "analysis.corpus.corpus",
    "read_documents": "analysis.corpus.intake",
    "split_sentences": "overture.voice",
    "tokens": "analysis.corpus.tokens",
    "count_tokens": "analysis.corpus.tokens",
    "term_spans": "analysis.terms.counts",
    "term_counts": "analysis.terms.counts",
    "stop_list": "analysis.terms.counts",
    "read_stop_words": "analysis.terms.counts",
    "read_actors": "overture.names",
    "find_mentions": "overture.names",
    "find_names": "overture.names",
    "frequencies": "analysis.terms.frequencies",
    "keyness": "analysis.terms.keyness",
    "contrast": "analysis.terms.keyness",
    "general_frequencies": "analysis.terms.references",
    "read_reference": "analysis.terms.references",
    "compare": "analysis.terms.references",
    "collocations": "analysis.terms.collocations",
    "dispersion": "analysis.terms.dispersion",
    "kwic": "analysis.terms.concordance",
    "co_mentions": "analysis.actors.co_mentions",
    "co_mention_evidence": "analysis.actors.co_mentions",
    "co_mention_variants": "analysis.actors.co_mentions",
    "unit_counts": "analysis.actors.co_mentions",
    "network": "analysis.actors.network",
    "to_gexf": "analysis.actors.network",
    "to_graphml": "analysis.actors.network",
    "timeline": "analysis.actors.network",
    "period_of": "analysis.actors.network",
    "pairs_by_source": "analysis.actors.network",
    "direction": "overture.voice",
    "direction_counts": "overture.voice",
    "find_quotations": "overture.voice",
    "span_voices": "overture.voice",
    "quoted_actors": "analysis.actors.quoted",
    "count_speakers": "analysis.actors.quoted",
    "sentence_valence": "overture.tone",
    "document_valence": "overture.tone",
    "scored_words": "overture.tone",
    "read_lexicon": "overture.tone",
    "mention_sentiment": "overture.tone",
    "actor_sentiment": "analysis.inference.actor_sentiment",
    "pair_sentiment": "analysis.inference.actor_sentiment",
    "sentiment_units": "analysis.inference.actor_sentiment",
    "pair_units": "analysis.inference.actor_sentiment",
    "trends": "analysis.inference.trends",
    "term_rates": "analysis.inference.trends",
    "bootstrap_ratio": "analysis.inference.bootstrap",
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
