"""Style reference: a loose watercolour of a harbour village under hills, pen lines over washes. Painted, not rendered."""

import cv2
import numpy as np

import paint
import studio
from paint import fractal, rgb, smoothstep, warp, wash


def poly(shape, points):
    m = np.zeros(shape, np.float32)
    cv2.fillPoly(m, [np.round(np.array(points) * 8).astype(np.int32)], 1.0, cv2.LINE_AA, 3)
    return m


def pen(ink, points, rng, width=1.6, wobble=1.6, closed=False, skip=0.06):
    """A nervous pen line: overshoots, breaks, changing weight."""
    pts = np.array(points, float)
    if closed:
        pts = np.vstack([pts, pts[:1]])
    for a, b in zip(pts[:-1], pts[1:]):
        n = max(2, int(np.linalg.norm(b - a) / 9))
        d = (b - a) / max(np.linalg.norm(b - a), 1e-6)
        a2, b2 = a - d * rng.uniform(0, 5), b + d * rng.uniform(0, 5)
        t = np.linspace(0, 1, n + 1)[:, None]
        line = a2 + (b2 - a2) * t + np.cumsum(rng.standard_normal((n + 1, 2)), 0) * wobble * 0.28 * np.sin(np.pi * t)
        for p, q in zip(line[:-1], line[1:]):
            if rng.random() < skip:
                continue
            cv2.line(ink, tuple(np.round(p * 8).astype(int)), tuple(np.round(q * 8).astype(int)), float(rng.uniform(0.6, 1.0)), max(1, int(round(width * rng.uniform(0.7, 1.3)))), cv2.LINE_AA, 3)


