"""Style reference: a screen-printed poster in six flat inks, halftone dots, slight misregistration. Drawn, not rendered."""

import cv2
import numpy as np

import studio
from paint import fractal, rgb

S = 2  # supersampling


def make():
    rng = np.random.default_rng(21)
    h = w = 1000 * S
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / S
    paper, sand, coral, teal, navy, mustard = (rgb(c) for c in ("#f3e9d2", "#f0c987", "#e4572e", "#2a9d8f", "#1d2d44", "#f4a63a"))
    canvas = np.ones((h, w, 3), np.float32) * paper

    def poly(points):
        m = np.zeros((h, w), np.float32)
        cv2.fillPoly(m, [np.round(np.array(points) * S).astype(np.int32)], 1.0)
        return m

    def disc(cx, cy, r):
        return ((x - cx) ** 2 + (y - cy) ** 2 < r * r).astype(np.float32)

    def dots(tone, pitch=11, angle=0.4):
        """Halftone: dot area follows tone."""
        u = (x * np.cos(angle) + y * np.sin(angle)) / pitch
        v = (-x * np.sin(angle) + y * np.cos(angle)) / pitch
        d = np.hypot(u - np.round(u), v - np.round(v))
        return (d < np.sqrt(np.clip(tone, 0, 1) / np.pi) * 1.08).astype(np.float32)

    def ink(mask, colour, shift=(0.0, 0.0)):
        nonlocal canvas
        m = np.roll(mask, (int(shift[1] * S), int(shift[0] * S)), (0, 1))
        worn = 1 - 0.5 * (fractal(rng, (h, w), 26, 4, 0.65) > 2.35)
        a = (cv2.GaussianBlur(m, (0, 0), 0.8) * worn)[..., None]
        canvas = canvas * (1 - a) + colour * a

    inside = ((x > 42) & (x < 958) & (y > 42) & (y < 958)).astype(np.float32)
    ink(inside, sand)
    # sun with rays and halftone sky
    ang = np.arctan2(y - 430, x - 640)
    rays = ((np.floor((ang + np.pi) / (2 * np.pi) * 36) % 2) == 0) & (y < 600)
    ink(rays * inside * (np.hypot(x - 640, y - 430) > 190), mustard)
    ink(dots((330 - y) / 420) * inside, coral, (2, -1))
    ink(disc(640, 430, 178), coral, (-2, 1))
    ink(disc(640, 430, 150) * dots((y - 300) / 420, 9, 0.9), mustard)
    # clouds
    for cx, cy, s in ((220, 190, 1.0), (480, 120, 0.7), (840, 230, 0.85)):
        m = np.clip(disc(cx, cy, 46 * s) + disc(cx + 52 * s, cy + 8, 36 * s) + disc(cx - 50 * s, cy + 10, 34 * s) + poly([(cx - 90 * s, cy + 12), (cx + 96 * s, cy + 12), (cx + 96 * s, cy + 44 * s), (cx - 90 * s, cy + 44 * s)]) * 1.0, 0, 1) * (y < cy + 34 * s)
        ink(m, paper)
    # mountains: two flat facets each
    for px, py, half, base in ((180, 330, 250, 640), (430, 400, 190, 640), (880, 360, 230, 640)):
        ink(poly([(px - half, base), (px, py), (px + half, base)]) * inside, teal)
        ink(poly([(px, py), (px + half, base), (px + half * 0.1, base), (px + 24, py + 120), (px - 14, py + 70)]) * inside, navy, (1, 1))
        ink(poly([(px, py), (px - half * 0.2, py + 62), (px - half * 0.08, py + 50), (px, py + 76), (px + half * 0.1, py + 48), (px + half * 0.2, py + 62)]), paper)
    # sea in bands
    ink((y > 640) * inside, teal)
    for k in range(9):
        base = 662 + k * 32
        wave = base + (3 + k) * np.sin(x / (22 + 5 * k) + k * 1.7)
        ink((np.abs(y - wave) < 2.5 + 0.9 * k) * (np.sin(x / (70 + 9 * k) + 2.1 * k) > -0.25) * inside, navy if k % 2 else paper)
    ink((np.abs(x - 640) < 30 + (y - 640) * 0.28) * (np.sin(y / 8.5) > 0.1) * (y > 648) * inside * (np.sin(x / 21 + y / 5) > -0.75), mustard, (1, 0))
    # a lighthouse on its rock
    ink(poly([(42, 958), (42, 770), (110, 735), (180, 752), (250, 700), (350, 716), (404, 790), (470, 828), (520, 958)]) * inside, navy)
    ink(poly([(60, 958), (120, 800), (200, 790), (250, 735), (262, 850), (330, 958)]) * dots(0.42 + 0 * x, 10, 0.2), teal)
    tower = lambda t: 262 + 34 - 14 * t
    ink(poly([(246, 716), (266, 420), (330, 420), (350, 716)]), paper)
    for k in range(3):
        a, b = 716 - 296 * (0.12 + 0.3 * k), 716 - 296 * (0.27 + 0.3 * k)
        la, lb = 246 + 20 * (716 - a) / 296, 246 + 20 * (716 - b) / 296
        ink(poly([(la, a), (lb, b), (596 - lb, b), (596 - la, a)]), coral, (1, -1))
    ink(poly([(300, 716), (304, 420), (330, 420), (350, 716)]) * dots(0.4 + 0 * x, 8, 0.7), navy)
    ink(poly([(252, 420), (344, 420), (340, 402), (256, 402)]), navy)
    ink(poly([(274, 402), (322, 402), (322, 352), (274, 352)]), mustard)
    for bar in (274, 290, 306, 320):
        ink(poly([(bar, 402), (bar + 3, 402), (bar + 3, 352), (bar, 352)]), navy)
    ink(poly([(264, 352), (332, 352), (298, 306)]), coral)
    ink(disc(298, 304, 7), navy)
    ink(poly([(322, 366), (958, 250), (958, 330), (322, 392)]) * inside * dots(0.34 + 0 * x, 9, 0.5), paper)
    # gulls and a sail
    for gx, gy, s in ((470, 300, 1), (530, 268, 0.7), (420, 250, 0.6)):
        for k in (-1, 1):
            arc = (np.abs(np.hypot(x - gx - k * 20 * s, y - gy - 14 * s) - 24 * s) < 3.2 * s) & (y < gy + 4 * s)
            ink(arc.astype(np.float32), navy)
    ink(poly([(760, 742), (890, 742), (866, 776), (784, 776)]), navy)
    ink(poly([(822, 734), (822, 580), (896, 734)]), paper)
    ink(poly([(812, 734), (812, 610), (764, 734)]), coral, (2, 0))
    # border with rounded inner line
    ink(((np.abs(x - 500) > 458) | (np.abs(y - 500) > 458)).astype(np.float32), paper)
    ink((((np.abs(x - 500) < 470) & (np.abs(y - 500) < 470)) & ((np.abs(x - 500) > 463) | (np.abs(y - 500) > 463))).astype(np.float32), navy)
    canvas = canvas + 0.012 * fractal(rng, (h, w), 5 * S, 3, 0.7)[..., None]
    small = cv2.resize(np.clip(canvas, 0, 1), (w // S, h // S), interpolation=cv2.INTER_AREA)
    studio.write("styles/poster.jpg", small)
