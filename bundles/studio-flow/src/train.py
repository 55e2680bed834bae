#!/usr/bin/env python3
"""Trains studio-flow from nothing, on scenes that it composes as it goes. Every step's scenes, noise and levels depend on the seed and
the step alone, so a run that was stopped and resumed goes the way of one that was not.

    python train.py --run FOLDER --steps 6000            # again with --resume goes on from the latest checkpoint
"""
import argparse
import json
import pathlib
import time

import torch
import torch.nn.functional as F

import pool
import words
from model import Network, TextEncoder, shift_index
from scenes import STRIDE, Scenes, positions, tokens

RATE, WARM, RENEWED, COOL = 1.2e-3, 200, 60, 0.3
AVERAGE = 0.998
SHIFT = 3.0
# From this step on a share of every batch is pure noise, where words and ground alone say the place, and shifts weigh more.
PLACING, PURE = 1500, 6


def numbers(picture: torch.Tensor) -> torch.Tensor:
    """Pictures in [0, 1] as tokens of the network's scale, [-2, 2]."""
    return 2.0 * (2.0 * tokens(picture) - 1.0)


def grid(picture: torch.Tensor) -> tuple:
    return picture.shape[2] // STRIDE, picture.shape[3] // STRIDE


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.text = TextEncoder(len(words.vocabulary()))
        self.network = Network()


class Reader:
    """Prompts as ids and masks."""

    def __init__(self):
        self.tokenizer = words.tokenizer()

    def __call__(self, prompts: list) -> tuple:
        read = self.tokenizer.encode_batch(prompts)
        return torch.tensor([one.ids for one in read]), torch.tensor([one.attention_mask for one in read])


def losses(model: Model, reader: Reader, batch, seed: int, half: bool, placing: bool = False) -> dict:
    g = torch.Generator().manual_seed(seed)
    x0 = numbers(batch.target)
    b = len(x0)
    even = (torch.randperm(b, generator=g) + torch.rand(b, generator=g)) / b
    sigma = (SHIFT * even / (1 + (SHIFT - 1) * even)).clamp(min=0.02)
    if placing:
        sigma[:b // PURE] = 1.0
    noise = torch.randn(x0.shape, generator=g)
    x = (1 - sigma)[:, None, None] * x0 + sigma[:, None, None] * noise
    shape = grid(batch.target)
    table = positions(shape, [(role, grid(picture)) for role, picture in batch.references])
    given = torch.cat([numbers(picture) for _, picture in batch.references], 1)
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        told = model.text(*reader(batch.prompts)).float()
        trunk = model.network.trunk(x, given, sigma, told, table)
    picture, shifts, covers = model.network.head(x, sigma, told, *trunk)
    error = (picture - x0).square().mean((1, 2))
    out = {"picture": (error / (sigma + 0.15)).mean(), "error": error.detach().mean()}
    subjects = [i for i, (role, _) in enumerate(batch.references, 1) if role == "subject"]
    own, rest = table[:x0.shape[1]], table[x0.shape[1]:]
    for which, (number, odds, cover) in enumerate(zip(subjects, shifts, covers)):
        there = rest[rest[:, 1] == number]
        right = shift_index(own, there, batch.offsets[which], shape, grid(batch.references[number - 1][1]))
        out["shift"] = out.get("shift", 0) + F.cross_entropy(odds, right)
        out["cover"] = out.get("cover", 0) + F.binary_cross_entropy_with_logits(cover, tokens(batch.covers[which]))
    out["all"] = out["picture"] + (0.15 if placing else 0.05) * out.get("shift", 0) + 0.3 * out.get("cover", 0)
    return out


def renewed(module: torch.nn.Module, old: dict) -> list:
    """Takes over what fits; returns the names of what does not."""
    own = module.state_dict()
    fitting = {name: value for name, value in old.items() if name in own and own[name].shape == value.shape}
    module.load_state_dict({**own, **fitting})
    return [name for name in own if name not in fitting]


def rate(step: int, steps: int) -> float:
    """Warms up, stays, and falls to nothing over the last part."""
    cool = (steps - step) / (COOL * steps)
    return RATE * min(1.0, (step + 1) / WARM, max(cool, 0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run; the rate falls over its last part")
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=int, default=100, help="steps between checkpoints")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--renew", action="store_true", help="with --resume: what does not fit this code begins anew, and so does the optimiser")
    parser.add_argument("--float32", action="store_true", help="instead of bfloat16 within the trunk")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.run.mkdir(parents=True, exist_ok=True)
    kept, log = args.run / "checkpoint.pt", args.run / "log.jsonl"
    if kept.exists() != args.resume:
        raise SystemExit(f"{kept} {'exists: give --resume or another folder' if kept.exists() else 'is missing: nothing to resume'}")
    scenes = Scenes(pool.kept(args.run / f"pool-{args.seed}.pt", args.seed))
    torch.manual_seed(args.seed)
    model, average, reader = Model(), Model(), Reader()
    average.load_state_dict(model.state_dict())
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.02}, {"params": vectors, "weight_decay": 0.0}], lr=RATE,
                                  betas=(0.9, 0.98))
    first, spent, begun = 0, 0.0, 0
    if args.resume:
        state = torch.load(kept)
        if args.renew:
            print("new:", renewed(model, state["model"]), flush=True)
            renewed(average, state["average"])
            begun = state["step"]
        else:
            model.load_state_dict(state["model"])
            average.load_state_dict(state["average"])
            optimizer.load_state_dict(state["optimizer"])
            begun = state.get("begun", 0)
        first, spent = state["step"], state["seconds"]
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, from step {first}", flush=True)
    began, sums, seen = time.time(), {}, 0
    for step in range(first, args.steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, args.steps) * (min(1.0, (step - begun + 1) / RENEWED) if begun else 1.0)
        seed = args.seed * 1_000_000_007 + step
        batch = scenes.batch(seed, args.batch)
        parts = losses(model, reader, batch, seed, not args.float32, step >= PLACING)
        optimizer.zero_grad(set_to_none=True)
        parts["all"].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        keep = min(AVERAGE, (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), model.parameters()):
                mean.lerp_(value, 1 - keep)
        seen += 1
        for name, value in parts.items():
            total, count = sums.get(name, (0.0, 0))
            sums[name] = (total + float(value), count + 1)
        done = step + 1
        if done % 25 == 0 or done == args.steps:
            seconds = spent + time.time() - began
            line = {"step": done, "seconds": round(seconds, 1), "rate": rate(step, args.steps),
                    **{name: round(total / count, 5) for name, (total, count) in sums.items()}}
            with log.open("a") as out:
                out.write(json.dumps(line) + "\n")
            print(line, flush=True)
            sums = {}
        if done % args.every == 0 or done == args.steps:
            state = {"model": model.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(), "step": done,
                     "seconds": spent + time.time() - began, "steps": args.steps, "begun": begun, "batch": args.batch, "seed": args.seed}
            torch.save(state, kept.with_suffix(".new"))
            kept.with_suffix(".new").replace(kept)


if __name__ == "__main__":
    main()
