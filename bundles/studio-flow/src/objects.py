"""Procedural things to photograph: turned vessels, boxes, lamps, headphones, potted plants. Numpy only, no pictures from elsewhere.

A thing is painted part by part on a canvas, each part with a colour and a surface normal, and comes back as colours under a soft
light, coverage, and the normals with which scenes light it anew.
"""
import numpy as np

STRIDE = 12
FINER = 2


class Canvas:
    """x grows to the right from -aspect/2, y upwards from 0 to 1; later parts cover earlier ones."""

    def __init__(self, height: int, width: int):
        self.height, self.width = height, width
        h, w = height * FINER, width * FINER
        self.y = ((h - 0.5 - np.arange(h)) / h)[:, None].astype(np.float32)
        self.x = ((np.arange(w) + 0.5 - w / 2) / h)[None, :].astype(np.float32)
        self.colour = np.zeros((h, w, 3), np.float32)
        self.normal = np.zeros((h, w, 2), np.float32)
        self.gloss = np.zeros((h, w), np.float32)
        self.cover = np.zeros((h, w), bool)

    def put(self, inside, colour, nx=0.0, ny=0.0, gloss=0.0) -> None:
        shape = self.cover.shape
        inside = np.broadcast_to(inside, shape)
        colour = np.broadcast_to(np.asarray(colour, np.float32), (*shape, 3))
        self.colour[inside] = colour[inside]
        self.normal[inside, 0] = np.broadcast_to(nx, shape)[inside]
        self.normal[inside, 1] = np.broadcast_to(ny, shape)[inside]
        self.gloss[inside] = np.broadcast_to(gloss, shape)[inside]
        self.cover |= inside

    def ellipse(self, cx, cy, rx, ry, colour, gloss=0.0) -> None:
        u, v = (self.x - cx) / rx, (self.y - cy) / ry
        self.put(u * u + v * v < 1, colour, u * 0.95, v * 0.95, gloss)

    def rod(self, x0, y0, x1, y1, radius, colour, gloss=0.0) -> None:
        dx, dy = x1 - x0, y1 - y0
        length = max(1e-4, float(np.hypot(dx, dy)))
        along = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / length ** 2, 0, 1)
        ox, oy = self.x - x0 - along * dx, self.y - y0 - along * dy
        far = np.hypot(ox, oy)
        self.put(far < radius, colour, ox / radius, oy / radius, gloss)

    def ring(self, cx, cy, rx, ry, thick, colour, gloss=0.0, upper=False) -> None:
        u, v = (self.x - cx) / rx, (self.y - cy) / ry
        r = np.sqrt(u * u + v * v) + 1e-6
        off = (r - 1) * min(rx, ry)
        inside = np.abs(off) < thick
        if upper:
            inside &= self.y > cy
        self.put(inside, colour, off / thick * u / r, off / thick * v / r, gloss)

    def turned(self, heights, radii, colours, cx=0.0, gloss=0.0) -> None:
        """A solid of revolution; `colours` are (from height, colour), lowest first."""
        r = np.interp(self.y[:, 0], heights, radii, left=0, right=0)[:, None]
        slope = np.gradient(r[:, 0], self.y[:, 0])[:, None]
        u = (self.x - cx) / np.maximum(r, 1e-4)
        inside = (np.abs(u) < 1) & (self.y >= heights[0]) & (self.y <= heights[-1])
        colour = np.zeros((*self.cover.shape, 3), np.float32)
        for start, value in colours:
            colour[self.y[:, 0] >= start] = value
        self.put(inside, colour, u, np.clip(-slope * np.sqrt(np.clip(1 - u * u, 0, 1)), -0.9, 0.9), gloss)

    def slab(self, corners, colour, nx=0.0, ny=0.0, gloss=0.0) -> None:
        """A convex face; corners counter-clockwise."""
        inside = np.ones_like(self.cover)
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]):
            inside &= (x1 - x0) * (self.y - y0) - (y1 - y0) * (self.x - x0) > 0
        self.put(inside, colour, nx, ny, gloss)

    def photographed(self, light) -> tuple:
        """Colours f32[H,W,3], coverage f32[H,W] and normals f32[H,W,2] at the canvas's size."""
        nx, ny = self.normal[..., 0], self.normal[..., 1]
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.02, 1))
        facing = np.clip(nx * light[0] + ny * light[1] + nz * light[2], 0, 1)
        shine = self.gloss * facing ** 24
        lit = self.colour * (0.45 + 0.62 * facing)[..., None] + shine[..., None]
        solid = self.cover.astype(np.float32)

        def smaller(values):
            return values.reshape(self.height, FINER, self.width, FINER, -1).mean((1, 3))

        cover = smaller(solid)
        weight = np.maximum(cover, 1e-3)
        colour = smaller(np.clip(lit, 0, 1) * solid[..., None]) / weight
        normal = smaller(self.normal * solid[..., None]) / weight
        return colour, cover[..., 0], normal


