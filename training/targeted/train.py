"""Train the `targeted` engine: model.onnx and its tokenizer, in overture/tone.

    python training/targeted/train.py --data FOLDER --work FOLDER

Run by `make model DATA=FOLDER` in an environment of its own. A large teacher
(all-mpnet-base-v2) is fine-tuned on NewsMTSC's train split and labels names in open
text; a small pupil (all-MiniLM-L6-v2 with narrower layers) learns from both and is
shipped. The dev splits choose and calibrate. The teacher's labels stay in the work
folder, for ../targeted_fast/train.py.
"""

import argparse
import hashlib
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import softmax

sys.path.insert(0, str(Path(__file__).parents[2]))

from fine_tuning import Reader, Round, fine_tune, minilm, mpnet, narrow  # noqa: E402
from network import write_graph  # noqa: E402
from sources import (  # noqa: E402
    LABELLED,
    OPEN,
    macro_f1,
    newsmtsc,
    open_text,
    temperature,
)

from overture.tone.targeted_transformer import FOLDER  # noqa: E402

TEACHER = Round(seed=2, rate=4e-5, decay=0.9, epochs=3, run=2)
PUPIL = Round(seed=2, rate=1.5e-4, decay=0.85, epochs=4, run=4)
SMOOTHING = 0.1
TAUGHT = 0.4  # share of the teacher's opinion where there is a label by hand
WIDTH = 1152  # of the pupil's feed-forward layers, of 1536: a sixth less work


class Clock:
    """Dev figures with the minutes since the start."""

    def __init__(self, data: Path):
        self.begun = time.monotonic()
        self.dev = {split: newsmtsc(data, split) for split in ("dev_rw", "dev_mt")}
        self.gold = {
            split: np.array([row.label for row in rows])
            for split, rows in self.dev.items()
        }

    def show(self, what: str, reader: Reader, state: dict) -> dict:
        """Print and return what the weights say of the dev splits."""
        kept = {k: v.clone() for k, v in reader.network.state_dict().items()}
        reader.network.load_state_dict(state)
        logits = {split: reader.predict(rows) for split, rows in self.dev.items()}
        reader.network.load_state_dict(kept)
        figures = [
            f"{split} {macro_f1(found.argmax(1), self.gold[split]):.4f}"
            for split, found in logits.items()
        ]
        minutes = (time.monotonic() - self.begun) / 60
        print(f"{minutes:5.0f} min  {what}:", *figures, flush=True)
        return logits


def teach(data: Path, work: Path, clock: Clock, train: list, aims, more: list):
    """Return the teacher's probabilities for all examples."""
    kept = work / LABELLED
    if not kept.exists():
        reader = mpnet(work)
        final = fine_tune(
            reader,
            train,
            aims,
            TEACHER,
            lambda epoch, state: clock.show(f"teacher, epoch {epoch}", reader, state),
        )
        reader.network.load_state_dict(final)
        logits = torch.tensor(reader.predict(train + more))
        np.save(kept, softmax(logits, -1).numpy())
        print(f"labelled {len(more)} mentions in open text", flush=True)
    return np.load(kept)


def main() -> None:
    """Teach, train, calibrate and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    clock = Clock(options.data)
    train = newsmtsc(options.data, "train")
    more = open_text(options.data, OPEN, seed=0)
    labels = np.eye(3)[[row.label for row in train]]
    aims = SMOOTHING / 3 + (1 - SMOOTHING) * labels
    taught = teach(options.data, options.work, clock, train, aims, more)
    aims = (1 - TAUGHT) * aims + TAUGHT * taught[: len(train)]
    reader = minilm()
    narrow(reader, WIDTH, train[:512])
    final = fine_tune(
        reader,
        train + more,
        np.concatenate([aims, taught[len(train) :]]),
        PUPIL,
        lambda epoch, state: clock.show(f"pupil, epoch {epoch}", reader, state),
    )
    torch.save(final, options.work / "final.pt")
    ship(reader, final, clock)


def ship(reader: Reader, state: dict, clock: Clock) -> None:
    """Calibrate on the dev splits and write the model."""
    logits = clock.show("shipped", reader, state)
    scores = np.concatenate([logits[split] for split in clock.gold])
    divisor = temperature(scores, np.concatenate(list(clock.gold.values())))
    print(f"temperature {divisor:.2f}")
    write_graph(state, FOLDER / "model.onnx", layers=6, temperature=divisor)
    reader.tokenizer.save(str(FOLDER / "tokenizer.json"), pretty=False)
    names = ["model.onnx", "tokenizer.json"]
    sums = [
        f"{hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
    ]
    (FOLDER / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
