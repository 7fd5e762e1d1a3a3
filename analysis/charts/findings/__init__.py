"""Findings: what tables say, in words, made from their numbers.

A module per notebook: `answer` opens it; the others return the title of an exhibit
and, on a second line, its caption, or why there is nothing to show.
"""
