#!/usr/bin/env python3
"""Development tool: renders a job file with the canonical and some random latents into a contact sheet.

    preview.py JOB.json SHEET.png [--count 8] [--side 384] [--seed 1] [--columns 4] [--full FILE.png] [--pt]

Reads ``references`` (name, role, file, mask) and ``output`` (size, background, subject_fill, padding, align, shadow, palette) of the job. ``--full``
also writes the canonical layout at the job's own size. ``--pt`` uses the exported module instead of the sources.
"""
import argparse
import json
import pathlib
import sys
import time

import numpy as np
import torch
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).resolve().parent


def load(use_pt: bool):
    if use_pt:
        return torch.jit.load(str(HERE / "1" / "compositor.pt"))
    sys.path.insert(0, str(HERE / "src"))
    import module

    return module.Compositor()


def rgba(path: pathlib.Path) -> torch.Tensor:
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
    return torch.from_numpy(np.array(image))


# As the digits of a number pad lie.
ALIGN = [
    "bottom-left", "bottom", "bottom-right", "left", "center", "right", "top-left", "top", "top-right",
]


def options_of(output: dict) -> torch.Tensor:
    palette = output.get("palette", [])
    o = torch.zeros(8 + 3 * len(palette))
    o[5] = ["none", "natural", "soft", "contact"].index(output.get("shadow", "natural"))
    o[6] = float(output.get("padding", 0.0))
    o[7] = ALIGN.index(output["align"]) + 1 if "align" in output else 0
    for j, ink in enumerate(palette):
        for k in range(3):
            o[8 + 3 * j + k] = int(ink[1 + 2 * k : 3 + 2 * k], 16) / 255
    colour = output.get("background")
    if colour:
        o[0] = 1.0
        for k in range(3):
            o[1 + k] = int(colour[1 + 2 * k : 3 + 2 * k], 16) / 255
    o[4] = float(output.get("subject_fill", 0.0))
    return o


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("job")
    p.add_argument("sheet")
    p.add_argument("--count", type=int, default=8)
    p.add_argument("--side", type=int, default=384)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--columns", type=int, default=4)
    p.add_argument("--full")
    p.add_argument("--pt", action="store_true")
    p.add_argument("--drop", default="", help="roles to leave out, comma separated")
    p.add_argument("--plain", default="", help="#rrggbb")
    p.add_argument("--fill", type=float, default=0.0)
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    job_path = pathlib.Path(a.job)
    job = json.loads(job_path.read_text())
    model = load(a.pt)
    refs = [r for r in job["references"] if r["role"] not in a.drop.split(",")]
    output = dict(job.get("output", {}))
    if a.plain:
        output["background"] = a.plain
    if a.fill:
        output["subject_fill"] = a.fill
    encoded, roles = [], []
    attributes = torch.zeros(len(refs), 4)
    for i, r in enumerate(refs):
        mask = torch.zeros(0, dtype=torch.uint8)
        if r.get("mask"):
            mask = torch.from_numpy(np.array(Image.open(job_path.parent / r["mask"]).convert("L")))
        attributes[i, 0] = r.get("height_cm", 0.0) / 100.0
        image = rgba(job_path.parent / r["file"])
        t = time.process_time()
        e = model.encode(r["role"], image, mask)
        print(f"encode {r['name']:12s} {r['role']:10s} {tuple(image.shape)} {time.process_time() - t:.2f} s",
              "info", [round(float(v), 3) for v in e[0]])
        encoded += e
        roles.append(r["role"])
    w, h = (int(v) for v in output.get("size", "1024x1024").split("x"))
    k = a.side / max(w, h)
    sw, sh = round(w * k), round(h * k)
    generator = torch.Generator().manual_seed(a.seed)
    zs = [torch.zeros(60)] + [torch.randn(60, generator=generator) for _ in range(a.count - 1)]
    options = options_of(output)
    tiles = []
    times = []
    for z in zs:
        t = time.process_time()
        image, layout, masks = model.render(z, torch.zeros(len(refs)), roles, attributes, encoded, sw, sh, options)
        times.append(time.process_time() - t)
        tiles.append(Image.fromarray(image.numpy()))
    print("render ms", [int(1000 * t) for t in times])
    columns = min(a.columns, len(tiles))
    rows = (len(tiles) + columns - 1) // columns
    sheet = Image.new("RGB", (columns * (sw + 4), rows * (sh + 4)), "white")
    for i, tile in enumerate(tiles):
        sheet.paste(tile, ((i % columns) * (sw + 4), (i // columns) * (sh + 4)))
    sheet.save(a.sheet)
    if a.full:
        for _ in range(2):
            t = time.process_time()
            image, layout, masks = model.render(
                torch.zeros(60), torch.zeros(len(refs)), roles, attributes, encoded, w, h, options)
            print(f"full {w}x{h} {time.process_time() - t:.2f} s")
        Image.fromarray(image.numpy()).save(a.full)
    print(np.array2string(layout.numpy(), precision=3, suppress_small=True))


if __name__ == "__main__":
    main()
