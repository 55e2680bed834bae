"""Over-ear headphones: stitched leather band, brushed yokes, quilted cushions, perforated cups. Cut out, with alpha."""

import math

import numpy as np

import studio
from materials import Graph, brushed_metal, leather, plain
from shapes import ball, box, cylinder, fillet, group, lathe, spline, tube


def mesh_grille():
    g = Graph("grille")
    u = g.coords("UV", (1, 1, 1))
    v = g.coords("Object", (1, 1, 1))
    holes = g.voronoi(v, 26, "F1", 0.0)
    hole = g.math("LESS_THAN", holes, 0.30)
    g.principled(Base_Color=g.mix(hole, "#3a3b3f", "#050505"), Metallic=0.7, Roughness=0.38, Normal=g.bump(g.math("SUBTRACT", 1.0, hole), 0.5, 0.02))
    return g.material


def build():
    tan = leather("tan", "#8a4b23", 30, 0.42)
    soft = leather("soft", "#1e1b1a", 26, 0.5)
    steel = brushed_metal("steel", "#b9bbc0", 0.24, (1, 30, 30))
    dark = plain("dark", "#1b1c1f", 0.35, specular=0.4)
    copper = brushed_metal("copper", "#c98255", 0.2, (30, 30, 1))
    thread = plain("thread", "#e7cfa6", 0.7)
    parts = []
    # head band: an arch, a flat strap of leather with a padded underside
    a = np.linspace(math.radians(14), math.radians(166), 60)
    arch = lambda r, z: np.stack([r * np.cos(a), 0 * a, r * 1.06 * np.sin(a) + z], -1)
    fade = np.clip(np.minimum(np.arange(60), np.arange(60)[::-1]) / 6, 0.35, 1)
    parts.append(tube("band", arch(0.90, 0.62), 0.17, tan, squash=(0.13, 1.0)))
    parts.append(tube("pad", arch(0.855, 0.62)[6:-6], 0.15, soft, radii=(fade**0.5)[6:-6], squash=(0.34, 0.92)))
    for y in (-0.142, 0.142):
        line = arch(0.926, 0.62)
        for i in range(0, 58):
            p, q = line[i], line[i] * 0.45 + line[i + 1] * 0.55
            parts.append(tube("stitch", [(p[0], y, p[2]), (q[0], y, q[2])], 0.0065, thread, resolution=3))
    for s in (-1, 1):
        # slider rods and yoke
        x0, z0 = s * 0.90 * math.cos(math.radians(12)), 0.62 + 0.95 * math.sin(math.radians(12))
        parts.append(box("clasp", (0.075, 0.36, 0.22), dark, (x0, 0, z0 - 0.01), 0.03, 5, (0, s * math.radians(-10), 0)))
        parts.append(cylinder("dot", 0.045, 0.02, copper, (x0 + s * 0.042, 0, z0), (0, math.pi / 2 - s * math.radians(10), 0), 0.006))
        for y in (-0.07, 0.07):
            parts.append(tube("rod", [(x0, y, z0 - 0.05), (s * 0.925, y, 0.40)], 0.018, steel))
        parts.append(box("bridge", (0.06, 0.26, 0.09), steel, (s * 0.928, 0, 0.40), 0.02, 4))
        t = np.linspace(math.radians(-8), math.radians(188), 40)
        yoke = np.stack([np.full_like(t, s * 0.93), 0.50 * np.cos(t), -0.08 + 0.48 * np.sin(t)], -1)
        parts.append(tube("yoke", yoke, 0.05, steel, squash=(1.0, 0.45)))
        # cup: lathed along x
        cup = []
        cup.append(lathe("shell", fillet([(0, 0.205), (0.30, 0.205, 0.01), (0.335, 0.20, 0.02), (0.43, 0.13, 0.06), (0.455, 0.02, 0.04), (0.44, -0.05, 0.02), (0, -0.05)], 8), dark, 160))
        cup.append(lathe("ring", fillet([(0.285, 0.20), (0.29, 0.226, 0.008), (0.335, 0.222, 0.008), (0.345, 0.19)], 4), copper, 160))
        cup.append(lathe("grille", spline([(0, 0.235), (0.15, 0.228), (0.288, 0.208)], 10), mesh_grille(), 160))
        cup.append(lathe("badge", fillet([(0, 0.236), (0.075, 0.236, 0.004), (0.085, 0.246, 0.004), (0.07, 0.252, 0.004), (0, 0.25)], 4), copper, 100))
        t = np.linspace(0, 2 * math.pi, 40)
        cup.append(lathe("cushion", np.stack([0.325 + 0.135 * np.cos(t), -0.135 + 0.115 * np.sin(t)], -1), soft, 160))
        cup.append(lathe("seam", np.stack([0.455 + 0.012 * np.cos(t), -0.085 + 0.012 * np.sin(t)], -1), dark, 160))
        cup.append(cylinder("cloth", 0.24, 0.02, plain("cloth", "#0c0c0d", 0.95), (0, 0, -0.08)))
        for k in range(48):
            b = 2 * math.pi * k / 48
            cup.append(ball("puck", 0.012, soft, (0.452 * math.cos(b), 0.452 * math.sin(b), -0.10), segments=12))
        root = group(cup, (s * 0.90, 0, -0.08))
        root.rotation_euler = (0, s * math.pi / 2, math.radians(s * 4))
        root.scale = (1.13, 1, 1)  # x of the lathe becomes height
        parts += cup
        for y in (-0.50, 0.50):
            parts.append(cylinder("pivot", 0.05, 0.08, copper, (s * 0.93, y, -0.10), (math.pi / 2, 0, 0), 0.012))
    parts.append(cylinder("socket", 0.045, 0.12, copper, (-0.90, -0.03, -0.56), (0.3, 0, 0), 0.01))
    return parts


def make():
    studio.reset()
    parts = build()
    root = group([p for p in parts if p.parent is None], (0, 0, 0.62))
    for o in {p.parent for p in parts} - {root}:
        o.parent = root
    root.rotation_euler = (0, 0, math.radians(36))
    studio.world_dome(0.6, 0.22, 0.4)
    studio.softboxes(0.9)
    studio.frame(parts, elevation=8, focal=90, fill=0.93)
    studio.shoot_with_alpha("products/headphones.png", parts)
