"""A stoneware mug: blue reactive glaze over speckled clay, bare foot, thrown rings."""

import math

import numpy as np

import studio
from materials import Graph
from shapes import fillet, group, lathe, spline, tube


def glaze():
    g = Graph("glaze")
    v = g.coords("Object")
    x, y, z = g.separate(v)
    wander = g.noise(v, 2.2, 5, 0.6)
    streak = g.noise(g.coords("Object", (1, 1, 0.12)), 9, 4, 0.6)
    height = g.math("ADD", z, g.math("MULTIPLY", g.math("SUBTRACT", wander, 0.5), 0.16))
    height = g.math("ADD", height, g.math("MULTIPLY", g.math("SUBTRACT", streak, 0.5), 0.10))
    body = g.ramp(
        g.remap(height, 0.0, 1.0),
        [(0.10, "#0b2540"), (0.45, "#123c61"), (0.72, "#215a7e"), (0.86, "#4f8699"), (0.95, "#b58a5c"), (1.0, "#6b4425")],
    )
    mottle = g.noise(v, 42, 4, 0.65)
    body = g.mix(g.remap(mottle, 0.52, 0.75, 0, 0.22), body, "#8fb9c4")
    cells = g.node("TexVoronoi", {"Vector": v, "Scale": 20.0})
    pick = g.math("GREATER_THAN", g.separate(cells.outputs["Color"])[0], 0.72)
    speck = g.math("MULTIPLY", g.math("LESS_THAN", cells.outputs["Distance"], 0.13), pick)
    body = g.mix(g.math("MULTIPLY", speck, 0.8), body, "#23150c")
    clay = g.mix(g.noise(v, 40, 4, 0.7), "#c8a581", "#8f6a48")
    line = g.math("ADD", z, g.math("MULTIPLY", wander, 0.03))
    bare = g.math("LESS_THAN", line, 0.105)
    rings = g.math("SINE", g.math("MULTIPLY", z, 95.0))
    relief = g.math("ADD", g.math("MULTIPLY", rings, 0.15), g.math("MULTIPLY", g.noise(v, 6, 3, 0.5), 0.9))
    n = g.principled(
        Base_Color=g.mix(bare, body, clay),
        Roughness=g.mix(bare, g.remap(mottle, 0.3, 0.7, 0.10, 0.22), g.node("RGB").outputs[0]),
        Specular=0.5,
        Normal=g.bump(relief, 0.22, 0.02),
    )
    rough = g.math("ADD", g.math("MULTIPLY", bare, 0.7), g.remap(mottle, 0.3, 0.7, 0.10, 0.2))
    g.set(n, "Roughness", rough)
    return g.material


def build():
    m = glaze()
    outer = [(0, 0.03), (0.30, 0.03, 0.01), (0.315, 0.0, 0.006), (0.355, 0.0, 0.012), (0.372, 0.06, 0.02), (0.425, 0.16, 0.09), (0.432, 0.55, 0.4), (0.418, 0.985, 0.018)]
    inner = [(0.384, 0.985, 0.016), (0.392, 0.55, 0.4), (0.385, 0.16, 0.11), (0.28, 0.075, 0.08), (0, 0.07)]
    cup = lathe("cup", fillet(outer + inner, 10), m, 220)
    path = spline([(0.405, 0, 0.80), (0.50, 0, 0.835), (0.63, 0, 0.80), (0.715, 0, 0.66), (0.715, 0, 0.49), (0.64, 0, 0.35), (0.53, 0, 0.265), (0.405, 0, 0.235)], 10)
    t = np.linspace(0, 1, len(path))
    radii = 0.82 + 0.75 * np.exp(-((t / 0.10) ** 2)) + 0.75 * np.exp(-(((1 - t) / 0.10) ** 2))
    handle = tube("handle", path, 0.05, m, radii=radii, squash=(0.72, 1.25))
    return [cup, handle]


def make():
    studio.reset()
    parts = build()
    group(parts, rotation_z=math.radians(-28))
    studio.world_dome(0.6, 0.25, 0.5)
    studio.softboxes(0.5)
    studio.frame(parts, elevation=14, focal=90, fill=0.70)
    studio.shoot_on_white("products/mug.jpg", parts)
