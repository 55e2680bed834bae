#!/usr/bin/env python3
"""Draws the small pictures of this folder and writes what OpenCV's own operations say of their lighting.

Needs python3-opencv 4.x and numpy; the Java tests only read what it wrote. The formula is the one in docs/rewards.md.
"""
import json
import pathlib

import cv2
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def draw():
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:96, 0:160].astype(np.float64)
    ramp = np.stack([x / 160 * 255, y / 96 * 255, 255 - x / 160 * 255], -1)
    yield "ramp", ramp
    yy, xx = np.mgrid[0:120, 0:90].astype(np.float64)
    spot = np.exp(-((xx - 25) ** 2 + (yy - 30) ** 2) / 1500)[..., None]
    yield "warm-spot", spot * np.array([90, 190, 255.0]) + (1 - spot) * np.array([60, 25, 20.0])
    yield "cool-noise", np.clip(rng.normal(size=(64, 64, 3)) * 30 + np.array([170, 120, 90.0]), 0, 255)
    dark = np.zeros((50, 130, 3))
    dark[30:, 40:90] = [30, 200, 60]
    yield "dark", dark
    big = np.kron(rng.integers(0, 256, (16, 16, 3)), np.ones((64, 64, 1)))
    yield "patches-1024", big  # exactly twice the working size: another resize path
    yield "wide-391x300", cv2.resize(rng.integers(0, 256, (6, 8, 3)).astype(np.float64), (391, 300))
    yield "grey", np.full((40, 40, 3), 128.0)


def measure(bgr):
    small = cv2.resize(bgr, (512, 512))
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).reshape(-1, 3).mean(0)
    gray = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(gray, [5, 95])
    cells = np.array([gray[r * 170 : r * 170 + 170, c * 170 : c * 170 + 170].mean() for r in range(3) for c in range(3)])
    cells = cells / cells.sum() if cells.sum() else cells
    hist = cv2.calcHist([gray], [0], None, [64], [0, 256])
    cv2.normalize(hist, hist, 1, 0, cv2.NORM_L1)
    return lab, (high - low) / (high + low + 1e-6), cells, hist


def compare(one, two):
    (lab1, con1, grid1, hist1), (lab2, con2, grid2, hist2) = one, two
    even = int(grid1.std() < 1e-6) + int(grid2.std() < 1e-6)
    spread = (np.corrcoef(grid1, grid2)[0, 1] + 1) / 2 if even == 0 else float(even == 2)
    parts = {
        "luminance": max(0.0, 1 - abs(lab1[0] - lab2[0]) / 50),
        "contrast": max(0.0, 1 - 2 * abs(con1 - con2)),
        "color_temp": max(0.0, 1 - np.hypot(*(lab1[1:] - lab2[1:])) / 50),
        "light_dist": spread,
        "shadow_dist": max(0.0, 1 - cv2.compareHist(hist1, hist2, cv2.HISTCMP_BHATTACHARYYA)),
    }
    share = {"luminance": 0.2, "contrast": 0.15, "color_temp": 0.2, "light_dist": 0.25, "shadow_dist": 0.2}
    total = sum(share[k] * v for k, v in parts.items())
    return {"total": round(100 * total, 2), "details": {k: round(float(100 * v), 2) for k, v in parts.items()}}


def main():
    measured = {}
    for name, picture in draw():
        bgr = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
        cv2.imwrite(str(HERE / f"{name}.png"), bgr, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        measured[name] = measure(bgr)
    pairs = [
        {"reference": a, "image": b, **compare(measured[a], measured[b])} for a in measured for b in measured
    ]
    (HERE / "expected.json").write_text("[\n" + ",\n".join(json.dumps(p) for p in pairs) + "\n]\n")


main()
