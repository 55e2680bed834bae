#!/usr/bin/env python3
"""Records what the network of a training run makes of four photos, for the test that Java makes the same: ../expected.*

    python fixture.py --run FOLDER
"""
import argparse
import json
import pathlib

import torch
from PIL import Image
from safetensors.torch import save_file

from draw import levels, picture, velocity
from export import STEPS
from photos import prepared
from samples import load
from scenes import positions
from train import Reader, grid, numbers

HOME = pathlib.Path(__file__).resolve().parents[1]
PHOTOS = HOME.parent / "export" / "fixtures" / "flow"
REFERENCES = (("subject", "a"), ("lighting", "d"), ("background", "c"), ("subject", "b"))
PROMPT = "The red mug (image 1) stands on the left, the bottle (image 4) on the right. Light the scene as in image 2."
WIDTH, HEIGHT = 120, 96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    args = parser.parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    model, reader = load(args.run).half(), Reader()
    shape = (HEIGHT // 12, WIDTH // 12)
    given = [(role, prepared(role, Image.open(PHOTOS / f"{letter}.png"))) for role, letter in REFERENCES]
    table = positions(shape, [(role, grid(photo)) for role, photo in given])
    ids, mask = reader([PROMPT])
    told = model.text(ids, mask)
    beside = [numbers(photo) for _, photo in given]
    noise = torch.randn(1, shape[0] * shape[1], beside[0].shape[2], generator=torch.Generator().manual_seed(5))
    x, first, marks = noise, None, levels(STEPS)
    for now, after in zip(marks, marks[1:]):
        step = velocity(model.network, x, torch.cat(beside, 1), torch.tensor([now]), told, table)
        first = step if first is None else first
        x = x + (after - now) * step
    made = picture(x, shape)
    tensors = {"noise": noise, "text": told, "velocity": first, "image": made,
               **{f"reference.{letter}": one[0].mean(1) for (_, letter), one in zip(REFERENCES, beside)}}
    file = HOME / "expected.safetensors"
    save_file({name: value.float().contiguous() for name, value in tensors.items()}, file)
    file.chmod(0o644)
    story = {"prompt": PROMPT, "width": WIDTH, "height": HEIGHT, "ids": ids[0].tolist(), "positions": table.flatten().tolist(), "sigmas": marks,
             "references": [{"role": role, "photo": letter} for role, letter in REFERENCES]}
    (HOME / "expected.json").write_text(json.dumps(story) + "\n")


if __name__ == "__main__":
    main()
