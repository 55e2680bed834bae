"""Lighting reference: night blue, one hard cold spot through a window-shaped gobo from the upper right, deep shadow."""

import math

import numpy as np
from mathutils import Matrix

import studio
from assets import parts
from materials import painted, plain
from shapes import ball, box, fillet, lathe, spline, tube


def make():
    rng = studio.reset(6)
    wall = parts.plaster("wall", "#a7adb5", "#8f969f", 1.0, 0.35)
    box("wall", (9, 0.2, 5), wall, (0, 1.7, 2.0), 0)
    table = painted("table", "#6f7680", 0.35, 0.01)
    box("table", (9, 3.2, 0.1), table, (0, 0.2, -0.05), 0)
    matt = parts.plaster("white", "#d9dadb", "#c6c8ca", 4, 0.15)
    vase = lathe("vase", spline([(0, 0), (0.13, 0), (0.24, 0.16), (0.25, 0.34), (0.12, 0.56), (0.075, 0.78), (0.105, 0.90), (0.09, 0.90), (0.055, 0.78)], 12), painted("glaze", "#c9cdd2", 0.22, 0.01, 10), 140)
    vase.location = (-0.35, 0.45, 0)
    cone = lathe("cone", fillet([(0.26, 0, 0), (0.0, 0.62)], 2), matt, 140)
    cone.location = (0.36, 0.62, 0)
    ball("sphere", 0.19, matt, (0.12, 0.12, 0.19))
    box("cube", (0.3, 0.3, 0.3), matt, (0.80, 0.28, 0.15), 0.008, 3, (0, 0, 0.5))
    ball("pear", 0.11, painted("pear", "#8f9a4a", 0.35, 0.04, 30), (-0.10, -0.18, 0.10), (1, 1, 0.95))
    ball("neck", 0.065, painted("pear2", "#8f9a4a", 0.35, 0.04, 30), (-0.105, -0.18, 0.20), (1, 1, 1.25))
    tube("stalk", spline([(-0.105, -0.18, 0.26), (-0.10, -0.18, 0.31), (-0.08, -0.17, 0.34)], 6), 0.007, plain("twig", "#4a3a2a", 0.8))
    twig = plain("branch", "#5b544d", 0.8)
    for k in range(5):
        a = 0.5 + k * 1.15
        pts = spline([(-0.35, 0.45, 0.5), (-0.35 + 0.03 * math.cos(a), 0.45, 0.95), (-0.35 + 0.16 * math.cos(a), 0.45 + 0.10 * math.sin(a), 1.22), (-0.35 + 0.34 * math.cos(a), 0.45 + 0.16 * math.sin(a), 1.42 + 0.07 * k)], 8)
        tube("branch", pts, 0.007, twig, radii=np.linspace(1.2, 0.5, len(pts)))
        for p in pts[8:]:
            ball("bud", 0.016, matt, tuple(p + rng.normal(0, 0.018, 3)), (1, 1, 1.5), 14)
    # gobo: two by three panes cut from a board
    lamp = np.array((3.2, -2.5, 3.3))
    look = np.array((0.0, 0.8, 0.55))
    d = (look - lamp) / np.linalg.norm(look - lamp)
    right = np.cross(d, (0, 0, 1))
    right /= np.linalg.norm(right)
    up = np.cross(right, d)
    at = lamp + d * 1.6
    black = plain("board", "#000000", 1.0, specular=0)
    frame = Matrix((right, up, -d)).transposed().to_4x4()
    for u, v, su, sv in ((-1.0, 0, 1.2, 3), (1.0, 0, 1.2, 3), (0, 1.06, 3, 1.2), (0, -1.06, 3, 1.2), (0, 0, 0.045, 1), (0, 0.16, 1, 0.04), (0, -0.16, 1, 0.04)):
        b = box("bar", (su, sv, 0.01), black, (0, 0, 0), 0)
        b.matrix_world = Matrix.Translation(tuple(at + right * u + up * v)) @ frame
        b.visible_camera = False
    studio.world_plain("#1b3566", 0.05)
    studio.spot(tuple(lamp), tuple(look), 2600, 60, 0.1, 0.02, "#a9c6ff")
    studio.area((-3.5, -1.5, 2.0), (0, 0.5, 0.3), 2.0, 7, "#3c62c8")
    studio.camera((0.1, -2.7, 0.85), (0.1, 0.6, 0.56), 40, fstop=4, focus=2.9)
    studio.shoot_scene("lighting/blue-studio.jpg", 1024, 768, 32, exposure=0.0, contrast=1.15)
