import pytest

from overture.readers import pieces_of_file, records_of


@pytest.fixture
def read_with_paths(tmp_path):
    """Return a function that writes a file and gives its records with their paths."""

    def read(name, data=None, *, columns=None):
        file = tmp_path / name
        if data is not None:
            file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return [
            (piece.path, record)
            for piece in pieces_of_file(file, name, columns=columns)
            for record in records_of(piece, columns)
        ]

    return read


@pytest.fixture
def read(read_with_paths):
    """Return a function that writes a file and gives its records."""
    return lambda *file, **options: [r for _, r in read_with_paths(*file, **options)]
