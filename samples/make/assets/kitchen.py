"""An oak table in a kitchen in the morning: window light from the left, shelves and worktop out of focus."""

import math

import numpy as np

import studio
from assets import parts
from materials import Graph, emission, glass, painted, plain, wood
from shapes import ball, box, cylinder, fillet, lathe, plane, spline, tube


def tiles():
    g = Graph("tiles")
    v = g.coords("Object", (1, 1, 1), (math.pi / 2, 0, 0))
    b = g.node("TexBrick", {"Vector": v, "Color1": "#dfe6e0", "Color2": "#c9d6cf", "Mortar": "#a9a79f", "Scale": 1.0, "Mortar Size": 0.004, "Brick Width": 0.2, "Row Height": 0.075, "Mortar Smooth": 0.1})
    g.principled(Base_Color=b.outputs["Color"], Roughness=0.18, Normal=g.bump(g.math("SUBTRACT", 1.0, b.outputs["Fac"]), 0.6, 0.004))
    return g.material


def garden():
    """What the window shows: sky over foliage, already soft."""
    g = Graph("garden")
    v = g.coords("Object")
    x, y, z = g.separate(v)
    n = g.noise(v, 2.2, 6, 0.6, 0.5)
    edge = g.math("ADD", y, g.math("MULTIPLY", g.math("SUBTRACT", n, 0.5), 1.4))
    leaves = g.ramp(g.noise(v, 5, 6, 0.7), [(0.3, "#2e4a22"), (0.5, "#6d9440"), (0.7, "#cfe08a")])
    c = g.mix(g.remap(edge, -0.1, 0.35), leaves, "#eef5ff")
    e = g.node("Emission", {"Color": c, "Strength": g.remap(edge, -0.3, 0.5, 2.6, 7.0)})
    return g.surface(e.outputs[0])


