"""Photos of files as references, as Refinery brings them to the network."""
import math

import numpy as np
import torch
from PIL import Image

from scenes import FULL, SMALL, STRIDE


def on_white(image: Image.Image) -> Image.Image:
    """Cut-outs as packshots, rounded as Java does it."""
    rgba = np.array(image.convert("RGBA")).astype(np.int64)
    alpha = rgba[..., 3:]
    return Image.fromarray(((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8))


def covering(image: Image.Image, columns: int, rows: int) -> Image.Image:
    scale = max(columns / image.width, rows / image.height)
    w, h = max(columns, round(image.width * scale)), max(rows, round(image.height * scale))
    left, top = (w - columns) // 2, (h - rows) // 2
    sized = image if (w, h) == image.size else image.resize((w, h), Image.Resampling.LANCZOS)
    return sized.crop((left, top, left + columns, top + rows))


def whole(side: float) -> int:
    return max(1, min(FULL, round(side / STRIDE))) * STRIDE


def prepared(role: str, image: Image.Image) -> torch.Tensor:
    """f32[1,3,H,W] in [0, 1]."""
    image = on_white(image)
    if role == "subject":
        scale = math.sqrt((8 * STRIDE) ** 2 / (image.width * image.height))
        sized = covering(image, whole(image.width * scale), whole(image.height * scale))
    elif role == "background":
        sized = covering(image, FULL * STRIDE, FULL * STRIDE)
    else:
        sized = image.resize((SMALL * STRIDE, SMALL * STRIDE), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(sized)).permute(2, 0, 1)[None].float() / 255
