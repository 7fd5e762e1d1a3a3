"""Overture: terms, actors, co-mentions and sentiment of news and political text.

The public list. A name is imported when it is first used, so that finding out
that nothing changed does not wait for libraries.
"""

from importlib import import_module

_HOMES = {
    "open_corpus": "analysis.measures.corpus",
    "read_documents": "analysis.corpus.intake",
    "split_sentences": "analysis.corpus.sentences",
    "tokens": "analysis.corpus.tokens",
    "count_tokens": "analysis.corpus.tokens",
    "terms": "analysis.corpus.terms",
    "term_counts": "analysis.corpus.terms",
    "stop_list": "analysis.corpus.terms",
    "read_stop_words": "analysis.corpus.terms",
    "read_actors": "analysis.measures.registry",
    "find_mentions": "analysis.measures.mentions",
    "find_names": "analysis.measures.discovery",
    "frequencies": "analysis.measures.frequencies",
    "keyness": "analysis.measures.keyness",
    "contrast": "analysis.measures.keyness",
    "general_frequencies": "analysis.measures.references",
    "read_reference": "analysis.measures.references",
    "compare": "analysis.measures.references",
    "collocations": "analysis.measures.collocations",
    "dispersion": "analysis.measures.dispersion",
    "kwic": "analysis.measures.concordance",
    "co_mentions": "analysis.measures.co_mentions",
    "co_mention_evidence": "analysis.measures.co_mentions",
    "co_mention_variants": "analysis.measures.co_mentions",
    "unit_counts": "analysis.measures.co_mentions",
    "network": "analysis.measures.network",
    "to_gexf": "analysis.measures.network",
    "to_graphml": "analysis.measures.network",
    "timeline": "analysis.measures.network",
    "period_of": "analysis.measures.network",
    "pairs_by_source": "analysis.measures.network",
    "direction": "analysis.measures.direction",
    "direction_counts": "analysis.measures.direction",
    "find_quotations": "analysis.corpus.voice",
    "span_voices": "analysis.corpus.voice",
    "quoted_actors": "analysis.measures.quoted",
    "count_speakers": "analysis.measures.quoted",
    "sentence_valence": "analysis.measures.valence",
    "document_valence": "analysis.measures.valence",
    "scored_words": "analysis.measures.valence",
    "read_lexicon": "analysis.measures.lexicon",
    "mention_sentiment": "analysis.measures.targeted",
    "actor_sentiment": "analysis.inference.actor_sentiment",
    "pair_sentiment": "analysis.inference.actor_sentiment",
    "sentiment_units": "analysis.inference.actor_sentiment",
    "pair_units": "analysis.inference.actor_sentiment",
    "trends": "analysis.inference.trends",
    "term_rates": "analysis.inference.trends",
    "bootstrap_ratio": "analysis.inference.bootstrap",
    "exhibit": "analysis.report.exhibits",
    "publish_edition": "analysis.editions",
}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        message = f"module 'analysis' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
