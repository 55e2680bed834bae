"""Lighting reference: the last warm sun from the left rakes over a plaster court, long shadows, blue air in the shade."""

import studio
from assets import parts
from materials import painted, plain
from shapes import ball, box, cylinder, lathe, spline


def make():
    rng = studio.reset(5)
    sand = parts.plaster("ground", "#d9c3a3", "#c2a883", 1.2, 0.5)
    wall = parts.plaster("wall", "#e6d3b5", "#d4bb95", 0.8, 0.7)
    box("ground", (30, 30, 0.1), sand, (0, 6, -0.05), 0)
    box("wall", (14, 0.3, 4.0), wall, (2.2, 3.3, 2.0), 0.02, 3)
    for k in range(5):  # stairs along the wall at the right
        box("step", (0.42, 0.9, 0.2 * (k + 1)), wall, (1.15 + 0.42 * k, 2.72, 0.1 * (k + 1)), 0.02, 3)
    clay = parts.terracotta()
    jar = lathe("amphora", spline([(0, 0), (0.14, 0.0), (0.17, 0.02), (0.31, 0.42), (0.29, 0.68), (0.12, 0.92), (0.10, 1.02), (0.15, 1.10), (0.13, 1.10), (0.08, 1.0)], 12), clay, 128)
    jar.location = (-0.95, 1.9, 0)
    low = lathe("low", spline([(0, 0), (0.16, 0), (0.30, 0.18), (0.28, 0.38), (0.17, 0.46), (0.20, 0.52), (0.17, 0.52), (0.14, 0.44)], 12), painted("glaze", "#8b9c98", 0.35, 0.03, 12), 128)
    low.location = (-0.18, 1.35, 0)
    ball("stone", 0.2, parts.plaster("stone", "#cfc2ae", "#a89a86", 3, 0.6), (0.52, 1.55, 0.19))
    cylinder("drum", 0.22, 0.34, wall, (0.95, 2.0, 0.17), bevel=0.02)
    ball("ball", 0.13, painted("ball", "#b5482c", 0.4, 0.03, 20), (0.12, 0.80, 0.13))
    parts.pot("pot", 0.24, 0.42, clay, plain("soil", "#2b1d14", 0.95), (2.0, 2.0, 0))
    sword = parts.leaf_mesh("sword", 0.75, 0.10, parts.leaf_material("sword", "#5d7f54", "#8fa672", 0.2), 0.5, 0.2, 12)
    parts.rosette(rng, sword, (2.0, 2.0, 0.38), 20, (0.05, 0.9), (0.7, 1.1))
    # a colonnade out of frame on the left combs the light on the wall
    for k, y in enumerate((2.35, 3.05)):
        cylinder("column", 0.16, 5, wall, (-3.6, y, 2.5), bevel=0.01)
    studio.world_sky(6, 90, 0.10, sun=False, dust=2.0)
    studio.sun((-0.93, -0.22, 0.245), 12.0, 0.6, "#ffac5e")
    studio.camera((0.35, -2.6, 1.05), (0.35, 2.0, 0.72), 36, fstop=5.6, focus=4.4)
    studio.shoot_scene("lighting/golden-hour.jpg", 1024, 768, 32, exposure=-0.3, contrast=1.25)
