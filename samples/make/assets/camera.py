"""A small rangefinder camera: leatherette body, satin chrome top, engraved dials, coated lens. Cut out, with alpha."""

import math
import os
import tempfile

import bpy
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import studio
from materials import Graph, brushed_metal, leather, plain
from shapes import add, box, cylinder, fillet, group, lathe, smooth, tube

FONT = "/usr/share/fonts/truetype/lato/Lato-%s.ttf"
FRONT = (math.pi / 2, 0, 0)  # turns a lathe's +z to -y, towards the lens


def ring_scale(path, marks, colour, ground):
    """A strip that wraps round a barrel: numbers between ticks."""
    w, h = 2048, 128
    im = Image.new("RGB", (w, h), ground)
    d = ImageDraw.Draw(im)
    f = ImageFont.truetype(FONT % "Bold", 64)
    for i, m in enumerate(marks):
        x = (i + 0.5) * w / len(marks)
        d.text((x - f.getlength(m) / 2, 40), m, font=f, fill=colour)
        d.line((x, 4, x, 32), fill=colour, width=5)
        d.line((x + w / len(marks) / 2, 4, x + w / len(marks) / 2, 20), fill=colour, width=4)
    im.save(path)


def printed(name, path, roughness, metallic=0.0):
    g = Graph(name)
    t = g.image(path, g.node("TexCoord").outputs["UV"], "REPEAT")
    g.principled(Base_Color=t.outputs[0], Roughness=roughness, Metallic=metallic)
    return g.material


def knurl(radius, z0, z1, count, material, width=0.008):
    out = []
    for i in range(count):
        a = 2 * math.pi * i / count
        out.append(box("knurl", (width * 1.6, width, z1 - z0), material, (radius * math.cos(a), radius * math.sin(a), (z0 + z1) / 2), width * 0.3, 1, (0, 0, a)))
    return out


def rounded(name, width, depth, z0, z1, bevel, material):
    """A body with half-round ends, lathe-like in plan: outline swept up with a bevelled edge."""
    r = depth / 2
    outline = []
    for cx, a0 in ((width / 2 - r, -math.pi / 2), (-width / 2 + r, math.pi / 2)):
        for k in range(33):
            a = a0 + math.pi * k / 32
            outline.append((cx, math.cos(a), math.sin(a)))
    rows = [(-bevel, z0), (-bevel * 0.3, z0 + bevel * 0.3), (0, z0 + bevel), (0, z1 - bevel), (-bevel * 0.3, z1 - bevel * 0.3), (-bevel, z1)]
    verts = [(cx + (r + inset) * ca, (r + inset) * sa, z) for inset, z in rows for cx, ca, sa in outline]
    n = len(outline)
    faces = [(j * n + i, j * n + (i + 1) % n, (j + 1) * n + (i + 1) % n, (j + 1) * n + i) for j in range(len(rows) - 1) for i in range(n)]
    faces += [tuple(range(n))[::-1], tuple((len(rows) - 1) * n + i for i in range(n))]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(verts, [], faces)
    obj = add(name, mesh, material)
    smooth(obj, 50)
    return obj


