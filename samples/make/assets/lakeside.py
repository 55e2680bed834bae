"""A weathered jetty on a mountain lake in the late afternoon: ripples, far ridges in haze, reeds out of focus."""

import math

import numpy as np

import paint
import studio
from assets import parts
from materials import Graph, plain, wood
from shapes import add, box, cylinder, grid_mesh, plane, tube


def ridge(name, distance, width, height, base, colour, haze, seed, trees=0.0):
    """A terrain strip [rows, cols] seen across the water; haze 0..1 mixes in the air's colour."""
    rng = np.random.default_rng(seed)
    rows, cols = 90, 420
    x = np.linspace(-width / 2, width / 2, cols)
    y = np.linspace(0, 1, rows)
    crest = 0.55 + 0.26 * paint.fractal(rng, (1, cols), 90, 6, 0.5)[0]
    rough = paint.fractal(rng, (rows, cols), 34, 6, 0.55)
    z = height * np.clip(crest[None, :] * np.sin(np.pi / 2 * y[:, None]) ** 1.1 + 0.10 * rough * y[:, None], -0.1, None)
    z[0] = base
    if trees:
        z += trees * rng.random((rows, cols)) ** 3 * (y[:, None] > 0.02)
    verts = np.stack(np.broadcast_arrays(x[None, :], distance + y[:, None] * height * 2.2, z), -1).reshape(-1, 3)
    g = Graph(name)
    v = g.coords("Object", (1 / height,) * 3)
    tone = g.noise(v, 5, 8, 0.65)
    body = g.node("BsdfPrincipled", {"Base Color": g.mix(g.remap(tone, 0.35, 0.65), colour[0], colour[1]), "Roughness": 0.95, "Specular": 0.1})
    air = g.node("Emission", {"Color": "#a9bfd6", "Strength": 0.62})
    g.surface(g.node("MixShader", {0: haze, 1: body.outputs[0], 2: air.outputs[0]}).outputs[0])
    return add(name, grid_mesh(name, verts, rows, cols), g.material)


def water():
    g = Graph("water")
    v = g.coords("Object", (1, 0.55, 1))
    waves = g.math("ADD", g.noise(v, 0.9, 5, 0.55, 0.6), g.math("MULTIPLY", g.noise(v, 5.5, 3, 0.5, 0.4), 0.25))
    g.principled(Base_Color="#0d2f3a", Roughness=0.05, Specular=0.5, IOR=1.33, Normal=g.bump(waves, 0.35, 0.10))
    return g.material


def make():
    rng = studio.reset(14)
    plane("lake", (6000, 6000), water(), (0, 2900, -0.55))
    ridge("far", 2600, 5200, 620, -30, ("#6d7885", "#8b94a0"), 0.62, 3)
    ridge("mid", 1300, 3000, 260, -10, ("#3c5040", "#55664e"), 0.40, 8, 5)
    ridge("near", 520, 1500, 62, -4, ("#24381f", "#46542c"), 0.16, 5, 9)
    old = wood("weathered", "#a3917c", "#5f5144", 1.9, "X", 0.75, 1.0)
    for i in range(17):  # boards run across the view
        y = -0.95 + i * 0.146
        b = box("board", (2.7 + rng.uniform(-0.03, 0.03), 0.14, 0.035), old, (rng.uniform(-0.012, 0.012), y, -0.0175 + rng.uniform(-0.0015, 0.0015)), 0.004, 3, (rng.uniform(-0.003, 0.003), 0, rng.uniform(-0.002, 0.002)))
        for x in (-0.95, 0.95):
            for d in (-0.035, 0.035):
                cylinder("nail", 0.005, 0.004, plain("rust", "#4a342a", 0.7, 0.5), (x + d * 0.2, y + d, 0.001), bevel=0.001, segments=16)
    post = wood("post", "#8d7a66", "#4a3d33", 3, "Z", 0.8)
    for x, y, h in ((-1.22, 1.30, 0.36), (1.22, 1.32, 0.30), (-1.27, 0.2, 0.0)):
        cylinder("post", 0.075, 1.2, post, (x, y, h - 0.6), bevel=0.012)
    rope = plain("rope", "#c8b48a", 0.9)
    t = np.linspace(0, 6 * math.pi, 70)
    tube("coil", np.stack([-1.22 + 0.085 * np.cos(t), 1.30 + 0.085 * np.sin(t), 0.12 + 0.0045 * t * 2], -1), 0.014, rope)
    # reeds at both sides
    reed = parts.leaf_mesh("reed", 1.0, 0.018, parts.leaf_material("reed", "#6f8040", "#b3a55a", 0.4), 0.4, 0.18, 10)
    for side, n, x0 in ((-1, 170, -2.35), (1, 110, 2.6)):
        for _ in range(n):
            p = (x0 + side * rng.exponential(0.45), 1.6 + rng.uniform(-0.5, 1.9), -0.55)
            parts.place(reed, p, (rng.normal(0, 0.16), rng.normal(0, 0.12), 1), rng.uniform(-3, 3), rng.uniform(0.7, 1.35))
    studio.world_sky(13, -62, 0.16, sun=False, dust=1.6, air=1.1)
    studio.sun((-0.86, 0.36, 0.27), 5.0, 0.8, "#ffc487")
    studio.camera((0, -1.75, 0.52), (0, 1.2, 0.27), 35, fstop=2.8, focus=1.7)
    studio.shoot_scene("scenes/lakeside.jpg", 1260, 900, 28, exposure=0.85)
