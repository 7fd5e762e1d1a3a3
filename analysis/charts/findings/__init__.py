"""Findings: what tables say, in words, made from their numbers.

A module per notebook: `answer` opens it, the others title its exhibits. A finding
of an empty table says why in a second line.
"""