def hue(rng, lightness=None) -> np.ndarray:
    """Colours as they are sold: many strong ones, some pale, some nearly black."""
    kind = rng.random()
    if kind < 0.55:
        base = rng.dirichlet([0.6, 0.6, 0.6])
        base = base / base.max() * rng.uniform(0.35, 0.95)
        return (base * 0.92 + 0.04).astype(np.float32)
    if kind < 0.8:
        return (rng.uniform(0.55, 0.95) + rng.normal(0, 0.05, 3)).clip(0.05, 0.97).astype(np.float32)
    return (rng.uniform(0.05, 0.3) + rng.normal(0, 0.02, 3)).clip(0.02, 0.9).astype(np.float32)


def smooth_profile(rng, least, most, count=40) -> np.ndarray:
    knots = rng.integers(3, 7)
    at = np.linspace(0, 1, knots)
    values = rng.uniform(least, most, knots)
    t = np.linspace(0, 1, count) * (knots - 1)
    i = np.minimum(t.astype(int), knots - 2)
    f = (1 - np.cos((t - i) * np.pi)) / 2
    del at
    return values[i] * (1 - f) + values[i + 1] * f


def vessel(c: Canvas, rng, foot, top, half) -> None:
    width = half * rng.uniform(0.45, 0.85)
    kind = rng.integers(5)
    h = np.linspace(0, 1, 40)
    if kind == 0:
        r = np.full(40, rng.uniform(0.75, 1.0)) * (1 - rng.uniform(-0.15, 0.25) * h)
    elif kind == 1:
        neck, at = rng.uniform(0.2, 0.45), rng.uniform(0.6, 0.85)
        r = np.where(h < at - 0.08, 0.95, np.where(h > at, neck, 0.95 + (neck - 0.95) * (h - at + 0.08) / 0.08))
    elif kind == 2:
        r = np.sqrt(np.clip(1 - (2 * h - 1) ** 2, 0.02, 1))
    elif kind == 3:
        r = 1 - rng.uniform(0.5, 0.95) * h ** rng.uniform(0.6, 1.6)
    else:
        r = smooth_profile(rng, 0.3, 1.0)
    heights = foot + (top - foot) * h
    colours = [(-1, hue(rng))]
    for _ in range(rng.integers(0, 4)):
        colours.append((rng.uniform(foot, top), hue(rng)))
    colours.sort(key=lambda band: band[0])
    gloss = rng.uniform(0, 0.8)
    if rng.random() < 0.4:
        side = rng.choice([-1, 1])
        c.ring(side * width * r[15:28].mean(), foot + (top - foot) * rng.uniform(0.4, 0.6), width * rng.uniform(0.35, 0.6),
               (top - foot) * rng.uniform(0.18, 0.32), rng.uniform(0.018, 0.05), hue(rng) if rng.random() < 0.5 else colours[-1][1], gloss)
    if rng.random() < 0.25:
        side = rng.choice([-1, 1])
        c.rod(side * width * 0.6, foot + (top - foot) * 0.3, side * width * rng.uniform(1.05, 1.3), foot + (top - foot) * rng.uniform(0.6, 0.85),
              rng.uniform(0.025, 0.06), colours[0][1], gloss)
    if rng.random() < 0.25:
        c.ring(0, top - 0.03, width * rng.uniform(0.5, 0.9), min(0.2, 0.97 - top) + 0.05, rng.uniform(0.012, 0.03), hue(rng), gloss, upper=True)
    c.turned(heights, width * r, colours, gloss=gloss)
    if rng.random() < 0.4:
        y0 = foot + (top - foot) * rng.uniform(0.1, 0.4)
        y1 = y0 + (top - foot) * rng.uniform(0.15, 0.4)
        w = width * rng.uniform(0.35, 0.7)
        u = c.x / (width * max(0.3, float(np.interp((y0 + y1) / 2, heights, r))))
        c.put((np.abs(c.x) < w) & (c.y > y0) & (c.y < y1) & c.cover, hue(rng), u)
        ink = hue(rng)
        for line in range(rng.integers(1, 5)):
            y = y1 - (line + 1) * (y1 - y0) / 6
            c.put((np.abs(c.x) < w * rng.uniform(0.3, 0.8)) & (np.abs(c.y - y) < 0.008) & c.cover, ink, u)
    if rng.random() < 0.3:
        c.ellipse(0, top + 0.02, 0.03 + 0.3 * width * r[-1], 0.03, hue(rng), gloss)
    if rng.random() < 0.35:
        c.ellipse(0, top, max(0.01, width * r[-1]), max(0.006, width * r[-1] * 0.16), hue(rng) * 0.5)


