"""Pillow's 8-bit resize in TorchScript, bit for bit.

Pillow resamples across, rounds to 8 bits, then resamples down. Its weights are fixed-point numbers of 22 bits, so a sum of
products of integers gives the very bytes. Only the wanted window of the result is computed: a photo of 12000 x 1 pixels
costs no more than its centre crop.
"""
from typing import Tuple

import torch

LANCZOS = 1
BILINEAR = 2
BICUBIC = 3
FRACTION = 22


def kernel(x: torch.Tensor, resample: int) -> torch.Tensor:
    """The filter at distances in source pixels over the scale; bicubic has a = -1/2, Lanczos three lobes."""
    d = x.abs()
    if resample == 1:
        return torch.where((x >= -3.0) & (x < 3.0), torch.sinc(x) * torch.sinc(x / 3.0), torch.zeros_like(x))
    if resample == 2:
        return (1.0 - d).clamp(min=0.0)
    near = ((-0.5 + 2.0) * d - (-0.5 + 3.0)) * d * d + 1.0
    far = (((d - 5.0) * d + 8.0) * d - 4.0) * -0.5
    return torch.where(d < 1.0, near, torch.where(d < 2.0, far, torch.zeros_like(d)))


def reach(resample: int) -> float:
    """Source pixels over the scale beyond which the filter is 0."""
    if resample == 1:
        return 3.0
    return 1.0 if resample == 2 else 2.0


def taps(source: int, target: int, start: int, count: int, resample: int) -> Tuple[torch.Tensor, torch.Tensor]:
    """First source pixel i64[count] and fixed-point weights i32[k, count] of the results start .. start + count."""
    scale = float(source) / float(target)
    stretch = max(scale, 1.0)
    support = reach(resample) * stretch
    centre = (torch.arange(start, start + count, dtype=torch.float64) + 0.5) * scale
    first = torch.floor(centre - support + 0.5).clamp(min=0.0)
    end = torch.floor(centre + support + 0.5).clamp(max=float(source))
    size = int((end - first).max().item())
    weights = torch.zeros([size, count], dtype=torch.float64)
    total = torch.zeros([count], dtype=torch.float64)
    for k in range(size):
        w = kernel((first + float(k) - centre + 0.5) * (1.0 / stretch), resample)
        w = torch.where(first + float(k) < end, w, torch.zeros_like(w))
        weights[k] = w
        total = total + w
    weights = torch.where(total != 0.0, weights / total, weights)
    fixed = torch.trunc(weights * float(1 << 22) + torch.where(weights < 0.0, -0.5, 0.5))
    return first.to(torch.int64), fixed.to(torch.int32)


def across(pixels: torch.Tensor, first: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Resamples the last axis of u8[..., W] and rounds to u8[..., count]."""
    last = pixels.size(-1) - 1
    rounding = torch.full([first.size(0)], 1 << 21, dtype=torch.int32)
    total = rounding.expand(pixels.size(0), pixels.size(1), pixels.size(2), first.size(0)).clone()
    for k in range(weights.size(0)):
        part = pixels.index_select(-1, (first + k).clamp(max=last)).to(torch.int32)
        total += part * weights[k]
    return torch.bitwise_right_shift(total, 22).clamp(0, 255).to(torch.uint8)


def resize(pixels: torch.Tensor, height: int, width: int, top: int, left: int, rows: int, columns: int,
           resample: int) -> torch.Tensor:
    """The window u8[N,C,rows,columns] at (top, left) of u8[N,C,H,W] resized to height x width."""
    first_x, weights_x = taps(pixels.size(3), width, left, columns, resample)
    first_y, weights_y = taps(pixels.size(2), height, top, rows, resample)
    begin = int(first_y.min().item())
    end = min(pixels.size(2), int(first_y.max().item()) + weights_y.size(0))
    wide = across(pixels[:, :, begin:end], first_x, weights_x)
    return across(wide.transpose(2, 3), first_y - begin, weights_y).transpose(2, 3).contiguous()
