"""Small transformers that ship with the package: a folder, opened with care.

A folder holds model.onnx, tokenizer.json and SHA256SUMS, which names the bytes
of both. Training and what the numbers mean are each engine's own.
"""

import hashlib
from functools import cache
from pathlib import Path


@cache
def open_model(folder: Path):
    """Open a model's session and tokenizer, once per process.

    Parameters
    ----------
    folder : Path
        With `model.onnx`, `tokenizer.json` and `SHA256SUMS`.

    Returns
    -------
    tuple
        `onnxruntime.InferenceSession` on one thread of the CPU, and
        `tokenizers.Tokenizer`.

    Raises
    ------
    ValueError
        If a file is missing, damaged or of another version.

    Notes
    -----
    Weights are stored in eight bits and turned into 32-bit floats when the model
    is opened: with integer arithmetic the result would depend on the processor.
    """
    check_model(folder)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Without this, weights are fused into 8-bit arithmetic (MatMulNBits).
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    # Buffers sized for the longest batch seen would otherwise be kept for ever.
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return session, Tokenizer.from_file(str(folder / "tokenizer.json"))


def check_model(folder: Path) -> None:
    """Raise ValueError unless the files' bytes are those that the folder names."""
    way_out = "restore the folder from the package, or train the model anew"
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        message = f"no model in {folder.name}: SHA256SUMS is missing; {way_out}"
        raise ValueError(message)
    for line in sums.read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        path = folder / name
        if not name or not path.is_file():
            message = f"no model in {folder.name}: {name or sums.name} is missing; "
            raise ValueError(message + way_out)
        with path.open("rb") as file:
            got = hashlib.file_digest(file, "sha256").hexdigest()
        if got != expected:
            message = (
                f"model file {folder.name}/{name} is damaged or of another version "
                f"(SHA-256 {got[:12]}, expected {expected[:12]}); {way_out}"
            )
            raise ValueError(message)
