"""A sunny terrace: a cast-concrete ledge in front, a lime-washed wall with terracotta pots and plants behind, blue sky."""

import studio
from assets import parts
from materials import Graph, painted, plain, wood
from shapes import box, fillet, lathe, tube


def concrete():
    g = Graph("concrete")
    v = g.coords("Object")
    broad = g.noise(v, 1.6, 6, 0.62, 0.3)
    fine = g.noise(v, 34, 5, 0.7)
    pit = g.remap(g.voronoi(g.coords("Object", (1, 1, 1), (0, 0, 0), (3, 1, 0)), 38), 0.05, 0.13)
    some = g.math("GREATER_THAN", g.noise(v, 12, 2, 0.5), 0.56)
    hole = g.math("MULTIPLY", g.math("SUBTRACT", 1.0, pit), some)
    c = g.mix(g.remap(broad, 0.3, 0.7), "#b9b4aa", "#938e85")
    c = g.mix(g.remap(fine, 0.35, 0.7, 0, 0.35), c, "#6f6a62")
    c = g.mix(g.math("MULTIPLY", hole, 0.75), c, "#4b4741")
    h = g.math("SUBTRACT", g.math("MULTIPLY", fine, 0.25), hole)
    g.principled(Base_Color=c, Roughness=g.remap(broad, 0.3, 0.7, 0.55, 0.8), Specular=0.3, Normal=g.bump(h, 0.4, 0.004))
    return g.material


def make():
    rng = studio.reset(8)
    stone = concrete()
    for i in range(-2, 3):
        box("slab", (0.898, 1.0, 0.06), stone, (i * 0.9 + 0.25, 0.05, -0.03), 0.006, 3)
    paving = parts.plaster("paving", "#b49c82", "#94806a", 2.0, 0.2)
    box("floor", (14, 9, 0.1), paving, (0, 3.5, -0.60), 0)
    wall = parts.plaster("lime", "#efe3cc", "#dccaa8", 0.8, 0.5)
    back = 3.0
    box("wall", (14, 0.3, 1.70), wall, (0, back + 0.15, 0.20), 0.02, 3)
    box("coping", (14, 0.42, 0.07), parts.terracotta("tile", "#b9694a", "#93492f"), (0, back + 0.15, 1.08), 0.012, 3)
    # a blue shuttered door
    blue = painted("blue", "#3f7f95", 0.45, 0.02)
    box("frame", (0.95, 0.06, 1.6), painted("frame", "#e9e2d2", 0.5), (1.28, back - 0.01, 0.1), 0.01)
    for k in range(5):
        box("board", (0.15, 0.05, 1.5), blue, (0.95 + 0.163 * k, back - 0.04, 0.1), 0.008, 2)
    for z in (-0.35, 0.55):
        box("batten", (0.82, 0.03, 0.09), blue, (1.28, back - 0.075, z), 0.006, 2)
    clay, old = parts.terracotta(), parts.terracotta("old", "#a8684a", "#7a4a35")
    soil = plain("soil", "#2b1d14", 0.95)
    lav = parts.leaf_mesh("herb", 0.085, 0.028, parts.leaf_material("sage", "#5f7f4c", "#9ab27a"))
    olive = parts.leaf_mesh("olive", 0.075, 0.02, parts.leaf_material("olive", "#55704a", "#8fa36f"))
    broad = parts.leaf_mesh("broad", 0.16, 0.09, parts.leaf_material("broad", "#2c6a2c", "#6da043"))
    sword = parts.leaf_mesh("sword", 0.55, 0.085, parts.leaf_material("sword", "#4d7d63", "#86a67c", 0.15), 0.5, 0.22, 12)
    flower = parts.leaf_mesh("petal", 0.05, 0.045, parts.leaf_material("petal", "#c4276a", "#e2568f", 0.4), 0.3, 0.2)
    floor = -0.55
    parts.pot("pot", 0.24, 0.42, clay, soil, (-1.35, back - 0.45, floor))
    tube("trunk", [(-1.35, back - 0.45, floor + 0.35), (-1.31, back - 0.44, 0.15), (-1.36, back - 0.45, 0.45)], 0.028, wood("bark", "#6b5b49", "#40342a", 5, "Z", 0.9))
    parts.bush(rng, olive, (-1.35, back - 0.45, 0.72), (0.42, 0.36, 0.40), 950, 0.3)
    parts.pot("pot", 0.19, 0.32, old, soil, (-0.72, back - 0.40, floor))
    parts.rosette(rng, sword, (-0.72, back - 0.40, floor + 0.28), 22, (0.05, 1.05), (0.7, 1.1))
    parts.pot("pot", 0.17, 0.28, clay, soil, (-0.28, back - 0.55, floor))
    parts.bush(rng, lav, (-0.28, back - 0.55, floor + 0.45), (0.22, 0.20, 0.20), 330, 1.2)
    parts.pot("pot", 0.22, 0.36, old, soil, (0.45, back - 0.38, floor))
    parts.bush(rng, broad, (0.45, back - 0.38, floor + 0.62), (0.33, 0.28, 0.32), 200, 0.5)
    # bougainvillea over the wall
    for cx, cz, r, n in ((-0.35, 1.10, 0.5, 420), (0.25, 1.20, 0.42, 320), (-0.05, 0.86, 0.3, 160), (2.1, 1.15, 0.5, 330)):
        parts.bush(rng, broad, (cx, back - 0.02, cz), (r, 0.16, r * 0.45), n // 5, 0.1, (0.3, 0.55))
        parts.bush(rng, flower, (cx, back - 0.06, cz), (r, 0.20, r * 0.45), n, 0.2)
    bowl = lathe("bowl", fillet([(0, 0), (0.10, 0, 0.008), (0.2, 0.11, 0.05), (0.19, 0.11), (0, 0.02)], 5), painted("bowl", "#e4ddcf", 0.3), 64)
    bowl.location = (0.95, back - 0.5, floor)
    # a twig in leaf near the lens, upper right, and its shadow
    for k in range(26):
        t = k / 26
        p = (0.78 - 0.36 * t, 0.25 + 0.1 * t, 0.78 - 0.16 * t * t)
        parts.place(olive, p, (-0.6 + rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8), rng.uniform(-0.9, 0.7)), rng.uniform(-1, 1), rng.uniform(0.8, 1.2))
    studio.world_sky(40, 0, 0.2, sun=False, dust=0.6)
    studio.sun((-0.75, -0.55, 0.86), 4.6, 0.8, "#fff0d6")
    studio.camera((0, -1.25, 0.42), (0, 0.6, 0.235), 36, fstop=2.2, focus=1.25)
    studio.shoot_scene("scenes/terrace.jpg", 1344, 960, 56, exposure=0.45)
