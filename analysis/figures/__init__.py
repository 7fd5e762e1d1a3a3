"""Figures: each function takes a table and returns a matplotlib Figure."""
