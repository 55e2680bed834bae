#!/usr/bin/env python3
"""Measures the cut-outs of `encode`: against known mattes, and by eye.

    cutout_report.py [SHEET.png] [--bundle FILE.pt ...] [--sources] [--only WORD] [--no-truth] [PICTURE ...]

Products whose alpha is known (RGBA samples, and some drawn from formulas) are set into the sample scenes and onto plain
backdrops, with a shadow, camera blur, noise and JPEG; then their alpha is asked for. Printed for each picture:

    IoU      of the mattes at alpha 1/2
    edge     mean absolute error of alpha within 8 px of the true contour
    conf     the confidence that `encode` gives
    CPU s    of the whole `encode`, one thread, as the worker runs it (no graph optimiser)

Pictures without a known matte (the samples on white, and any given) show time and confidence; the sheet shows photo,
matte and cut-out of all. Two bundles are measured picture by picture in turn, so that both meet the same machine.
"""
import argparse
import io
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageOps

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
sys.path.insert(0, str(HERE / "fixtures"))
import make  # noqa: E402


def blurred(a: np.ndarray, sigma: float) -> np.ndarray:
    r = max(1, int(3 * sigma))
    k = np.exp(-0.5 * (np.arange(-r, r + 1) / sigma) ** 2)
    k = torch.tensor(k / k.sum(), dtype=torch.float32)
    x = torch.from_numpy(np.ascontiguousarray(a, dtype=np.float32))
    x = (x[None, None] if x.dim() == 2 else x.permute(2, 0, 1)[:, None])
    x = F.conv2d(F.pad(x, [r, r, r, r], mode="replicate"), k.reshape(1, 1, 1, -1))
    x = F.conv2d(x, k.reshape(1, 1, -1, 1))[:, 0]
    return (x[0] if a.ndim == 2 else x.permute(1, 2, 0)).numpy()


def pale_mug(side: int) -> np.ndarray:
    """A nearly white mug with a handle, RGBA 0..1: what is hard on white."""
    x, y = make.grid(side, side)
    px, py = x * side, y * side
    cx, half, top, bottom = 0.42 * side, 0.27 * side, 0.14 * side, 0.90 * side
    body = np.maximum(np.abs(px - cx) - half, np.maximum(top - py, py - bottom))
    mouth = (np.hypot((px - cx) / half, (py - top) / (0.06 * side)) - 1) * 0.06 * side
    foot = (np.hypot((px - cx) / half, (py - bottom) / (0.06 * side)) - 1) * 0.06 * side
    ring = np.abs(np.hypot((px - 0.70 * side) / 1.0, (py - 0.50 * side) / 1.25) - 0.18 * side) - 0.035 * side
    d = np.minimum(np.minimum(np.minimum(body, mouth), foot), ring)
    u = np.clip((px - cx) / half, -1, 1)
    tone = 0.97 - 0.16 * np.clip(u, 0, 1) ** 2 - 0.10 * np.clip(-u, 0, 1) ** 4
    tone = np.where((ring < 0) & (body > 0), 0.82 + 0.10 * (0.70 * side - px) / (0.2 * side), tone)
    tone = np.where(mouth < -0.01 * side, 0.86 - 0.12 * (px - cx) / half, tone)
    c = tone[..., None] * np.array([1.0, 0.985, 0.96])
    return np.dstack([np.clip(c, 0, 1), make.edge(d)])


