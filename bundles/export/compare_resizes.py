#!/usr/bin/env python3
"""How far other ways to resize are from the public processors, on the embeddings of the fixtures' networks.

Prints the largest difference of any number of an embedding for each picture: this exporter's module, transformers' torchvision
processors, and torch's antialiased resize with and without rounding at the end.
"""
import pathlib
import tempfile

import numpy as np
import torch
from torch.nn import functional as F
from transformers import BitImageProcessor, CLIPImageProcessor, SiglipImageProcessor

import fixtures
import pictures
import sources
from pillow import BILINEAR

WAYS = (("siglip2", fixtures.siglip2, sources.siglip2, SiglipImageProcessor),
        ("clip", fixtures.clip, sources.clip, CLIPImageProcessor),
        ("dinov2", fixtures.dinov2, sources.dinov2, BitImageProcessor))


def antialiased(p, pixels: torch.Tensor) -> torch.Tensor:
    """torch's own resize, cropped, f32 in 0..255 and beyond."""
    height, width = p.resized_size(pixels.size(1), pixels.size(2))
    big = F.interpolate(pixels.permute(0, 3, 1, 2).float(), size=(height, width), antialias=True,
                        mode="bilinear" if p.resample == BILINEAR else "bicubic")
    top, left = p.margin(height - p.height), p.margin(width - p.width)
    return big[:, :, top:top + p.height, left:left + p.width]


def main() -> None:
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    print(f"{'network':10}{'picture':>10}{'module':>10}{'torchvision':>14}{'torch':>10}{'rounded':>10}")
    for name, make, load, other in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            make(folder)
            source = load(folder)
            p = source.preprocessing
            fast = other.from_pretrained(folder)
            for size, image in pictures.pictures().items():
                wanted = source.reference_picture(image)
                pixels = torch.from_numpy(np.array(image))[None]
                plain = antialiased(p, pixels)
                seen = [p(pixels), fast(images=image, return_tensors="pt")["pixel_values"], (plain / 255 - p.mean) / p.std,
                        (plain.round().clamp(0, 255) / 255 - p.mean) / p.std]
                far = [(F.normalize(source.picture_tower(x)[0], dim=-1) - wanted).abs().max().item() for x in seen]
                print(f"{name:10}{size:>10}{far[0]:>10.1e}{far[1]:>14.1e}{far[2]:>10.1e}{far[3]:>10.1e}")


if __name__ == "__main__":
    main()
