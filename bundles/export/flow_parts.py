"""Pieces of exported flow models that a trace would tie to one device, written as TorchScript of our own."""
from typing import List, Tuple

import torch
from torch import nn


class Rotary(nn.Module):
    """Positions i64[S,A] to cosines and sines f32[S,D] of rotary embeddings over A axes, each angle twice in a row. Angles are
    computed in the precision in which the public network does it."""

    def __init__(self, theta: float, widths: List[int], double: bool = True):
        super().__init__()
        self.theta = theta
        self.double = double
        self.widths = [int(width) for width in widths]

    def forward(self, positions: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        angles: List[torch.Tensor] = []
        for axis, width in enumerate(self.widths):
            powers = torch.arange(0, width, 2, dtype=torch.float64, device=positions.device)
            places = positions[:, axis].to(torch.float64)
            if not self.double:
                powers, places = powers.to(torch.float32), places.to(torch.float32)
            angles.append(torch.outer(places, 1.0 / torch.pow(self.theta, powers / width)))
        pairs = torch.cat(angles, dim=1).repeat_interleave(2, dim=1)
        return pairs.cos().to(torch.float32), pairs.sin().to(torch.float32)


def rotated(x: torch.Tensor, angles: Tuple[torch.Tensor, torch.Tensor], sequence_dim: int = 1) -> torch.Tensor:
    """Turns pairs of x [B,S,H,D] by cosines and sines [S,D]. Stands in for the public function while a network is traced, because
    that one writes the device down."""
    if sequence_dim != 1:
        raise ValueError(f"tokens are expected along dimension 1, not {sequence_dim}")
    cos, sin = angles[0][None, :, None], angles[1][None, :, None]
    pairs = x.reshape(x.shape[:-1] + (-1, 2))
    turned = torch.stack([-pairs[..., 1], pairs[..., 0]], dim=-1).flatten(3)
    return (x.float() * cos + turned.float() * sin).to(x.dtype)


class Sinusoids(nn.Module):
    """Times f32[N] to cosines, then sines, f32[N,channels]; periods from 2 pi to 2 pi * 10000."""

    def __init__(self, channels: int, scale: float = 1.0):
        super().__init__()
        if channels % 2:
            raise ValueError("an odd number of channels would be padded; no model here asks for it")
        self.half = channels // 2
        self.scale = scale

    def forward(self, times: torch.Tensor) -> torch.Tensor:
        steps = torch.arange(0, self.half, dtype=torch.float32, device=times.device)
        rates = torch.exp(steps * -9.210340371976184 / self.half)
        angles = self.scale * (times[:, None].to(torch.float32) * rates[None, :])
        return torch.cat([angles.cos(), angles.sin()], dim=-1)


def causal(mask: torch.Tensor) -> torch.Tensor:
    """Mask i64[B,L] of real tokens to bool[B,1,L,L]: each looks at itself and what stands before it, never at padding."""
    length = mask.size(1)
    square = torch.ones([length, length], dtype=torch.bool, device=mask.device).tril()
    return square[None, None] & (mask[:, None, None, :] != 0)


def patches(image: torch.Tensor) -> torch.Tensor:
    """f32[1,C,2h,2w] to f32[1,4C,h,w]: each square of four becomes channels."""
    c, rows, columns = image.size(1), image.size(2) // 2, image.size(3) // 2
    return image.view(1, c, rows, 2, columns, 2).permute(0, 1, 3, 5, 2, 4).reshape(1, 4 * c, rows, columns)


def unpatched(patched: torch.Tensor) -> torch.Tensor:
    """f32[B,4C,h,w] to f32[B,C,2h,2w]."""
    b, c, rows, columns = patched.size(0), patched.size(1) // 4, patched.size(2), patched.size(3)
    return patched.view(b, c, 2, 2, rows, columns).permute(0, 1, 4, 2, 5, 3).reshape(b, c, 2 * rows, 2 * columns)


def pixels_to_numbers(pixels: torch.Tensor) -> torch.Tensor:
    """u8[N,H,W,3] to f32[N,3,H,W] in [-1, 1]."""
    return 2.0 * (pixels.permute(0, 3, 1, 2).to(torch.float32) / 255.0) - 1.0


def numbers_to_unit(numbers: torch.Tensor) -> torch.Tensor:
    return (numbers.to(torch.float32) * 0.5 + 0.5).clamp(0.0, 1.0)


def unit_to_pixels(unit: torch.Tensor) -> torch.Tensor:
    """f32[B,3,H,W] in [0, 1] to u8[B,H,W,3]."""
    return (unit * 255.0).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
