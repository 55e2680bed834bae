"""Backgrounds: the reference photo prepared and cropped, the studio sweep, the plain colour."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import blur, clampf, empty, fit_long, gauss, lab, planar, shrink, span, phi, to_u8
from subject import light_of


def horizon_of(display: Tensor) -> Tuple[float, float]:
    """Row (0..1) with the largest change of colour and texture between above and below, and its strength.

    Tried between 22 % and 72 % of the height, on a 64-row copy; the change is weighted towards the centre.
    """
    v = lab(shrink(display, 64, 64))
    dx = (v[:, 0:1, :, 1:] - v[:, 0:1, :, :-1]).abs()
    texture = F.pad(dx, [0, 1, 0, 0])
    f = torch.cat([v[:, 0:1] * 0.6, v[:, 1:3], texture * 1.5], 1)
    best, row = -1.0, 32
    for y in range(14, 47):
        near = 8
        above = f[:, :, y - near : y, :].mean([2])
        below = f[:, :, y : y + near, :].mean([2])
        wide = (f[:, :, :y, :].mean([2, 3]) - f[:, :, y:, :].mean([2, 3])).pow(2.0).sum().sqrt()
        local = (above - below).pow(2.0).sum(1).sqrt().mean()
        tight = (f[:, :, y - 2 : y, :].mean([2]) - f[:, :, y : y + 2, :].mean([2])).pow(2.0).sum(1).sqrt().mean()
        score = float((local + 0.6 * wide + 0.6 * tight).item()) * (1.0 - 0.35 * abs(y - 30) / 32.0)
        if score > best:
            best = score
            row = y
    return row / 64.0, best


def encode_background(image: Tensor) -> List[Tensor]:
    rgb = planar(image)[:, 0:3]
    h, w = fit_long(rgb.size(2), rgb.size(3), 2048)
    rgb = shrink(rgb, h, w)
    row, strength = horizon_of(rgb)
    info = torch.zeros([16], dtype=torch.float32)
    info[0] = 1.0
    info[3] = 1.0
    info[4] = 1.0
    info[6] = w / h
    info[7] = row
    info[8] = strength
    mh, mw = fit_long(h, w, 640)
    mid = shrink(rgb, mh, mw)
    lh, lw = fit_long(h, w, 384)
    low = shrink(rgb, lh, lw)
    light = low * low
    soft = gauss(light, 0.008 * max(lh, lw), 0.008 * max(lh, lw))
    return [info, to_u8(rgb)[0], to_u8(mid)[0], to_u8(soft.sqrt())[0], light_of(shrink(rgb, 64, 64), torch.ones([1, 1, 64, 64])), empty()]


def crop_window(z: List[float], aspect: float, frame: float, keep: float) -> List[float]:
    """``[x0, y0, x1, y1]`` of the crop in the reference, 0..1; ``keep`` > 1 (guidance) zooms less."""
    zoom = 1.0 + 0.30 * phi(z[0]) * phi(z[0]) / max(0.5, keep)
    if aspect > frame:
        hh = 1.0 / zoom
        ww = frame / aspect * hh
    else:
        ww = 1.0 / zoom
        hh = aspect / frame * ww
    cx = 0.5 + (1.0 - ww) * clampf(0.25 * z[1], -0.5, 0.5)
    cy = 0.5 + (1.0 - hh) * clampf(0.25 * z[2], -0.5, 0.5)
    return [cx - 0.5 * ww, cy - 0.5 * hh, cx + 0.5 * ww, cy + 0.5 * hh]


def _sample(texture: Tensor, win: List[float], mirror: bool, height: int, width: int) -> Tensor:
    """A window of a uint8 ``[3, h, w]`` texture as display float ``[1, 3, height, width]``."""
    sx = win[2] - win[0]
    sy = win[3] - win[1]
    theta = torch.zeros([1, 2, 3])
    theta[0, 0, 0] = -sx if mirror else sx
    theta[0, 0, 2] = win[0] + win[2] - 1.0
    theta[0, 1, 1] = sy
    theta[0, 1, 2] = win[1] + win[3] - 1.0
    grid = F.affine_grid(theta, [1, 3, height, width], align_corners=False)
    src = texture.to(torch.float32).unsqueeze(0) * (1.0 / 255.0)
    upscale = height / max(1.0, sy * texture.size(1))
    if upscale > 1.35:
        return F.grid_sample(src, grid, mode="bicubic", padding_mode="border", align_corners=False).clamp(0.0, 1.0)
    return F.grid_sample(src, grid, mode="bilinear", padding_mode="border", align_corners=False)


def photo_scene(z: List[float], encoded: List[Tensor], height: int, width: int, keep: float) -> Tuple[Tensor, float]:
    """The cropped background in light values ``[1, 3, H, W]`` and the horizon in the frame."""
    info = encoded[0]
    aspect = float(info[6].item())
    win = crop_window(z, aspect, width / height, keep)
    mirror = z[3] > 1.2
    fine = encoded[1]
    mid = encoded[2]
    use = mid if (win[3] - win[1]) * mid.size(1) >= 0.95 * height else fine
    c = _sample(use, win, mirror, height, width)
    horizon = (float(info[7].item()) - win[1]) / max(1e-3, win[3] - win[1])
    horizon = clampf(horizon, 0.05, 0.75)
    out = c * c
    strength = clampf(0.9 * phi(z[4] - 0.4) / keep, 0.0, 0.9)
    if strength > 0.03:
        soft = _sample(encoded[3], win, mirror, (height + 1) // 2, (width + 1) // 2)
        soft = F.interpolate(soft, size=[height, width], mode="bilinear", align_corners=False)
        # Sharp where the subjects stand, soft far behind: rows well above the ground line lose focus first.
        rows = ((torch.arange(height, dtype=torch.float32) + 0.5) / height).reshape(1, 1, height, 1)
        far = (1.0 - ((rows - horizon) / 0.35).clamp(0.0, 1.0)) * strength
        out = out + (soft * soft - out) * far
    return out, horizon


def studio_scene(z: List[float], height: int, width: int) -> Tuple[Tensor, float]:
    """A seamless sweep: light floor, slightly darker wall with a soft pool of light, transition at 62 %."""
    h, w = 96, 96
    y = ((torch.arange(h, dtype=torch.float32) + 0.5) / h).reshape(1, 1, h, 1)
    x = ((torch.arange(w, dtype=torch.float32) + 0.5) / w).reshape(1, 1, 1, w)
    t = ((y - 0.50) / 0.30).clamp(0.0, 1.0)
    t = t * t * (3.0 - 2.0 * t)
    side = 0.5 + clampf(0.12 * z[1], -0.3, 0.3)
    pool = torch.exp(-(((x - side) / 0.55).pow(2.0) + ((y - 0.42) / 0.60).pow(2.0)))
    wall = 0.80 + 0.13 * pool
    floor = 0.945 + 0.02 * pool - 0.05 * ((y - 0.86) / 0.14).clamp(min=0.0)
    tone = (wall * (1.0 - t) + floor * t) * (1.0 + clampf(0.012 * z[0], -0.03, 0.03))
    warm = clampf(0.008 * z[2], -0.02, 0.02)
    tint = torch.tensor([1.0 + warm, 1.0, 0.995 - warm]).reshape(1, 3, 1, 1)
    v = (tone * tint).clamp(0.0, 1.0)
    v = F.interpolate(v, size=[height, width], mode="bicubic", align_corners=False)
    return v * v, 0.5


def plain_scene(options: Tensor, height: int, width: int) -> Tensor:
    c = options[1:4].clamp(0.0, 1.0).reshape(1, 3, 1, 1)
    return (c * c).expand(1, 3, height, width).contiguous()
