"""Pictures without a renderer: brushes, paper and printing simulated with numpy. Display RGB float [H, W, 3] in [0, 1]."""

import cv2
import numpy as np


def rgb(hex_colour):
    h = hex_colour.lstrip("#")
    return np.array([int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def fractal(rng, shape, scale, octaves=5, gain=0.5, stretch=(1.0, 1.0)):
    """Value noise summed over octaves, normalised to zero mean and unit deviation."""
    h, w = shape
    total = np.zeros(shape, np.float32)
    for o in range(octaves):
        cell = scale / 2**o
        gh, gw = max(2, int(h / cell / stretch[1]) + 3), max(2, int(w / cell / stretch[0]) + 3)
        total += gain**o * cv2.resize(rng.standard_normal((gh, gw)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    return (total - total.mean()) / total.std()


def warp(mask, rng, amount, scale):
    """Displaces an image by noise: ragged, hand-made edges."""
    h, w = mask.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    dx, dy = fractal(rng, (h, w), scale, 4), fractal(rng, (h, w), scale, 4)
    return cv2.remap(mask, x + amount * dx, y + amount * dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def smoothstep(x, lo, hi):
    t = np.clip((x - lo) / (hi - lo), 0, 1)
    return t * t * (3 - 2 * t)


def paper(rng, shape):
    """Cold-pressed tooth, about zero mean, unit deviation."""
    n = fractal(rng, shape, 5, 3, 0.6) + 0.6 * fractal(rng, shape, 14, 3, 0.6)
    return n / n.std()


def wash(canvas, mask, pigment, density, rng, tooth, granulation=0.16, edge=0.55, bloom=0.45):
    """A transparent watercolour wash (multiplies like a filter): darker rims, blooms, pigment settled in the tooth."""
    h, w = mask.shape
    soft = cv2.GaussianBlur(mask, (0, 0), 1.2)
    rim = np.clip(soft - cv2.GaussianBlur(soft, (0, 0), 7), 0, 1) * 2.2
    flow = 1 + bloom * 0.5 * fractal(rng, (h, w), 160, 5, 0.55) + granulation * tooth
    amount = density * np.clip(soft * flow + edge * rim * soft, 0, None)
    absorb = -np.log(np.clip(pigment, 0.02, 1))
    return canvas * np.exp(-amount[..., None] * absorb)


def dry_brush(shape, path, width, rng, tooth, dryness=0.6):
    """Coverage of one stroke along path [(x, y), ...]; width per point."""
    h, w = shape
    mask = np.zeros(shape, np.float32)
    for i in range(len(path) - 1):
        a, b = path[i], path[i + 1]
        t = (width[i] + width[i + 1]) / 2
        cv2.line(mask, (int(a[0] * 8), int(a[1] * 8)), (int(b[0] * 8), int(b[1] * 8)), 1.0, max(1, int(round(t))), cv2.LINE_AA, 3)
    gate = smoothstep(tooth, dryness - 1.2, dryness - 0.2)
    return cv2.GaussianBlur(mask, (0, 0), 0.7) * (1 - 0.9 * gate * (dryness > 0))
