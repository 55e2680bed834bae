"""An adjustable desk lamp: heavy base, two sprung arms, brass joints, green enamel shade, lit bulb."""

import math

import numpy as np

import studio
from materials import brushed_metal, emission, painted, plain
from shapes import ball, cylinder, fillet, group, lathe, spline, tube


def coil(a, b, radius, turns):
    a, b = np.array(a), np.array(b)
    axis = (b - a) / np.linalg.norm(b - a)
    u = np.cross(axis, (0, 1, 0))
    u /= np.linalg.norm(u)
    v = np.cross(axis, u)
    t = np.linspace(0, 1, turns * 14)
    w = 2 * math.pi * turns * t
    return [tuple(a + (b - a) * s + radius * (math.cos(k) * u + math.sin(k) * v)) for s, k in zip(t, w)]


def build():
    green = painted("green", "#17493a", 0.22, 0.006, 40, clearcoat=0.5)
    white = plain("inside", "#efece2", 0.4)
    brass = brushed_metal("brass", "#c8994a", 0.22, (20, 20, 1))
    steel = plain("spring", "#c8c8c6", 0.2, 1.0)
    black = plain("cable", "#191919", 0.5)
    parts = [
        lathe("base", fillet([(0, 0), (0.80, 0, 0.012), (0.83, 0.03, 0.02), (0.80, 0.115, 0.05), (0.18, 0.165, 0.05), (0.12, 0.22, 0.03), (0, 0.225)], 8), green, 200),
        lathe("foot", fillet([(0.7, -0.002), (0.834, -0.002, 0.004), (0.840, 0.022, 0.008), (0.82, 0.03)], 3), brass, 200),
        cylinder("post", 0.062, 0.26, brass, (0, 0, 0.30), bevel=0.012),
        cylinder("switch", 0.05, 0.05, brass, (0.45, -0.30, 0.16), bevel=0.014),
    ]
    hip, knee, wrist = (0.0, 0, 0.46), (-0.62, 0, 1.88), (0.66, 0, 2.78)
    along = lambda a, b, s: tuple(np.array(a) + (np.array(b) - np.array(a)) * s)
    off = lambda p, y: (p[0], p[1] + y, p[2])
    for a, b in ((hip, knee), (knee, wrist)):
        for y in (-0.075, 0.075):
            parts.append(tube("rod", [off(a, y), off(b, y)], 0.026, green))
        mid = cylinder("brace", 0.022, 0.17, brass, along(a, b, 0.55), (math.pi / 2, 0, 0), 0.006)
        parts += [mid, tube("spring", coil(along(a, b, 0.08), along(a, b, 0.40), 0.038, 26), 0.0085, steel, resolution=4)]
        parts.append(tube("wire", [along(a, b, 0.40), along(a, b, 0.55)], 0.008, steel))
    for p in (hip, knee, wrist):
        parts.append(cylinder("joint", 0.085, 0.22, brass, p, (math.pi / 2, 0, 0), 0.02))
        parts.append(cylinder("pin", 0.045, 0.27, steel, p, (math.pi / 2, 0, 0), 0.015))
        parts.append(cylinder("wing", 0.07, 0.03, brass, off(p, -0.145), (math.pi / 2, 0, 0), 0.012))
    # the head: a spun shade that points down and forward
    shade = lathe(
        "shade",
        fillet([(0.0, 0.30), (0.10, 0.30, 0.02), (0.155, 0.26, 0.03), (0.165, 0.06, 0.05), (0.235, 0.0, 0.06), (0.40, -0.30, 0.3), (0.455, -0.50, 0.02), (0.47, -0.505, 0.006)], 10),
        green,
        200,
    )
    liner = lathe("liner", fillet([(0.463, -0.508), (0.447, -0.50, 0.01), (0.39, -0.30, 0.3), (0.225, 0.0, 0.06), (0.10, 0.05), (0, 0.05)], 8), white, 200)
    rim = lathe("rim", [(0.466 + 0.010 * math.cos(t), -0.506 + 0.010 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 14)], brass, 200)
    cap = lathe("cap", fillet([(0.0, 0.38), (0.035, 0.38, 0.01), (0.045, 0.32, 0.01), (0.11, 0.305, 0.01), (0.11, 0.285), (0, 0.285)], 5), brass, 90)
    bulb = ball("bulb", 0.135, emission("bulb", "#ffe3b5", 5.5), (0, 0, -0.235), (1, 1, 1.15))
    vents = [cylinder("vent", 0.018, 0.02, black, (0.161 * math.cos(a), 0.161 * math.sin(a), 0.20), (0, math.pi / 2, a), 0.002, 24) for a in np.arange(10) * 2 * math.pi / 10]
    head = [shade, liner, rim, cap, bulb] + vents
    group(head, (0.90, 0, 2.66)).rotation_euler = (0, math.radians(-24), 0)
    parts.append(tube("stirrup", spline([wrist, (0.76, 0, 2.81), (0.82, 0, 2.80)], 6), 0.05, brass))
    parts.append(tube("cable", spline([(-0.80, 0.1, 0.03), (-1.05, 0.25, 0.025), (-1.22, 0.7, 0.022), (-1.0, 1.3, 0.022)], 10), 0.024, black))
    return parts + head


def make():
    studio.reset()
    parts = build()
    group([p for p in parts if p.parent is None], rotation_z=math.radians(14))
    studio.world_dome(0.55, 0.22, 0.5)
    studio.softboxes(1.5)
    studio.frame([p for p in parts if p.name != "cable"], elevation=9, focal=95, fill=0.86)
    studio.shoot_on_white("products/lamp.jpg", parts)
