"""An enamelled stove kettle: red body, tapered spout, bail handle with a turned wooden grip, steel details."""

import math

import numpy as np

import studio
from materials import brushed_metal, painted, plain, wood
from shapes import ball, box, cylinder, fillet, group, lathe, spline, tube


def build():
    red = painted("enamel", "#b3201a", 0.16, 0.006, 30, clearcoat=0.6)
    steel = brushed_metal("steel", "#a3a19d", 0.3, (30, 30, 1))
    dark = plain("dark", "#141312", 0.45)
    grip_wood = wood("grip", "#a8703c", "#5d3719", 2.0, "X", 0.36, clearcoat=0.25)
    body = lathe(
        "body",
        fillet(
            [(0, 0.02), (0.86, 0.02, 0.03), (0.90, 0.0, 0.01), (0.945, 0.0, 0.02), (0.985, 0.10, 0.05), (0.99, 0.36, 0.3),
             (0.90, 0.86, 0.45), (0.66, 1.20, 0.30), (0.455, 1.275, 0.03), (0.45, 1.31, 0.012), (0.42, 1.31, 0.01), (0.41, 1.22)],
            10,
        ),
        red,
        240,
    )
    band = lathe("band", fillet([(0.93, 0.0), (0.962, 0.0, 0.008), (0.992, 0.085, 0.01), (0.985, 0.115, 0.01), (0.95, 0.11)], 4), steel, 240)
    collar = lathe("collar", fillet([(0.43, 1.285), (0.478, 1.285, 0.008), (0.475, 1.325, 0.012), (0.42, 1.33)], 5), steel, 200)
    lid = lathe(
        "lid",
        fillet([(0.425, 1.30), (0.425, 1.335, 0.012), (0.39, 1.365, 0.03), (0.20, 1.43, 0.2), (0.07, 1.445, 0.03), (0.0, 1.445)], 8),
        red,
        200,
    )
    stem = lathe("stem", fillet([(0.085, 1.438), (0.08, 1.452, 0.006), (0.034, 1.46, 0.01), (0.034, 1.52), (0.05, 1.53)], 5), steel, 80)
    knob = lathe("knob", fillet([(0.0, 1.515), (0.06, 1.515, 0.012), (0.128, 1.575, 0.05), (0.118, 1.645, 0.045), (0.0, 1.66)], 8), grip_wood, 90)
    # spout: along +x, an open tapered pipe
    centre = spline([(0.70, 0, 0.62), (0.98, 0, 0.70), (1.17, 0, 0.90), (1.29, 0, 1.13), (1.43, 0, 1.255)], 10)
    t = np.linspace(0, 1, len(centre))
    radii = 0.245 * (1 - t) ** 1.5 + 0.092 + 0.02 * np.exp(-(((1 - t) / 0.05) ** 2))
    spout = tube("spout", centre, 1.0, red, radii=radii, resolution=20)
    end, direction = centre[-1], centre[-1] - centre[-3]
    tilt = math.atan2(direction[0], direction[2])
    lip = lathe("lip", fillet([(0.0, -0.012), (0.080, -0.012, 0.004), (0.080, 0.004, 0.004), (0.114, 0.004, 0.01), (0.116, -0.028, 0.008), (0.09, -0.045)], 4), steel, 80)
    lip.location, lip.rotation_euler = tuple(end), (0, tilt, 0)
    mouth = cylinder("mouth", 0.079, 0.01, dark, tuple(end + direction / np.linalg.norm(direction) * 0.002), (0, tilt, 0), 0.001)
    # bail handle in the plane of the spout
    arch = [(-0.70, 0, 1.17), (-0.80, 0, 1.42), (-0.77, 0, 1.72), (-0.58, 0, 1.99), (-0.30, 0, 2.10), (0, 0, 2.125), (0.30, 0, 2.10), (0.58, 0, 1.99), (0.77, 0, 1.72), (0.80, 0, 1.42), (0.70, 0, 1.17)]
    bail = tube("bail", spline(arch, 10), 0.036, steel, squash=(0.8, 1.3))
    parts = [body, band, collar, lid, stem, knob, spout, lip, mouth, bail]
    top = spline(arch[3:8], 10)
    keep = top[4:-4]
    k = np.linspace(-1, 1, len(keep))
    grip = tube("grip", keep, 1.0, grip_wood, radii=0.078 + 0.022 * (1 - k**2) - 0.03 * np.abs(k) ** 14, resolution=20)
    parts.append(grip)
    for side in (-1, 1):
        ear = box("ear", (0.06, 0.15, 0.20), steel, (side * 0.715, 0, 1.165), 0.022, 4, (0, side * math.radians(-32), 0))
        rivet = ball("rivet", 0.032, steel, (side * 0.765, 0, 1.19), (0.7, 1, 1))
        hinge = cylinder("hinge", 0.052, 0.13, steel, (side * 0.745, 0, 1.25), (math.pi / 2, 0, 0), 0.014)
        parts += [ear, rivet, hinge]
    return parts


def make():
    studio.reset()
    parts = build()
    group(parts, rotation_z=math.radians(20))
    studio.world_dome(0.55, 0.2, 0.5)
    studio.softboxes(1.0, rim=0.6)
    studio.frame(parts, elevation=11, focal=90, fill=0.78)
    studio.shoot_on_white("products/kettle.jpg", parts)
