"""Soft shadows on the ground, made at a fixed small resolution so that they look the same at any output size."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import clampf, fit_long, gauss, phi, smoothstep, span


def silhouette(cutout: Tensor, row: List[float], frame: float, height: int, width: int) -> Tensor:
    """Alpha of a placed subject, uint8 ``[4, h, w]`` -> ``[1, 1, height, width]`` (the subject upright)."""
    theta = torch.zeros([1, 2, 3])
    flip = -1.0 if row[5] > 0.5 else 1.0
    theta[0, 0, 0] = flip * frame / row[2]
    theta[0, 0, 2] = flip * (frame - 2.0 * row[0]) / row[2]
    theta[0, 1, 1] = 1.0 / row[3]
    theta[0, 1, 2] = (1.0 - 2.0 * row[1]) / row[3]
    grid = F.affine_grid(theta, [1, 1, height, width], align_corners=False)
    a = cutout[3:4].to(torch.float32).unsqueeze(0) * (1.0 / 255.0)
    return F.grid_sample(a, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def foot_profile(cutout: Tensor) -> Tuple[Tensor, Tensor]:
    """Per column of the cut-out (64 columns): height of its lowest opaque pixel above the base of the box (0..1 of
    the box), and how much of the column is occupied near there (0..1)."""
    a = cutout[3:4].to(torch.float32).unsqueeze(0) * (1.0 / 255.0)
    a = F.interpolate(a, size=[128, 64], mode="area")[0, 0]
    up = (torch.arange(128, dtype=torch.float32) + 0.5).flip(0) / 128.0
    solid = (a > 0.4).to(torch.float32)
    gap = (up.reshape(128, 1) * solid + 2.0 * (1.0 - solid)).min(0)[0]
    there = (gap < 1.5).to(torch.float32)
    return gap.clamp(max=1.0), there


def contact(cutout: Tensor, row: List[float], frame: float, height: int, width: int) -> Tensor:
    """Ambient occlusion under the foot line ``[1, 1, height, width]``, 0 (open) .. 1 (dark)."""
    gap, there = foot_profile(cutout)
    if row[5] > 0.5:
        gap = gap.flip(0)
        there = there.flip(0)
    # Hooves and table legs further back stand higher in the picture: columns close to the ground carry their own
    # ground line, the others (bellies, overhangs) take it from their neighbours.
    # So do edges that rise gently from the nearest corner (a box seen from its side, a second foot further back).
    even = gauss(gap.reshape(1, 1, 1, 64), 0.0, 1.2).reshape(64)
    rise_of = (even[2:] - even[:-2]) * 0.5
    slope = torch.cat([rise_of[:1], rise_of, rise_of[-1:]]).abs() * row[3] / (row[2] / 64.0)
    gentle = (1.0 - smoothstep(slope, 0.25, 0.7)) * (1.0 - smoothstep(gap, 0.14, 0.24))
    stands = torch.maximum(torch.exp(-(gap / 0.07).pow(2.0)), gentle) * there
    near = gauss(stands.reshape(1, 1, 1, 64), 0.0, 5.0).reshape(64)
    line = gauss((stands * gap).reshape(1, 1, 1, 64), 0.0, 5.0).reshape(64) / near.clamp(min=1e-3)
    line = line * (near * 20.0).clamp(0.0, 1.0)
    tight = torch.exp(-((gap - line) / 0.035).pow(2.0)) * there
    wide = torch.exp(-((gap - line).clamp(min=0.0) / 0.22)) * there

    top = row[1] - 0.5 * row[3]
    x = ((torch.arange(width, dtype=torch.float32) + 0.5) / width * frame - (row[0] - 0.5 * row[2])) / row[2]
    cols = (x * 64.0 - 0.5)
    i0 = cols.floor().clamp(0, 63)
    i1 = (i0 + 1.0).clamp(max=63.0)
    f = (cols - i0).clamp(0.0, 1.0)
    inside = ((x > 0.0).to(torch.float32) * (x < 1.0).to(torch.float32))
    l0, l1 = i0.to(torch.int64), i1.to(torch.int64)
    ground = line[l0] * (1.0 - f) + line[l1] * f
    t_x = (tight[l0] * (1.0 - f) + tight[l1] * f) * inside
    w_x = (wide[l0] * (1.0 - f) + wide[l1] * f) * inside
    y = (torch.arange(height, dtype=torch.float32) + 0.5).reshape(height, 1) / height
    rise = (top + row[3]) - ground.reshape(1, width) * row[3] - y
    unit = (row[2] * row[3]) ** 0.5
    s1 = 0.020 * unit
    s2 = 0.070 * unit
    below1 = torch.exp(-0.5 * (rise.clamp(max=0.0) / s1).pow(2.0) - 0.5 * (rise.clamp(min=0.0) / (3.0 * s1)).pow(2.0))
    below2 = torch.exp(-0.5 * (rise.clamp(max=0.0) / s2).pow(2.0) - 0.5 * (rise.clamp(min=0.0) / (2.0 * s2)).pow(2.0))
    px = width / frame
    a = gauss((below1 * t_x.reshape(1, width)).reshape(1, 1, height, width), 0.0, 0.010 * unit * px)
    b = gauss((below2 * w_x.reshape(1, width)).reshape(1, 1, height, width), 0.0, 0.05 * unit * px)
    return 1.0 - (1.0 - 0.82 * a) * (1.0 - 0.6 * b)


def cast(shape: Tensor, row: List[float], frame: float, shear: float, length: float, softness: float) -> Tensor:
    """The silhouette laid on the ground behind the foot line: sheared, squashed, softer and fainter with distance."""
    height, width = shape.size(2), shape.size(3)
    base = row[7] - 0.008 * row[3]
    theta = torch.zeros([1, 2, 3])
    # ground point (x, y) -> subject point (x - shear (base - y) / length', base - (base - y) / length)
    theta[0, 0, 0] = 1.0
    k = shear / length
    theta[0, 0, 1] = k / frame
    theta[0, 0, 2] = k * (1.0 - 2.0 * base) / frame
    theta[0, 1, 1] = 1.0 / length
    theta[0, 1, 2] = (2.0 * base - 1.0) * (1.0 - 1.0 / length)
    grid = F.affine_grid(theta, [1, 1, height, width], align_corners=False)
    flat = F.grid_sample(shape, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    y = (torch.arange(height, dtype=torch.float32) + 0.5).reshape(1, 1, height, 1) / height
    t = ((base - y) / (length * row[3])).clamp(0.0, 1.0)
    unit = (row[2] * row[3]) ** 0.5 * height * softness
    s0 = gauss(flat, 0.010 * unit, 0.014 * unit)
    s1 = gauss(flat, 0.025 * unit, 0.045 * unit)
    s2 = gauss(flat, 0.05 * unit, 0.11 * unit)
    a = (t / 0.3).clamp(0.0, 1.0)
    b = ((t - 0.3) / 0.7).clamp(0.0, 1.0)
    return (s0 * (1.0 - a) + s1 * (a - a * b) + s2 * a * b) * (1.0 - 0.75 * t)


def within(height: int, width: int) -> Tensor:
    """``[1, 1, height, width]``: 0 along the border of the frame, 1 inside. Keeps a plain backdrop's border its own colour."""
    y = torch.arange(height, dtype=torch.float32) + 0.5
    x = torch.arange(width, dtype=torch.float32) + 0.5
    near = torch.minimum(torch.minimum(y, height - y).reshape(height, 1), torch.minimum(x, width - x).reshape(1, width))
    return smoothstep(near / min(height, width), 0.015, 0.07).reshape(1, 1, height, width)


def ground_shadow(
    z: List[float], cutout: Tensor, row: List[float], frame: float, side: float, height: int, width: int, kind: int
) -> Tensor:
    """How dark the ground gets, ``[1, 1, h, w]`` at the shadow resolution, 0..1. ``side`` is where the light comes
    from (-1 left .. 1 right); ``kind``: 1 as the light asks, 2 softer and fainter, 3 only where the subject touches the ground."""
    sh, sw = fit_long(height, width, 136)
    shape = silhouette(cutout, row, frame, sh, sw)
    strength = span(z[5], 0.60, 1.0)
    shear = clampf(-0.9 * side + 0.35 * z[6], -1.6, 1.6)
    length = span(z[7], 0.10, 0.34)
    touch = contact(cutout, row, frame, sh, sw)
    if kind == 3:
        return (1.0 - (1.0 - strength * 1.1 * touch).clamp(min=0.05)).clamp(0.0, 0.95)
    soft = 1.0
    if kind == 2:
        soft = 2.2
        strength = 0.55 * strength
    dark = cast(shape, row, frame, shear * length, length, soft)
    return (1.0 - (1.0 - 0.68 * strength * dark) * (1.0 - strength * 1.1 * touch).clamp(min=0.05)).clamp(0.0, 0.95)