def make():
    rng = studio.reset(3)
    oak = wood("oak", "#bb8a56", "#7d5128", 2.2, "X", 0.36, 1.0)
    parts.planks(rng, 10, 0.125, 2.02, 0.035, oak, (0, -0.45, 0))
    # wall, tiles, worktop, cupboards (the room is behind the table)
    wall = parts.plaster("wall", "#dcd5c6", "#cbc2b0", 0.7, 0.1)
    back = 2.6
    box("wall", (4.62, 0.1, 3.4), wall, (1.19, back + 0.05, 0.8), 0)
    box("tiles", (4.62, 0.02, 0.62), tiles(), (1.19, back - 0.01, 0.48), 0)
    front = painted("front", "#5f7568", 0.4, 0.01)
    brass = plain("brass", "#c79a4b", 0.25, 1.0)
    for i in range(-1, 6):
        x = i * 0.55
        box("door", (0.535, 0.03, 0.82), front, (x, back - 0.62, -0.30), 0.006, 2)
        tube("pull", [(x - 0.08, back - 0.66, 0.03), (x + 0.08, back - 0.66, 0.03)], 0.007, brass)
    top = wood("worktop", "#a87443", "#5f3a1d", 1.4, "X", 0.3)
    box("worktop", (4.62, 0.66, 0.04), top, (1.19, back - 0.33, 0.135), 0.006)
    # a side wall with the window at the left
    gx = -1.12
    box("side", (0.1, 3.4, 0.9), wall, (gx, 1.2, -0.32), 0)
    box("side-top", (0.1, 3.4, 0.5), wall, (gx, 1.2, 1.75), 0)
    for y in (-0.2, 2.55):
        box("jamb", (0.1, 0.35, 2.2), wall, (gx, y, 0.8), 0)
    frame = painted("frame", "#efece4", 0.4)
    for y in (0.0, 0.78, 1.56, 2.34):
        box("bar", (0.06, 0.05, 1.5), frame, (gx, y, 0.8), 0.004)
    for z in (0.12, 0.85, 1.5):
        box("bar", (0.06, 2.4, 0.045), frame, (gx, 1.17, z), 0.004)
    box("sill", (0.3, 2.5, 0.035), frame, (gx + 0.12, 1.17, 0.10), 0.005)
    view = plane("view", (9, 6), garden(), (gx - 2.4, 1.5, 0.9), (math.pi / 2, 0, math.pi / 2))
    view.visible_shadow = False
    # shelf with crockery
    shelf = wood("shelf", "#94653a", "#553318", 1.6, "X", 0.4)
    for z in (0.92, 1.32):
        box("shelf", (2.6, 0.24, 0.035), shelf, (0.55, back - 0.13, z), 0.004)
    colours = ["#e9e3d6", "#7f9aa3", "#c9764a", "#32485a", "#d8b65c", "#efece6", "#8aa38a"]
    glaze = [painted("glaze%d" % i, c, 0.15, 0.003) for i, c in enumerate(colours)]
    x = -0.62
    while x < 1.75:
        kind = rng.integers(0, 4)
        m = glaze[rng.integers(0, len(glaze))]
        if kind == 0:
            for k in range(rng.integers(3, 6)):
                b = lathe("bowl", fillet([(0, 0), (0.035, 0, 0.004), (0.085, 0.06, 0.03), (0.08, 0.06), (0.0, 0.012)], 4), m, 48)
                b.location = (x + 0.09, back - 0.13, 0.94 + k * 0.022)
            x += 0.22
        elif kind == 1:
            h = rng.uniform(0.16, 0.24)
            v = lathe("vase", spline([(0, 0), (0.045, 0.002), (0.07, h * 0.4), (0.03, h * 0.8), (0.04, h)], 8), m, 48)
            v.location = (x + 0.08, back - 0.13, 0.938)
            x += 0.19
        elif kind == 2:
            for k in range(2):
                c = cylinder("cup", 0.04, 0.085, m, (x + 0.05 + 0.1 * k, back - 0.13, 0.98), bevel=0.006)
            x += 0.25
        else:
            p = cylinder("plate", 0.12, 0.012, m, (x + 0.12, back - 0.06, 1.06), (math.radians(78), 0, 0), 0.005)
            x += 0.27
    clear = glass("clear", "#f6fffb")
    fill = ["#6b3f1f", "#d9c08a", "#a8642c", "#e6ddc8", "#3f2a1a"]
    lid = wood("lid", "#c79b67", "#94683a", 4, "X")
    for k, xx in enumerate(np.linspace(-0.5, 0.35, 5)):
        parts.jar(0.055, 0.19 if k % 2 else 0.15, plain("fill", fill[k], 0.8), lid, (xx, back - 0.14, 1.338), clear)
    for k in range(9):
        box("book", (rng.uniform(0.02, 0.045), 0.17, rng.uniform(0.2, 0.27)), plain("book", colours[k % 7], 0.7), (0.62 + 0.05 * k, back - 0.12, 1.46), 0.003, 2)
    green = parts.leaf_mesh("leaf", 0.10, 0.05, parts.leaf_material("leaf", "#2f6128", "#6a9a3c"))
    clay = parts.terracotta()
    soil = plain("soil", "#2b1d14", 0.95)
    parts.pot("pot", 0.075, 0.13, clay, soil, (1.45, back - 0.13, 1.338))
    parts.bush(rng, green, (1.45, back - 0.15, 1.55), (0.17, 0.15, 0.13), 130)
    for k in range(40):  # trailing stems
        parts.place(green, (1.36 + rng.uniform(-0.08, 0.08), back - 0.26, 1.42 - 0.013 * k), (rng.uniform(-1, 1), -0.4, -0.8), 0, rng.uniform(0.5, 0.9))
    # worktop still life
    parts.pot("pot2", 0.10, 0.17, glaze[5], soil, (-1.0, back - 0.35, 0.155))
    herb = parts.leaf_mesh("herb", 0.07, 0.035, parts.leaf_material("herb", "#3c7a2c", "#86b04a"))
    parts.bush(rng, herb, (-1.0, back - 0.35, 0.45), (0.2, 0.18, 0.17), 260)
    board = wood("board", "#c48f57", "#8a5a2e", 3, "Z")
    box("board", (0.26, 0.02, 0.40), board, (-0.42, back - 0.08, 0.35), 0.01, 3, (math.radians(-9), 0, 0))
    box("board", (0.2, 0.02, 0.30), shelf, (-0.25, back - 0.12, 0.30), 0.01, 3, (math.radians(-11), 0, 0))
    crock = lathe("crock", fillet([(0, 0), (0.075, 0, 0.01), (0.08, 0.16, 0.01), (0.07, 0.16), (0.068, 0.02), (0, 0.02)], 5), glaze[3], 64)
    crock.location = (0.25, back - 0.2, 0.155)
    for k in range(6):
        a = k * 1.1
        tip = (0.25 + 0.09 * math.cos(a), back - 0.2 + 0.07 * math.sin(a), 0.50 + 0.03 * (k % 3))
        tube("spoon", [(0.25 + 0.02 * math.cos(a), back - 0.2, 0.2), tip], 0.008, board)
        ball("bowl", 0.03, board, tip, (0.8, 0.4, 1.3))
    pan = plain("copper", "#c8734a", 0.22, 1.0)
    for k, r in enumerate((0.13, 0.105, 0.085)):
        xx = 0.75 + 0.30 * k
        cylinder("pan", r, 0.07, pan, (xx, back - 0.06, 0.62 - 0.1 + 0.03 * k), (math.pi / 2, 0, 0), 0.012)
        tube("handle", [(xx, back - 0.05, 0.62 - 0.1 + r), (xx, back - 0.05, 0.80)], 0.010, pan)
    tube("rail", [(0.45, back - 0.05, 0.80), (1.6, back - 0.05, 0.80)], 0.008, brass)
    lemon = plain("lemon", "#e0b32c", 0.45)
    bowl = lathe("fruitbowl", fillet([(0, 0), (0.06, 0, 0.006), (0.15, 0.09, 0.05), (0.143, 0.09), (0, 0.015)], 5), glaze[0], 64)
    bowl.location = (0.9, back - 0.38, 0.155)
    for k in range(6):
        ball("lemon", 0.038, lemon if k % 3 else plain("lime", "#7c9a35", 0.4), (0.9 + 0.07 * math.cos(k * 1.05), back - 0.38 + 0.06 * math.sin(k * 1.05), 0.235 + 0.015 * (k % 2)), (1.2, 1, 1))
    # pendant lamps
    shade = painted("shade", "#22282b", 0.35)
    glow = emission("bulb", "#ffd9a0", 9)
    for xx in (0.15, 1.05):
        lathe("pendant", fillet([(0.15, 0), (0.13, 0.07, 0.05), (0.03, 0.13, 0.02), (0.02, 0.18)], 6), shade, 64).location = (xx, 1.55, 1.10)
        ball("bulb", 0.035, glow, (xx, 1.55, 1.13))
        tube("cord", [(xx, 1.55, 1.25), (xx, 1.55, 2.6)], 0.004, shade)
    # light: sky through the window, low sun across the table, a dim room
    studio.world_plain("#cfd8e6", 0.3)
    studio.area((gx - 0.15, 1.1, 0.95), (0.2, 0.6, 0), (2.3, 1.5), 62, "#e9f1ff", 150)
    studio.sun((-1.0, 0.42, 0.62), 7.0, 1.2, "#ffd6a0")
    studio.area((1.6, -1.2, 1.8), (0, 0.8, 0.1), 1.5, 14, "#fff0dc")
    studio.camera((0.06, -1.12, 0.46), (0.0, 0.55, 0.225), 35, fstop=1.8, focus=1.1)
    studio.shoot_scene("scenes/kitchen.jpg", 1344, 960, 48, exposure=0.1)
