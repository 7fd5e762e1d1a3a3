"""Data files that the package reads, each with its licence."""
