"""`python -m analysis` is the command line."""

from analysis.cli import main

main(prog_name="workbook")
