"""The `targeted` engine: a small transformer, run by onnxruntime.

Weights are stored in 8 bits and turned into 32-bit numbers when the model is
loaded. A batch holds sequences of one length, so nothing is padded.
"""

from itertools import groupby
from pathlib import Path

import numpy as np

from overture.onnx_model import open_model
from overture.tone.requests import Piece, softmax

FOLDER = Path(__file__).parent / "targeted_model"
MARKS = ("[MASK]", "[unused0]", "[unused1]")  # target, its other mentions, others
ENDS = ("[CLS]", "[SEP]")
LONGEST = 96  # word pieces; a longer sentence is cut around the target
BATCH = 32


def probabilities(requests: list[list[Piece]]) -> np.ndarray:
    """Return the probabilities of negative, neutral and positive."""
    session, tokenizer = open_model(FOLDER)
    encoded = [encode(pieces, tokenizer) for pieces in requests]
    logits = np.zeros((len(encoded), 3))
    by_length = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    for _, same in groupby(by_length, key=lambda i: len(encoded[i][0])):
        same = list(same)
        for start in range(0, len(same), BATCH):
            batch = same[start : start + BATCH]
            ids = np.array([encoded[i][0] for i in batch], dtype=np.int64)
            target = np.array([[encoded[i][1]] for i in batch], dtype=np.int64)
            logits[batch] = session.run(None, {"ids": ids, "target": target})[0]
    return softmax(logits)


def encode(pieces: list[Piece], tokenizer, marks=MARKS, ends=ENDS):
    """Return word-piece ids, cut around the target, and the target's place."""
    tokenizer.encode_special_tokens = True  # "[MASK]" in a text is not a mask
    marks = [tokenizer.token_to_id(mark) for mark in marks]
    opening, closing = map(tokenizer.token_to_id, ends)
    ids, target = [], 0
    for piece in pieces:
        if piece.kind < 0:
            ids += tokenizer.encode(piece.text, add_special_tokens=False).ids
        else:
            target = target if piece.kind else len(ids)
            ids.append(marks[piece.kind])
    room = LONGEST - 2
    first = max(0, min(target - room // 2, len(ids) - room))
    return [opening, *ids[first : first + room], closing], target - first + 1
