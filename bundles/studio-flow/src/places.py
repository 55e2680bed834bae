"""Procedural backgrounds: a room or a landscape above a horizon, ground to stand on below. Numpy and torch, no pictures from elsewhere."""
import numpy as np
import torch
import torch.nn.functional as F

from objects import hue

SIDE = 232


def noise(rng, rows: int, columns: int, height: int = SIDE, width: int = SIDE) -> np.ndarray:
    """Smooth noise in [-1, 1] from a grid of random values."""
    grid = torch.from_numpy(rng.uniform(-1, 1, (1, 1, rows, columns)).astype(np.float32))
    return F.interpolate(grid, size=(height, width), mode="bicubic", align_corners=True)[0, 0].numpy()


def blurred(picture: np.ndarray, radius: int) -> np.ndarray:
    if radius < 1:
        return picture
    x = torch.from_numpy(picture).permute(2, 0, 1)[None]
    for _ in range(2):
        x = F.avg_pool2d(F.pad(x, (radius,) * 4, mode="replicate"), 2 * radius + 1, stride=1)
    return x[0].permute(1, 2, 0).numpy()


def gradient(y, low, high) -> np.ndarray:
    return low + (high - low) * y[..., None]


def landscape(rng, x, y, horizon) -> np.ndarray:
    up = np.clip((horizon - y) / horizon, 0, 1)
    sky = gradient(np.broadcast_to(up, (SIDE, SIDE)), np.clip(hue(rng) * 0.5 + 0.5, 0, 1), np.clip(hue(rng) * 0.6 + 0.25, 0, 1))
    sky = sky + 0.06 * rng.random() * noise(rng, 6, 4)[..., None]
    if rng.random() < 0.3:
        cx, cy, r = rng.uniform(0, 1), rng.uniform(0, horizon), rng.uniform(0.02, 0.1)
        sky[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = np.clip(hue(rng) + 0.3, 0, 1)
    base = hue(rng) * 0.7
    for layer in range(rng.integers(0, 4)):
        high = horizon * (0.75 - 0.22 * layer) * rng.uniform(0.5, 1)
        line = horizon - high * (0.5 + 0.5 * np.interp(x[0], np.linspace(0, 1, 12), rng.uniform(-1, 1, 12)))
        line = line + 0.02 * noise(rng, 2, 60)[0]
        where = y > line[None, :]
        shade = np.clip(base * (1 - 0.2 * layer) + 0.25 - 0.08 * layer, 0, 1)
        sky[where] = (shade + 0.05 * noise(rng, 40, 40)[..., None])[where]
    if rng.random() < 0.35:
        for _ in range(rng.integers(2, 12)):
            cx, w, h = rng.uniform(0, 1), rng.uniform(0.03, 0.12), rng.uniform(0.1, 0.6) * horizon
            where = (np.abs(x - cx) < w) & (y > horizon - h) & (y < horizon)
            sky[where] = hue(rng)
            for row in range(rng.integers(0, 4)):
                sky[(np.abs(x - cx) < w * 0.6) & (np.abs(y - horizon + h - 0.04 - 0.06 * row) < 0.012) & where] = hue(rng)
    return sky


def room(rng, x, y, horizon) -> np.ndarray:
    wall = gradient(np.broadcast_to((x + rng.normal(0, 0.5) * y) % 1.5, (SIDE, SIDE)) * rng.uniform(0, 0.4), hue(rng), hue(rng))
    kind = rng.integers(5)
    if kind == 0:
        n = rng.integers(5, 16)
        joint = ((x * n + 0.5 * (np.floor(y * n * 2) % 2)) % 1 < 0.08) | ((y * n * 2) % 1 < 0.12)
        wall = np.where(joint[..., None], wall * 0.75 + 0.15, wall * (1 + 0.08 * noise(rng, n * 2, n)[..., None]))
    elif kind == 1:
        n = rng.integers(3, 12)
        wall = np.where(((x * n) % 1 < 0.06)[..., None], wall * 0.7, wall)
    elif kind == 2:
        wall = wall * (1 + 0.2 * noise(rng, 5, 5)[..., None] + 0.06 * noise(rng, 50, 50)[..., None])
    if rng.random() < 0.4:
        cx, w, h = rng.uniform(0, 1), rng.uniform(0.08, 0.2), rng.uniform(0.2, 0.6) * horizon
        cy = rng.uniform(0.1, 0.6) * horizon
        wall = np.where(((np.abs(x - cx) < w) & (np.abs(y - cy) < h / 2))[..., None], hue(rng) * 0.4 + 0.6, wall)
        wall = np.where((((np.abs(x - cx) < 0.008) | (np.abs(np.abs(x - cx) - w) < 0.012)) & (np.abs(y - cy) < h / 2))[..., None], hue(rng), wall)
    for _ in range(rng.integers(0, 3)):
        shelf = rng.uniform(0.2, 0.95) * horizon
        wall = np.where((np.abs(y - shelf) < 0.012)[..., None] & np.ones((SIDE, SIDE, 1), bool), hue(rng), wall)
        for _ in range(rng.integers(2, 9)):
            cx, w, h = rng.uniform(0, 1), rng.uniform(0.01, 0.05), rng.uniform(0.03, 0.14)
            if rng.random() < 0.5:
                where = (np.abs(x - cx) < w) & (y < shelf) & (y > shelf - h)
            else:
                where = ((x - cx) / w) ** 2 + ((y - shelf + h / 2) / (h / 2)) ** 2 < 1
            wall = np.where(where[..., None], hue(rng), wall)
    if rng.random() < 0.4:
        where = (y > horizon - rng.uniform(0.03, 0.2)) & np.ones((SIDE, SIDE), bool)
        wall = np.where(where[..., None], hue(rng) * (1 - 0.3 * ((x * rng.integers(2, 8)) % 1 < 0.04)[..., None]), wall)
    if rng.random() < 0.35:
        green = np.array([0.2, 0.45, 0.15]) * rng.uniform(0.6, 1.5)
        cx, cy = rng.uniform(0, 1), rng.uniform(0.3, 1) * horizon
        for _ in range(rng.integers(10, 40)):
            where = ((x - cx - rng.normal(0, 0.05)) / rng.uniform(0.01, 0.03)) ** 2 + ((y - cy - rng.normal(0, 0.06)) / rng.uniform(0.01, 0.04)) ** 2 < 1
            wall = np.where(where[..., None], np.clip(green * rng.uniform(0.6, 1.4), 0, 1), wall)
    return wall


def ground(rng, x, y, horizon) -> np.ndarray:
    depth = np.clip((y - horizon) / (1 - horizon), 0, 1)
    floor = gradient(np.broadcast_to(depth, (SIDE, SIDE)), hue(rng), hue(rng)) * rng.uniform(0.8, 1.0)
    near = hue(rng)
    if rng.random() < 0.6:
        near = np.array([0.6, 0.42, 0.26]) * rng.uniform(0.5, 1.5) if rng.random() < 0.5 else np.full(3, rng.uniform(0.35, 0.9))
    floor = floor * rng.uniform(0, 0.4) + near * rng.uniform(0.6, 0.9)
    away = 1 / (depth + 0.25)
    kind = rng.integers(5)
    if kind == 0:
        n = rng.integers(3, 10)
        rows = np.floor(away * n)
        tone = rng.uniform(-1, 1, 64)[rows.astype(int) % 64]
        floor = floor * (1 + 0.12 * tone[..., None]) * np.where(((away * n) % 1 < 0.08), 0.7, 1.0)[..., None]
    elif kind == 1:
        n = rng.integers(4, 12)
        u = (x - 0.5) * (depth + 0.3) * 0 + (x - 0.5) * away * 0.35
        tone = rng.uniform(-1, 1, 64)[np.floor(u * n).astype(int) % 64]
        floor = floor * (1 + 0.1 * tone[..., None]) * np.where((u * n) % 1 < 0.06, 0.7, 1.0)[..., None]
    elif kind == 2:
        floor = floor * (1 + 0.2 * noise(rng, 60, 8)[..., None])
    elif kind == 3:
        n = rng.integers(3, 8)
        u = np.floor((x - 0.5) * away * n) + np.floor(away * n)
        floor = np.where((u % 2 == 0)[..., None], floor, floor * rng.uniform(0.5, 0.95))
    return floor * (1 + 0.07 * noise(rng, 30, 9)[..., None] + 0.04 * rng.random() * noise(rng, 80, 80)[..., None])


def place(rng) -> tuple:
    """u8[SIDE,SIDE,3] and the horizon's height as a share of the side, from the top."""
    y = ((np.arange(SIDE) + 0.5) / SIDE)[:, None].astype(np.float32)
    x = ((np.arange(SIDE) + 0.5) / SIDE)[None, :].astype(np.float32)
    horizon = float(rng.uniform(0.42, 0.68))
    behind = landscape(rng, x, y, horizon) if rng.random() < 0.45 else room(rng, x, y, horizon)
    behind = blurred(np.clip(behind, 0, 1).astype(np.float32), int(rng.integers(0, 5)))
    below = blurred(np.clip(ground(rng, x, y, horizon), 0, 1).astype(np.float32), int(rng.integers(0, 2)))
    edge = np.clip((y - horizon) * SIDE / rng.uniform(1, 5) + 0.5, 0, 1)[..., None]
    picture = behind * (1 - edge) + below * edge
    picture = picture * (1 + 0.12 * noise(rng, 3, 3)[..., None])
    return (np.clip(picture, 0, 1) * 255).round().astype(np.uint8), horizon