def box(c: Canvas, rng, foot, top, half) -> None:
    w = half * rng.uniform(0.55, 0.85)
    top = foot + (top - foot) * rng.uniform(0.5, 0.9)
    dx, dy = w * rng.uniform(0.1, 0.4) * rng.choice([-1, 1]), (top - foot) * rng.uniform(0.08, 0.22)
    colour, gloss = hue(rng), rng.uniform(0, 0.4)
    left, right = -w, w
    c.slab([(left, top), (right, top), (right + dx, top + dy), (left + dx, top + dy)], colour, 0, 0.85, gloss)
    if dx > 0:
        c.slab([(right, foot), (right + dx, foot + dy), (right + dx, top + dy), (right, top)], colour, 0.8, 0, gloss)
    else:
        c.slab([(left + dx, foot + dy), (left, foot), (left, top), (left + dx, top + dy)], colour, -0.8, 0, gloss)
    c.slab([(left, foot), (right, foot), (right, top), (left, top)], colour, 0, 0, gloss)
    kind = rng.integers(4)
    middle = (foot + top) / 2
    if kind == 0:
        for scale in (1.0, 0.75, 0.5):
            c.ellipse(w * rng.uniform(-0.2, 0.2), middle, (top - foot) * 0.36 * scale, (top - foot) * 0.36 * scale, hue(rng), 0.5)
    elif kind == 1:
        for _ in range(rng.integers(1, 5)):
            y = rng.uniform(foot, top)
            c.put((np.abs(c.y - y) < rng.uniform(0.01, 0.05)) & (np.abs(c.x) < w) & (c.y > foot) & (c.y < top), hue(rng))
    elif kind == 2:
        c.slab([(-w * 0.7, foot + 0.02), (w * 0.7, foot + 0.02), (w * 0.7, middle), (-w * 0.7, middle)], hue(rng))
    for _ in range(rng.integers(0, 4)):
        c.ellipse(rng.uniform(-w, w) * 0.8, top + dy * 0.6, rng.uniform(0.02, 0.06), 0.025, hue(rng), 0.5)


