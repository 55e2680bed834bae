"""Pictures from formulas, with edges and fine grain, so that a wrong resize shows."""
import numpy as np
from PIL import Image

SIZES = [(37, 211), (800, 600), (512, 512), (331, 127)]


def picture(width: int, height: int, seed: int) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    u, v = (x + 0.5) / width, (y + 0.5) / height
    colour = np.stack([0.5 + 0.5 * np.sin(2 * np.pi * (f * u + g * v) + seed) for f, g in ((1, 2), (2, -1), (-1, 3))], 2)
    disc = np.hypot(u - 0.4, v - 0.6) < 0.25
    colour[disc] = np.array([0.9, 0.2 + 0.1 * seed, 0.1])
    checks = (np.floor(x / 2) + np.floor(y / 3)) % 2 == 0
    corner = (u > 0.62) & (v < 0.45)
    colour[corner & checks] = 0.05
    stripes = np.sin(2 * np.pi * (x * (0.11 + 0.03 * seed) + y * 0.19)) > 0
    band = (v > 0.8) & stripes
    colour[band] = np.array([0.05, 0.3, 0.95])
    return Image.fromarray((np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8))


def pictures() -> dict:
    return {f"{w}x{h}": picture(w, h, seed) for seed, (w, h) in enumerate(SIZES)}
