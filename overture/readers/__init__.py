"""Readers: files in, records out."""

from overture import door

# What its results depend on besides its own files.
LIBRARIES = tuple(
    "charset-normalizer lxml openpyxl pandas py3langid pyarrow pypdf python-dateutil "
    "python-docx PyYAML striprtf trafilatura warcio".split()
)

__all__, __getattr__, __dir__ = door(
    __name__,
    {
        "doubtful_dates": "dates",
        "parse_date": "dates",
        "detect_language": "language",
        "language_code": "language",
        "Piece": "pieces",
        "pieces_of_file": "pieces",
        "records_of": "pieces",
        "Record": "record",
        "known_fields": "record",
        "csv_rows": "table",
    },
)
