"""Things that furnish a scene: planks, jars, pots, plants. Units are metres."""

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector

from materials import Graph
from shapes import add, box, cylinder, fillet, lathe


def planks(rng, count, width, length, thickness, material, start=(0, 0, 0), across="Y", gap=0.002, bevel=0.002):
    """Boards whose grain runs along x, laid side by side in y; the top is at z = start.z."""
    out = []
    for i in range(count):
        y = start[1] + i * (width + gap)
        b = box("plank", (length, width, thickness), material, (start[0] + rng.uniform(-0.01, 0.01), y, start[2] - thickness / 2 + rng.uniform(-0.0006, 0.0006)), bevel, 2)
        if across == "X":
            b.rotation_euler = (0, 0, math.pi / 2)
            b.location = (y, start[0], b.location.z)
        out.append(b)
    return out


def leaf_mesh(name, length, width, material, fold=0.25, curl=0.35, steps=8):
    """A leaf along +y, folded along its rib and curling down at the tip."""
    verts, faces = [], []
    for i in range(steps + 1):
        t = i / steps
        w = width * math.sin(math.pi * min(1, t**0.75)) * (1 - 0.25 * t) + 0.001 * width
        y, z = length * t, -curl * length * t * t
        for s in (-1, -0.5, 0, 0.5, 1):
            verts.append((s * w / 2, y, z + fold * abs(s) * w / 2))
    for i in range(steps):
        for k in range(4):
            a = i * 5 + k
            faces.append((a, a + 1, a + 6, a + 5))
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(verts, [], faces)
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    mesh.materials.append(material)
    return mesh


def leaf_material(name, colour, second, through=0.35):
    """A leaf that lets light through."""
    g = Graph(name)
    info = g.node("ObjectInfo")
    c = g.mix(info.outputs["Random"], colour, second)
    front = g.node("BsdfPrincipled", {"Base Color": c, "Roughness": 0.38, "Specular": 0.4})
    back = g.node("BsdfTranslucent", {"Color": g.mix(0.5, c, "#b8d060")})
    return g.surface(g.node("MixShader", {0: through, 1: front.outputs[0], 2: back.outputs[0]}).outputs[0])


def place(mesh, position, direction, roll, scale):
    """Instances a leaf with +y along direction."""
    obj = add(mesh.name, mesh)
    d = Vector(direction).normalized()
    obj.matrix_world = Matrix.Translation(Vector(position)) @ (d.to_track_quat("Y", "Z").to_matrix().to_4x4()) @ Matrix.Rotation(roll, 4, "Y") @ Matrix.Scale(scale, 4)
    return obj


def bush(rng, mesh, centre, radius, count, up=0.4, size=(0.7, 1.3)):
    """Leaves scattered through a ball, facing outwards."""
    for _ in range(count):
        d = rng.standard_normal(3)
        d /= np.linalg.norm(d)
        r = np.array(radius) * rng.uniform(0.35, 1.0) ** 0.6
        p = np.array(centre) + d * r
        way = d + np.array([0, 0, up]) + 0.5 * rng.standard_normal(3)
        place(mesh, p, way, rng.uniform(-0.7, 0.7), rng.uniform(*size))


def rosette(rng, mesh, base, count, tilt=(0.2, 1.2), size=(0.8, 1.2)):
    """Long leaves rising from one point (a snake plant, an agave)."""
    for i in range(count):
        a = 2.4 * i + rng.uniform(-0.2, 0.2)
        t = tilt[0] + (tilt[1] - tilt[0]) * (i / count) + rng.uniform(-0.08, 0.08)
        way = (math.sin(t) * math.cos(a), math.sin(t) * math.sin(a), math.cos(t))
        place(mesh, np.array(base) + 0.01 * np.array(way), way, rng.uniform(-0.2, 0.2), rng.uniform(*size))


def pot(name, radius, height, material, soil, location):
    """A flower pot with a rolled rim, filled with earth."""
    p = lathe(name, fillet([(0, 0), (radius * 0.68, 0, 0.005), (radius * 0.94, height * 0.8), (radius, height * 0.8, 0.004), (radius * 1.03, height, 0.006), (radius * 0.9, height, 0.006), (radius * 0.86, height * 0.85), (0, height * 0.85)], 5), material, 96)
    p.location = location
    earth = cylinder("soil", radius * 0.87, 0.01, soil, (location[0], location[1], location[2] + height * 0.88))
    return [p, earth]


def jar(radius, height, filling, lid, location, glass_material):
    """A storage jar: a filled body, clear glass round it, a lid."""
    x, y, z = location
    lathe("filling", fillet([(0, 0.006), (radius * 0.92, 0.006, 0.008), (radius * 0.92, height * 0.72, 0.004), (0, height * 0.74)], 4), filling, 64).location = location
    g = lathe("jar", fillet([(0, 0), (radius, 0, 0.01), (radius, height * 0.86, 0.02), (radius * 0.82, height * 0.93, 0.01), (radius * 0.82, height)], 5), glass_material, 64)
    g.location = location
    cylinder("lid", radius * 0.86, height * 0.10, lid, (x, y, z + height * 1.0), bevel=0.004)


def terracotta(name="terracotta", colour="#b5613c", second="#8d4527"):
    g = Graph(name)
    v = g.coords("Object")
    n = g.noise(v, 9, 6, 0.65)
    lime = g.remap(g.noise(v, 4, 6, 0.7), 0.55, 0.75, 0, 0.5)
    c = g.mix(lime, g.mix(n, colour, second), "#cdb09c")
    g.principled(Base_Color=c, Roughness=0.85, Specular=0.2, Normal=g.bump(g.noise(v, 60, 4, 0.6), 0.15, 0.004))
    return g.material


def plaster(name, colour, second, scale=1.0, relief=0.35, roughness=0.9):
    """Hand-trowelled render: broad stains, fine grit."""
    g = Graph(name)
    v = g.coords("Object")
    broad = g.noise(v, 1.1 * scale, 6, 0.6, 0.4)
    strokes = g.noise(v, 7 * scale, 5, 0.55, 1.5)
    grit = g.noise(v, 130 * scale, 3, 0.6)
    h = g.math("ADD", g.math("MULTIPLY", strokes, 0.8), g.math("MULTIPLY", grit, 0.15))
    c = g.mix(g.remap(broad, 0.3, 0.7), colour, second)
    c = g.mix(g.remap(strokes, 0.35, 0.75, 0, 0.18), c, "#6d655a", "MULTIPLY")
    g.principled(Base_Color=c, Roughness=roughness, Specular=0.2, Normal=g.bump(h, relief, 0.02))
    return g.material


def picture_emission(name, path, strength):
    g = Graph(name)
    t = g.image(path, g.node("TexCoord").outputs["UV"])
    return g.surface(g.node("Emission", {"Color": t.outputs[0], "Strength": strength}).outputs[0])