def product(name: str) -> np.ndarray:
    """RGBA 0..1, cropped to its box."""
    if name in ("camera", "headphones"):
        a = np.asarray(Image.open(SAMPLES / "products" / f"{name}.png").convert("RGBA")).astype(np.float64) / 255
    elif name == "mug":
        a = pale_mug(800)
    elif name == "ball":
        x, y = make.grid(1000, 1000)
        a = np.dstack([make.ball(1000), make.edge((np.hypot(x - 0.5, y - 0.5) / 0.30 - 1) * 300)])
    else:
        a = make.flask(420, 900, {"green": [0.12, 0.42, 0.28], "plum": [0.55, 0.20, 0.45], "sand": [0.80, 0.72, 0.60]}[name])
    ys, xs = np.nonzero(a[..., 3] > 0.02)
    return a[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def backdrop(name: str, w: int, h: int) -> np.ndarray:
    if (SAMPLES / "scenes" / f"{name}.jpg").exists():
        return np.asarray(ImageOps.fit(Image.open(SAMPLES / "scenes" / f"{name}.jpg").convert("RGB"), (w, h))) / 255.0
    x, y = make.grid(w, h)
    colour = {"white": [1.0, 1.0, 1.0], "grey": [0.80, 0.80, 0.81], "teal": [0.36, 0.60, 0.62], "sweep": [0.93, 0.90, 0.86]}[name]
    fall = {"white": 0.0, "grey": 0.06, "teal": 0.10, "sweep": 0.10}[name]
    tone = 1.0 - fall * (((x - 0.4) / 0.6) ** 2 + (y - 0.4) ** 2)
    return np.array(colour) * tone[..., None]


def photo(item: np.ndarray, back: np.ndarray, height: float, cx: float, foot: float, seed: int):
    """(RGBA u8 without alpha, true alpha): the item ``height`` tall (share of the frame), standing at (cx, foot)."""
    h, w = back.shape[:2]
    k = height * h / item.shape[0]
    size = (max(1, round(item.shape[1] * k)), max(1, round(item.shape[0] * k)))
    premultiplied = np.dstack([item[..., :3] * item[..., 3:], item[..., 3:]])
    layers = [np.asarray(Image.fromarray(premultiplied[..., i].astype(np.float32)).resize(size, Image.LANCZOS)) for i in range(4)]
    item = np.clip(np.dstack(layers), 0, 1)
    x0, y0 = round(cx * w - size[0] / 2), round(foot * h - size[1])
    full = np.zeros((h, w, 4))
    full[y0 : y0 + size[1], x0 : x0 + size[0]] = item
    # Contact shadow: the lower part of the silhouette, squashed onto the ground.
    solid = full[..., 3]
    ys = np.arange(h)
    lay = np.zeros((h, w))
    for y in range(max(0, y0 + size[1] - 60), min(h, y0 + size[1] + 30)):
        src = np.clip(y0 + size[1] - 1 - int((y0 + size[1] + 30 - y) * 1.6), 0, h - 1)
        lay[y] = solid[src] * 0.9
    dark = 0.55 * blurred(lay, 0.012 * h) + 0.25 * blurred(np.roll(lay, (6, 25), (0, 1)), 0.04 * h)
    picture = back * (1 - np.clip(dark, 0, 0.85))[..., None]
    picture = picture * (1 - full[..., 3:]) + full[..., :3]
    picture = blurred(picture, 0.6)
    picture = picture + np.random.default_rng(seed).normal(0, 0.008, picture.shape)
    raw = io.BytesIO()
    Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)).save(raw, "JPEG", quality=90)
    return np.asarray(Image.open(raw).convert("RGBA")), full[..., 3]


# product, backdrop, height, centre, foot
SCENES = [
    ("camera", "kitchen", 0.42, 0.50, 0.86), ("camera", "lakeside", 0.50, 0.46, 0.84), ("camera", "terrace", 0.36, 0.55, 0.88),
    ("headphones", "kitchen", 0.60, 0.52, 0.90), ("headphones", "lakeside", 0.55, 0.50, 0.86), ("headphones", "terrace", 0.60, 0.45, 0.92),
    ("green", "kitchen", 0.62, 0.48, 0.90), ("plum", "lakeside", 0.58, 0.55, 0.86), ("sand", "terrace", 0.60, 0.50, 0.92),
    ("plum", "terrace", 0.50, 0.40, 0.85), ("mug", "kitchen", 0.45, 0.50, 0.86), ("ball", "lakeside", 0.45, 0.52, 0.84),
]
PLAIN = [
    ("camera", "white", 0.55, 0.50, 0.80), ("headphones", "white", 0.70, 0.50, 0.85), ("mug", "white", 0.60, 0.50, 0.82),
    ("sand", "white", 0.75, 0.50, 0.90), ("camera", "grey", 0.55, 0.48, 0.82), ("headphones", "teal", 0.70, 0.50, 0.85),
    ("mug", "sweep", 0.55, 0.52, 0.80), ("green", "grey", 0.75, 0.50, 0.90), ("ball", "sweep", 0.55, 0.50, 0.80), ("mug", "teal", 0.6, 0.5, 0.82),
]


def cases(pictures: list, truth: bool):
    """Yields (name, group, RGBA u8, true alpha or None)."""
    if truth:
        for group, rows in (("scene", SCENES), ("plain", PLAIN)):
            w, h = (1152, 864) if group == "scene" else (1024, 1024)
            for seed, (item, back, height, cx, foot) in enumerate(rows):
                rgba, alpha = photo(product(item), backdrop(back, w, h), height, cx, foot, seed)
                yield f"{item}, {back}", group, rgba, alpha
    for path in sorted((SAMPLES / "products").glob("*.jpg")) + [pathlib.Path(p) for p in pictures]:
        yield path.stem, "given", np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGBA")), None


def load(path: str):
    if path == "sources":
        sys.path.insert(0, str(HERE / "src"))
        import module
        return torch.jit.script(module.Compositor().eval())
    return torch.jit.load(path)