def build(folder):
    chrome = brushed_metal("chrome", "#cfcdc8", 0.26, (1, 30, 30))
    skin = leather("skin", "#20201f", 34, 0.55)
    black = plain("black", "#131314", 0.3)
    matt = plain("matt", "#0c0c0d", 0.7)
    red = plain("red", "#b3241c", 0.35)
    front_glass = plain("coating", "#1c1245", 0.03, specular=0.9, clearcoat=1.0)
    parts = [
        rounded("body", 1.42, 0.36, 0.10, 0.66, 0.006, skin),
        rounded("bottom", 1.43, 0.37, 0.0, 0.115, 0.02, chrome),
        rounded("top", 1.43, 0.37, 0.65, 0.80, 0.02, chrome),
        box("hump", (0.84, 0.31, 0.12), chrome, (-0.08, 0.005, 0.84), 0.025, 5),
        box("finder", (0.20, 0.02, 0.115), black, (0.20, -0.152, 0.842), 0.008, 3),
        box("finder-glass", (0.165, 0.02, 0.085), plain("finder", "#10202a", 0.05, specular=0.8), (0.20, -0.156, 0.842), 0.006, 3),
        box("frosted", (0.15, 0.02, 0.075), plain("frosted", "#c9d0d2", 0.35), (-0.09, -0.150, 0.845), 0.006, 3),
        box("patch", (0.07, 0.02, 0.06), plain("patch", "#182430", 0.05, specular=0.8), (-0.37, -0.152, 0.845), 0.006, 3),
    ]
    lx, lz, ly = 0.04, 0.385, -0.18
    front = []
    front.append(lathe("mount", fillet([(0.24, 0), (0.335, 0, 0), (0.335, 0.03, 0.012), (0.30, 0.04, 0.004), (0.24, 0.04)], 5), chrome, 160))
    front.append(lathe("barrel", fillet([(0.20, 0.03), (0.29, 0.03, 0.004), (0.29, 0.115, 0.008), (0.272, 0.12, 0.003), (0.272, 0.20, 0.004), (0.262, 0.206, 0.003), (0.262, 0.285, 0.01), (0.235, 0.30, 0.006), (0.205, 0.298, 0.004), (0.185, 0.25), (0.16, 0.235)], 4), black, 180))
    front.append(lathe("bezel", fillet([(0.205, 0.296), (0.238, 0.298, 0.004), (0.24, 0.312, 0.005), (0.208, 0.312, 0.004), (0.204, 0.29)], 4), chrome, 180))
    front += knurl(0.291, 0.045, 0.105, 72, black)
    front += knurl(0.263, 0.225, 0.27, 80, chrome, 0.006)
    scale = os.path.join(folder, "scale.png")
    ring_scale(scale, ["16", "11", "8", "5.6", "4", "2.8", "2", "A"] * 2, "#f3efe4", "#131314")
    front.append(lathe("scale", np.array([(0.2735, 0.125), (0.2735, 0.195)]), printed("scale", scale, 0.35), 160))
    front.append(lathe("element", fillet([(0.172, 0.238), (0.16, 0.244), (0.10, 0.262), (0.05, 0.269), (0, 0.271)], 4), front_glass, 120))
    front.append(lathe("inner", fillet([(0.204, 0.292), (0.19, 0.262, 0.004), (0.172, 0.252), (0.165, 0.236)], 3), matt, 120))
    root = group(front, (lx, ly, lz))
    root.rotation_euler = FRONT
    parts += front
    dot = cylinder("dot", 0.042, 0.014, red, (0.40, -0.184, 0.55), FRONT, 0.004)
    timer = [
        cylinder("timer", 0.05, 0.04, chrome, (-0.42, -0.20, 0.50), FRONT, 0.01),
        box("lever", (0.045, 0.02, 0.24), chrome, (-0.42, -0.222, 0.40), 0.009, 3),
    ]
    parts += [dot] + timer
    parts.append(cylinder("speed", 0.105, 0.085, chrome, (0.44, 0.0, 0.84), bevel=0.012))
    spin = knurl(0.105, 0.805, 0.87, 60, chrome, 0.006)
    for k in spin:
        k.location.x += 0.44
    parts += spin
    parts.append(cylinder("release", 0.062, 0.07, chrome, (0.625, -0.03, 0.83), bevel=0.014))
    parts.append(cylinder("button", 0.032, 0.08, black, (0.625, -0.03, 0.855), bevel=0.012))
    parts.append(cylinder("rewind", 0.115, 0.06, chrome, (-0.59, 0.0, 0.83), bevel=0.012))
    parts.append(cylinder("rewind-top", 0.085, 0.04, chrome, (-0.59, 0.0, 0.87), bevel=0.01))
    parts.append(box("crank", (0.15, 0.03, 0.014), black, (-0.59, 0.0, 0.895), 0.005, 2, (0, 0, 0.5)))
    parts.append(box("shoe", (0.2, 0.2, 0.016), chrome, (-0.06, 0.01, 0.908), 0.004, 2))
    for x in (-0.155, 0.035):
        parts.append(box("shoe-rail", (0.025, 0.2, 0.03), chrome, (x, 0.01, 0.918), 0.005, 2))
    for s in (-1, 1):
        parts.append(cylinder("lug", 0.035, 0.05, chrome, (s * 0.72, -0.04, 0.60), (0, math.pi / 2, 0), 0.008))
        t = np.linspace(0, 2 * math.pi, 30)
        parts.append(tube("ring", np.stack([s * 0.755 + 0 * t, -0.04 + 0.055 * np.cos(t), 0.565 + 0.055 * np.sin(t)], -1), 0.009, chrome, closed=True))
    return parts


def make():
    studio.reset()
    with tempfile.TemporaryDirectory() as folder:
        parts = build(folder)
        root = group([p for p in parts if p.parent is None])
        for o in {p.parent for p in parts} - {root}:
            o.parent = root
        root.rotation_euler = (0, 0, math.radians(24))
        studio.world_dome(0.7, 0.22, 0.4)
        studio.softboxes(0.8)
        studio.frame(parts, elevation=12, focal=90, fill=0.90)
        studio.shoot_with_alpha("products/camera.png", parts)
