"""A damaged or missing model file is said in one line."""

import hashlib

import pytest

from overture.onnx_model import check_model


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "tagger"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  model.onnx\n")
    return folder


def test_whole_model_passes(folder):
    check_model(folder)


@pytest.mark.parametrize("content", [b"", b"other weights", b"weight"])
def test_changed_byte_is_told_with_both_hashes(folder, content):
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(ValueError, match=r"tagger/model\.onnx is damaged .*expected"):
        check_model(folder)


@pytest.mark.parametrize("name", ["model.onnx", "SHA256SUMS"])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ValueError, match=f"no model in tagger: {name} is missing; re"):
        check_model(folder)


def test_unreadable_sums_are_told(folder):
    (folder / "SHA256SUMS").write_text("nonsense\n")
    with pytest.raises(ValueError, match="no model in tagger"):
        check_model(folder)