def matte(encoded: list, h: int, w: int) -> np.ndarray:
    x0, y0, x1, y1 = (float(v) for v in encoded[0][1:5])
    x0, x1, y0, y1 = round(x0 * w), round(x1 * w), round(y0 * h), round(y1 * h)
    a = encoded[1][3:4].unsqueeze(0).float() / 255
    out = np.zeros((h, w), np.float32)
    out[y0:y1, x0:x1] = F.interpolate(a, size=[y1 - y0, x1 - x0], mode="bilinear", antialias=True)[0, 0].numpy()
    return out


def scores(a: np.ndarray, truth: np.ndarray):
    p, t = a > 0.5, truth > 0.5
    iou = (p & t).sum() / max(1, (p | t).sum())
    x = torch.from_numpy(t.astype(np.float32))[None, None]
    band = (F.max_pool2d(x, 17, 1, 8) + F.max_pool2d(-x, 17, 1, 8))[0, 0].numpy() > 0.5
    return iou, np.abs(a - truth)[band].mean()


def tile(rgba: np.ndarray, mattes: list, label: str, side: int) -> Image.Image:
    rgb = Image.fromarray(rgba[..., :3])
    k = side / max(rgb.size)
    size = (round(rgb.width * k), round(rgb.height * k))
    small = np.asarray(rgb.resize(size, Image.LANCZOS)) / 255.0
    out = Image.new("RGB", ((1 + 2 * len(mattes)) * (side + 4), side + 18), "white")
    out.paste(Image.fromarray((small * 255).astype(np.uint8)), (0, 16))
    for i, m in enumerate(mattes):
        a = np.asarray(Image.fromarray((m * 255).astype(np.uint8)).resize(size, Image.LANCZOS)) / 255.0
        cut = small * a[..., None] + np.array([1.0, 0.0, 1.0]) * (1 - a[..., None])
        out.paste(Image.fromarray((a * 255).astype(np.uint8)), ((1 + 2 * i) * (side + 4), 16))
        out.paste(Image.fromarray((cut * 255).astype(np.uint8)), ((2 + 2 * i) * (side + 4), 16))
    ImageDraw.Draw(out).text((2, 2), label, fill="black")
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("sheet", nargs="?")
    p.add_argument("pictures", nargs="*")
    p.add_argument("--bundle", action="append", default=[], help="exported module; repeat it to compare (default: 1/compositor.pt)")
    p.add_argument("--sources", action="store_true", help="script the sources instead of, or after, exported modules")
    p.add_argument("--only", default="", help="measure only names that hold this word")
    p.add_argument("--no-truth", action="store_true", help="only pictures without a known matte")
    p.add_argument("--side", type=int, default=260)
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._set_graph_executor_optimize(False)
    names = a.bundle + (["sources"] if a.sources else [])
    models = [load(n) for n in names or [str(HERE / "1" / "compositor.pt")]]
    none = torch.zeros(0, dtype=torch.uint8)
    for m in models:
        m.encode("subject", torch.full([64, 64, 4], 255, dtype=torch.uint8), none)
    tiles, sums = [], {}
    print(f"{'picture':24s} kind" + "   IoU   edge  conf  CPU s" * len(models))
    for name, group, rgba, truth in cases(a.pictures, not a.no_truth):
        if a.only not in name:
            continue
        line, mattes = f"{name[:24]:24s} ", []
        for i, m in enumerate(models):
            t = time.process_time()
            e = m.encode("subject", torch.from_numpy(rgba.copy()), none)
            t = time.process_time() - t
            got = matte(e, *rgba.shape[:2])
            mattes.append(got)
            iou, edge = scores(got, truth) if truth is not None else (float("nan"), float("nan"))
            conf = float(e[0][0])
            line += f"{int(e[0][5]):4d} " if i == 0 else ""
            line += f"{iou:6.3f} {edge:6.3f} {conf:5.2f} {t:6.2f} "
            sums.setdefault(group, [[] for _ in models])[i].append((iou, edge, conf, t))
        print(line, flush=True)
        tiles.append(tile(rgba, mattes, line, a.side))
    for group, rows in sums.items():
        means = [np.mean(r, 0) for r in rows]
        print(f"{'mean of ' + group:24s}      " + " ".join("%6.3f %6.3f %5.2f %6.2f" % tuple(m) for m in means))
    if a.sheet:
        columns = 2 if len(models) == 1 else 1
        rows = (len(tiles) + columns - 1) // columns
        sheet = Image.new("RGB", (columns * tiles[0].width, rows * tiles[0].height), "white")
        for i, t in enumerate(tiles):
            sheet.paste(t, ((i % columns) * t.width, (i // columns) * t.height))
        sheet.save(a.sheet)


if __name__ == "__main__":
    main()
