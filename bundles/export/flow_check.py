"""How far an exported flow bundle is from the public classes, stage by stage, at sizes other than those it was traced at."""
import pathlib

import numpy as np
import torch
from PIL import Image

SIZES = {"a": (96, 64), "b": (70, 118), "c": (80, 83), "d": (131, 67)}


def photos() -> dict:
    """Pictures with edges, slopes and texture, each another."""
    made = {}
    for number, (name, (width, height)) in enumerate(SIZES.items()):
        x = torch.linspace(0, 1, width)[None, :].expand(height, width)
        y = torch.linspace(0, 1, height)[:, None].expand(height, width)
        rings = torch.sin(12 * ((x - 0.2 * number) ** 2 + (y - 0.5) ** 2) + number)
        rgb = torch.stack([x * (1 - 0.2 * number), 0.5 + 0.5 * rings, (y > 0.3 + 0.1 * number).float()], dim=-1)
        made[name] = Image.fromarray((rgb.clamp(0, 1) * 255).round().to(torch.uint8).numpy())
    return made


def worst_differences(source, folder: pathlib.Path, photos: dict, prompts: list) -> dict:
    """Largest difference of any number by stage, in units of the stage's largest number where that is above 1. Attention with and
    without a mask are different kernels, which shows in bfloat16."""
    text = torch.jit.load(str(folder / "text.pt"))
    transformer = torch.jit.load(str(folder / "transformer.pt"))
    vae = torch.jit.load(str(folder / "vae.pt"))
    worst = {"text": 0.0, "encode": 0.0, "velocity": 0.0, "decode": 0.0}

    def seen(stage: str, ours: torch.Tensor, public: torch.Tensor) -> None:
        if ours.shape != public.shape:
            raise ValueError(f"{stage}: shape {tuple(ours.shape)}, the public classes give {tuple(public.shape)}")
        worst[stage] = max(worst[stage], (ours.float() - public.float()).abs().max().item() / max(1.0, public.abs().max().item()))

    source.check_text(text, prompts, photos, seen)
    for image in photos.values():
        seen("encode", vae.encode(source.prepared(vae, torch.from_numpy(np.array(image))[None])), source.public_reference(image))
    torch.manual_seed(3)
    # Few tokens: networks of many billions of weights are compared on a CPU.
    for batch, grids, rows, columns in ((1, [(3, 4)], 4, 5), (3, [(5, 2), (1, 6)], 6, 3), (2, [(2, 2), (3, 3), (4, 1), (1, 1)], 8, 8)):
        latents = torch.randn(batch, rows * columns, source.channels())
        references = torch.randn(batch, sum(high * wide for high, wide in grids), source.channels())
        beside = source.some_text(batch)
        positions, text_positions = source.some_positions(rows, columns, grids, beside.shape[1])
        sigma = torch.linspace(0.9, 0.2, batch)
        seen("velocity", transformer.velocity(latents, references, sigma, beside, positions, text_positions),
             source.public_velocity(latents, references, sigma, beside, positions, text_positions))
        seen("decode", vae.decode(latents, rows, columns), source.public_decode(latents, rows, columns))
    return worst
