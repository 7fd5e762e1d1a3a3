"""A transformer for sequence classification from the user's own disk.

Needs the extra `transformers`. Nothing is downloaded, and no code that lies
beside a model is run.
"""

from functools import cache
from pathlib import Path

import numpy as np

from overture.tone.requests import LABELS, Piece

MARKS = ("TARGET", "TARGET", "OTHER")  # target, its other mentions, other actors
LONGEST = 256  # word pieces
BATCH = 16


@cache
def engine_from(folder: str):
    """Open a model and return a function from requests to probabilities.

    The folder has config.json, model.safetensors and the tokenizer's files. The model
    reads the sentence and, as its pair, the word TARGET, which stands in the target's
    place; its labels begin with "neg", "neu" and "pos". A ValueError says what is
    missing, damaged or otherwise.
    """
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        what = "a transformer from disk needs the extra 'transformers'"
        message = f"{what}: pip install 'overture[transformers]'"
        raise ValueError(message) from error
    logging.disable_progress_bar()
    name = Path(folder).name
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    except Exception as error:  # the library raises what its parts raise
        reason = str(error).strip().splitlines()[0][:120] if str(error) else ""
        message = f"no transformer could be read from {name}: {reason}"
        raise ValueError(message) from error
    model.eval()
    names = [str(label).lower() for _, label in sorted(model.config.id2label.items())]
    begins = [own[:3] for own in names]
    if sorted(begins) != [label[:3] for label in LABELS]:
        found, needed = ", ".join(names), ", ".join(LABELS)
        message = f"the labels of {name} are {found}; needed: {needed}"
        raise ValueError(message)
    columns = [begins.index(label[:3]) for label in LABELS]

    def probabilities(requests: list[list[Piece]]) -> np.ndarray:
        texts = [
            "".join(p.text if p.kind < 0 else MARKS[p.kind] for p in pieces)
            for pieces in requests
        ]
        order = np.argsort([len(text) for text in texts], kind="stable")
        result = np.zeros((len(texts), 3))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            inputs = tokenizer(
                [texts[i] for i in batch],
                [MARKS[0]] * len(batch),
                padding=True,
                truncation="only_first",
                max_length=LONGEST,
                return_tensors="pt",
            )
            with torch.inference_mode():
                logits = model(**inputs).logits.double()
            result[batch] = logits.softmax(-1).numpy()[:, columns]
        return result

    return probabilities
