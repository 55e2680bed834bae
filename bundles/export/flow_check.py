"""How far an exported flow bundle is from the public classes, stage by stage, at sizes other than those it was traced at."""
import pathlib

import numpy as np
import torch


def worst_differences(source, folder: pathlib.Path, photos: dict, prompts: list) -> dict:
    """Largest difference of any number by stage: text, vae encoder, velocity, vae decoder."""
    text = torch.jit.load(str(folder / "text.pt"))
    transformer = torch.jit.load(str(folder / "transformer.pt"))
    vae = torch.jit.load(str(folder / "vae.pt"))
    worst = {"text": 0.0, "encode": 0.0, "velocity": 0.0, "decode": 0.0}

    def seen(stage: str, ours: torch.Tensor, public: torch.Tensor) -> None:
        if ours.shape != public.shape:
            raise ValueError(f"{stage}: shape {tuple(ours.shape)}, the public classes give {tuple(public.shape)}")
        worst[stage] = max(worst[stage], (ours.float() - public.float()).abs().max().item())

    source.check_text(text, prompts, photos, seen)
    tokens = {}
    for name, image in photos.items():
        tokens[name] = vae.encode(source.prepared(vae, torch.from_numpy(np.array(image))[None]))
        seen("encode", tokens[name], source.public_reference(image))
    torch.manual_seed(3)
    for batch, letters, rows, columns in ((1, 1, 4, 5), (3, 2, 6, 3), (2, len(photos), 8, 8)):
        latents = torch.randn(batch, rows * columns, source.channels())
        references = torch.cat(list(tokens.values())[:letters])
        beside = source.some_text(batch)
        positions, text_positions = source.some_positions(rows, columns, list(photos.values())[:letters], beside.shape[1])
        sigma = torch.linspace(0.9, 0.2, batch)
        seen("velocity", transformer.velocity(latents, references, sigma, beside, positions, text_positions),
             source.public_velocity(latents, references, sigma, beside, positions, text_positions))
        seen("decode", vae.decode(latents, rows, columns), source.public_decode(latents, rows, columns))
    return worst
