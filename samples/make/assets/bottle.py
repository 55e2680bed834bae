"""An amber glass pump bottle with a paper label and a black pump, filled with lotion."""

import math
import os
import tempfile

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import studio
from materials import Graph, glass, plain
from shapes import cylinder, fillet, group, lathe, spline, tube

FONTS = "/usr/share/fonts/truetype/lato/Lato-%s.ttf"


def label(path):
    w, h = 1500, 1100
    im = Image.new("RGB", (w, h), "#f1ebdf")
    d = ImageDraw.Draw(im)
    text = lambda y, s, size, face, fill="#2b2a28", gap=0: spaced(d, w // 2, y, s, ImageFont.truetype(FONTS % face, size), fill, gap)
    d.rectangle((46, 46, w - 46, h - 46), outline="#2b2a28", width=4)
    for k in range(-4, 5):  # a sprig
        x = w // 2 + k * 26
        d.line((w // 2, 250, x, 130 + abs(k) * 14), fill="#5d7350", width=4)
        d.ellipse((x - 9, 112 + abs(k) * 14, x + 9, 148 + abs(k) * 14), fill="#5d7350")
    text(270, "FERN & ASH", 128, "Black", gap=16)
    text(440, "HAND AND BODY LOTION", 56, "Medium", gap=10)
    d.line((430, 560, w - 430, 560), fill="#2b2a28", width=3)
    text(600, "wild fern  ·  cedar  ·  sea salt", 60, "Italic", "#5d7350")
    text(740, "No. 07", 110, "Light")
    text(930, "500 ml  /  16.9 fl oz", 46, "Regular", gap=4)
    im.save(path)


def spaced(d, x, y, s, font, fill, gap):
    widths = [font.getlength(c) for c in s]
    x -= (sum(widths) + gap * (len(s) - 1)) / 2
    for c, cw in zip(s, widths):
        d.text((x, y), c, font=font, fill=fill)
        x += cw + gap


def paper(path):
    g = Graph("label")
    t = g.image(path, g.node("TexCoord").outputs["UV"], "EXTEND")
    g.principled(Base_Color=t.outputs[0], Roughness=0.62, Specular=0.3, Normal=g.bump(g.noise(g.coords("Object"), 120, 3, 0.6), 0.05, 0.005))
    return g.material


def build(folder):
    amber = glass("amber", "#c4650f", 0.0, 1.48)
    lotion = plain("lotion", "#dcb888", 0.35, specular=0.2)
    black = plain("black", "#17171a", 0.32)
    r = 0.385
    shape = [(0, 0.025), (r - 0.09, 0.025, 0.02), (r - 0.05, 0.0, 0.015), (r, 0.0, 0.055), (r, 1.28, 0.20), (0.16, 1.47, 0.09), (0.16, 1.56, 0.01)]
    inner = [(0.13, 1.56, 0.01), (0.13, 1.45, 0.09), (r - 0.035, 1.255, 0.18), (r - 0.035, 0.05, 0.05), (0, 0.06)]
    bottle = lathe("bottle", fillet(shape + inner, 10), amber, 220)
    k = r - 0.0365
    inside = lathe("inside", fillet([(0, 0.062), (k, 0.052, 0.05), (k, 1.10, 0.004), (0, 1.10)], 8), lotion, 160)
    half = math.radians(72)
    p = np.array([(r + 0.0025, 0.27), (r + 0.0025, 1.02)])
    path = os.path.join(folder, "label.png")
    label(path)
    wrap = lathe("wrap", p, paper(path), 120, arc=(-math.pi / 2 - half, 2 * half))
    cap = lathe("cap", fillet([(0.10, 1.50), (0.185, 1.50, 0.008), (0.185, 1.70, 0.02), (0.10, 1.72, 0.01), (0.095, 1.78)], 5), black, 160)
    ribs = []
    for i in range(64):
        a = 2 * math.pi * i / 64
        x, y = 0.185 * math.cos(a), 0.185 * math.sin(a)
        ribs.append(tube("rib", [(x, y, 1.515), (x, y, 1.68)], 0.0055, black, resolution=3))
    stem = cylinder("stem", 0.045, 0.30, plain("stem", "#a9a9a6", 0.3), (0, 0, 1.78), bevel=0.004)
    tube_in = cylinder("dip", 0.03, 1.3, plain("dip", "#b9a68c", 0.4), (0, 0, 0.85), bevel=0.004)
    head = lathe("head", fillet([(0, 1.82), (0.10, 1.82, 0.02), (0.105, 1.93, 0.03), (0.085, 1.96, 0.02), (0, 1.965)], 6), black, 120)
    path = spline([(0, 0, 1.895), (0.18, 0, 1.905), (0.34, 0, 1.89), (0.42, 0, 1.85), (0.44, 0, 1.795)], 10)
    t = np.linspace(0, 1, len(path))
    nozzle = tube("nozzle", path, 0.05, black, radii=1.15 - 0.5 * t)
    return [bottle, inside, wrap, cap, stem, tube_in, head, nozzle] + ribs


def make():
    studio.reset()
    with tempfile.TemporaryDirectory() as folder:
        parts = build(folder)
        group(parts, rotation_z=math.radians(-16))
        studio.world_dome(0.5, 0.22, 0.5)
        studio.softboxes(0.9)
        studio.frame(parts, elevation=10, focal=100, fill=0.86)
        studio.shoot_on_white("products/bottle.jpg", parts)