def lamp(c: Canvas, rng, foot, top, half) -> None:
    colour, metal, gloss = hue(rng), hue(rng), rng.uniform(0.1, 0.8)
    x0 = half * rng.uniform(-0.3, 0.3)
    c.ellipse(x0, foot + 0.035, half * rng.uniform(0.35, 0.6), 0.045, colour, gloss)
    thick = rng.uniform(0.012, 0.03)
    knee = (half * rng.uniform(-0.6, 0.6), foot + (top - foot) * rng.uniform(0.4, 0.7))
    head = (half * rng.uniform(-0.5, 0.5), top - 0.12)
    c.rod(x0, foot + 0.04, *knee, thick, metal, gloss)
    c.rod(*knee, *head, thick, metal, gloss)
    c.ellipse(*knee, thick * 1.8, thick * 1.8, hue(rng), gloss)
    wide = half * rng.uniform(0.25, 0.45)
    heights = np.array([head[1] - 0.1, head[1] + 0.1])
    c.turned(heights, [wide, wide * rng.uniform(0.3, 0.9)], [(-1, colour)], cx=head[0], gloss=gloss)


def headphones(c: Canvas, rng, foot, top, half) -> None:
    w = half * rng.uniform(0.5, 0.7)
    colour, pad = hue(rng), hue(rng)
    y = foot + (top - foot) * rng.uniform(0.25, 0.4)
    c.ring(0, y, w, top - y - 0.03, rng.uniform(0.02, 0.045), colour, 0.3, upper=True)
    for side in (-1, 1):
        rx, ry = w * rng.uniform(0.28, 0.4), (top - foot) * rng.uniform(0.17, 0.25)
        c.ellipse(side * w, y - 0.02, rx, ry, pad, 0.3)
        c.ellipse(side * w, y - 0.02, rx * 0.6, ry * 0.65, colour, 0.6)


def plant(c: Canvas, rng, foot, top, half) -> None:
    green = hue(rng)
    if rng.random() < 0.7:
        green = np.array([rng.uniform(0.1, 0.4), rng.uniform(0.35, 0.7), rng.uniform(0.08, 0.35)], np.float32)
    rim = foot + (top - foot) * rng.uniform(0.3, 0.5)
    for _ in range(rng.integers(6, 18)):
        x, y = half * rng.uniform(-0.75, 0.75), rng.uniform(rim, top - 0.05)
        c.rod(0, rim, x, y, rng.uniform(0.01, 0.035), green * rng.uniform(0.6, 1.2), 0.1)
        c.ellipse(x, y, rng.uniform(0.02, 0.07), rng.uniform(0.02, 0.07), (green * rng.uniform(0.6, 1.3)).clip(0, 1), 0.1)
    w = half * rng.uniform(0.3, 0.55)
    c.turned(np.array([foot, rim]), [w * 0.75, w], [(-1, hue(rng)), (rim - 0.04, hue(rng))], gloss=0.2)


KINDS = (vessel, vessel, vessel, box, box, lamp, headphones, plant)


def thing(rng, rows: int, columns: int) -> tuple:
    """One thing standing upright on a canvas of rows x columns tokens: u8[H,W,4] colours and coverage, i8[H,W,2] normals."""
    height, width = rows * STRIDE, columns * STRIDE
    c = Canvas(height, width)
    foot = rng.uniform(0.04, 0.2)
    top = foot + rng.uniform(0.55, 0.94 - foot)
    half = 0.47 * width / height
    KINDS[rng.integers(len(KINDS))](c, rng, foot, top, half)
    light = np.array([rng.uniform(-0.5, 0.5), rng.uniform(0.2, 0.7), 1.0])
    colour, cover, normal = c.photographed(light / np.linalg.norm(light))
    flat = np.concatenate([colour, cover[..., None]], -1)
    return (flat * 255).round().clip(0, 255).astype(np.uint8), (normal * 127).round().clip(-127, 127).astype(np.int8)
