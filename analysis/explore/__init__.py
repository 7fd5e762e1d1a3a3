"""Explore a corpus: each view one call, and a desk of widgets around them."""