def make():
    rng = np.random.default_rng(11)
    h, w = 1000, 1000
    tooth = paint.paper(rng, (h, w))
    canvas = np.ones((h, w, 3), np.float32) * rgb("#f7f1e3")
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    ragged = warp(poly((h, w), [(-20, -20), (1020, -20), (1020, 1020), (-20, 1020)]), rng, 6, 60)
    put = lambda m, c, d, **k: wash(canvas, m * ragged, rgb(c), d, rng, tooth, **k)
    # sky: wet in wet
    sky = smoothstep(-y, -430, -150) * (0.75 + 0.25 * smoothstep(fractal(rng, (h, w), 260, 4), -0.6, 0.8))
    canvas = put(sky * smoothstep(fractal(rng, (h, w), 330, 5), -1.1, 0.5), "#6ba3cc", 0.8, bloom=0.7)
    canvas = put(smoothstep(y, 200, 420) * smoothstep(-y, -500, -330), "#f2b27a", 0.55, bloom=0.8)
    # hills, far to near
    for level, colour, d, rough in ((372, "#8ba3c4", 0.9, 60), (425, "#6f8fa8", 1.0, 46), (470, "#6b8f6a", 1.05, 34)):
        top = level + rough * fractal(rng, (1, w), 230, 5, 0.5)[0] + (18 if level > 450 else 0) * np.sin(x[0] / 90)
        m = warp((y > top[None, :]).astype(np.float32) * smoothstep(-y, -640, -520), rng, 2.5, 30)
        canvas = put(m, colour, d, edge=0.8, bloom=0.7)
    # water
    water = smoothstep(y, 604, 622)
    canvas = put(water * (0.6 + 0.4 * smoothstep(y, 600, 950)), "#5a9aae", 0.8, bloom=0.9)
    for _ in range(46):
        yy, xx, L = rng.uniform(640, 925), rng.uniform(80, 900), rng.uniform(40, 190)
        s = poly((h, w), [(xx, yy), (xx + L / 2, yy - rng.uniform(2, 6)), (xx + L, yy), (xx + L / 2, yy + rng.uniform(2, 7))])
        canvas = put(warp(s, rng, 2, 14), "#2f6484", 0.55, edge=0.9)
    # houses
    ink = np.zeros((h, w), np.float32)
    walls = ["#f0d9ae", "#e9b48e", "#f3e8d2", "#d98f6c", "#e7cf92", "#c8d3cf", "#efc7b4"]
    roofs = ["#b5482c", "#a63d2a", "#c4623a", "#8e3c2e"]
    houses = []
    xx = 40
    while xx < 850:
        ww, hh = rng.uniform(62, 108), rng.uniform(88, 178)
        houses.append((xx, 612 + rng.uniform(-4, 6), ww, hh))
        xx += ww * rng.uniform(0.82, 1.02)
    houses = [(a + 30, b - 95, c * 0.8, d * 0.75) for a, b, c, d in houses[1::2]] + houses
    for hx, hy, ww, hh in houses:
        wall = [(hx, hy), (hx, hy - hh), (hx + ww, hy - hh), (hx + ww, hy)]
        canvas = canvas * (1 - 0.8 * poly((h, w), wall)[..., None]) + rgb("#f7f1e3") * 0.8 * poly((h, w), wall)[..., None]
        canvas = put(warp(poly((h, w), wall), rng, 2, 24), walls[rng.integers(len(walls))], 1.0, edge=0.9)
        shade = [(hx + ww * 0.62, hy), (hx + ww * 0.62, hy - hh), (hx + ww, hy - hh), (hx + ww, hy)]
        canvas = put(warp(poly((h, w), shade), rng, 2, 20), "#7d7fa8", 0.5)
        rise = rng.uniform(22, 44)
        roof = [(hx - 7, hy - hh), (hx + ww * 0.18, hy - hh - rise), (hx + ww * 0.86, hy - hh - rise), (hx + ww + 7, hy - hh)]
        lift = 0.8 * poly((h, w), roof)[..., None]
        canvas = canvas * (1 - lift) + rgb("#f7f1e3") * lift
        canvas = put(warp(poly((h, w), roof), rng, 2, 18), roofs[rng.integers(len(roofs))], 0.85, edge=0.8)
        for row in range(int(hh // 42)):
            for col in range(max(2, int(ww // 30))):
                if rng.random() < 0.15:
                    continue
                ax = hx + 10 + col * (ww - 14) / max(2, int(ww // 30))
                ay = hy - hh + 14 + row * 42
                win = [(ax, ay), (ax + 11, ay), (ax + 11, ay + 18), (ax, ay + 18)]
                canvas = put(warp(poly((h, w), win), rng, 0.8, 8), "#2c4a66", 1.0)
                pen(ink, win, rng, 1.2, 1.0, True)
        pen(ink, wall, rng, 1.7)
        pen(ink, roof, rng, 1.8, closed=True)
    # reflections
    for hx, hy, ww, hh in houses[-9:]:
        for k in range(7):
            yy = 628 + k * 20 + rng.uniform(-5, 5)
            s = poly((h, w), [(hx + rng.uniform(-8, 8), yy), (hx + ww + rng.uniform(-12, 12), yy - 3), (hx + ww * 0.9, yy + 8), (hx + 6, yy + 7)])
            canvas = put(warp(s, rng, 2.5, 14), walls[rng.integers(len(walls))] if k % 2 else "#a85a40", 0.35 * (1 - k / 8))
    # trees: cypress strokes and foliage dabs
    for tx, ty, th in ((20, 620, 170), (902, 615, 190), (936, 618, 150), (970, 616, 128)):
        m = poly((h, w), [(tx, ty), (tx - 17, ty - th * 0.3), (tx - 4, ty - th), (tx + 5, ty - th), (tx + 16, ty - th * 0.35)])
        canvas = put(warp(m, rng, 5, 16), "#2f5a3e", 1.3, edge=0.6, bloom=1.0)
        pen(ink, [(tx, ty - th * 0.8), (tx + rng.uniform(-6, 6), ty - 4)], rng, 1.4)
    # boats
    for bx, by, s in ((250, 742, 1.0), (592, 806, 1.35), (776, 704, 0.8)):
        hull = [(bx - 62 * s, by - 12 * s), (bx + 66 * s, by - 16 * s), (bx + 44 * s, by + 16 * s), (bx - 46 * s, by + 16 * s)]
        canvas = canvas * (1 - 0.85 * poly((h, w), hull)[..., None]) + rgb("#f7f1e3") * 0.85 * poly((h, w), hull)[..., None]
        canvas = put(warp(poly((h, w), hull), rng, 1.5, 14), ["#c2402f", "#2f5f8f", "#d89a3a"][int(bx) % 3], 1.1)
        pen(ink, hull, rng, 2.0, closed=True)
        mast = [(bx, by - 12 * s), (bx + 2, by - 150 * s)]
        pen(ink, mast, rng, 2.4, skip=0)
        sail = [(bx + 6, by - 140 * s), (bx + 62 * s, by - 34 * s), (bx + 6, by - 28 * s)]
        canvas = canvas * (1 - 0.8 * poly((h, w), sail)[..., None]) + rgb("#fbf6ea") * 0.8 * poly((h, w), sail)[..., None]
        canvas = put(warp(poly((h, w), sail), rng, 1.5, 14), "#e9c79a", 0.6)
        pen(ink, sail, rng, 1.6, closed=True)
        for k in range(5):
            yy = by + (22 + 9 * k) * s
            m = poly((h, w), [(bx - 50 * s, yy), (bx + 50 * s, yy - 2), (bx + 36 * s, yy + 5 * s), (bx - 40 * s, yy + 5 * s)])
            canvas = put(warp(m, rng, 3, 12), "#27506e", 0.5)
    pen(ink, [(0, 618), (500, 616), (1000, 620)], rng, 1.8)
    for k in range(26):
        yy, xx = rng.uniform(650, 925), rng.uniform(80, 860)
        pen(ink, [(xx, yy), (xx + rng.uniform(20, 80), yy + rng.uniform(-2, 2))], rng, 1.2)
    # birds, spatter
    for bx, by in ((300, 170), (338, 196), (386, 160), (690, 214)):
        pen(ink, [(bx - 12, by - 5), (bx, by), (bx + 13, by - 7)], rng, 1.5, 1.0)
    for _ in range(90):
        m = np.zeros((h, w), np.float32)
        cv2.circle(m, (int(rng.uniform(40, 960)), int(rng.uniform(40, 960))), int(rng.integers(1, 4)), 1.0, -1, cv2.LINE_AA)
        canvas = wash(canvas, m, rgb(["#5b92bd", "#b5482c", "#4c8aa0"][rng.integers(3)]), 0.5, rng, tooth) if rng.random() < 0.25 else canvas
    ink = np.clip(cv2.GaussianBlur(ink, (0, 0), 0.55) * (1 - 0.25 * smoothstep(tooth, 0.6, 1.8)), 0, 1)
    canvas = canvas * (1 - 0.86 * ink[..., None]) + rgb("#2a2622") * 0.86 * ink[..., None]
    light = 1 + 0.018 * (tooth - np.roll(tooth, (2, 2), (0, 1)))
    studio.write("styles/watercolour.jpg", np.clip(canvas * light[..., None], 0, 1))
