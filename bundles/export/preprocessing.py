"""A public image processor as a TorchScript module: resize, centre crop, scale, normalise."""
from typing import List, Tuple

import torch
from torch import nn

from pillow import BICUBIC, BILINEAR, resize


class Preprocessing(nn.Module):
    """u8[N,H,W,3] sRGB of any size to f32[N,3,h,w].

    `short_side` > 0 resizes the shorter side to it and crops the centre; 0 squashes to height x width. An odd margin is cut
    below its half by transformers and at the even neighbour of its half by torchvision (`even_margins`).
    """

    def __init__(self, height: int, width: int, short_side: int, resample: int, scale: float, mean: List[float],
                 std: List[float], even_margins: bool = False):
        super().__init__()
        if resample not in (BILINEAR, BICUBIC):
            raise ValueError(f"resample {resample} is neither bilinear (2) nor bicubic (3)")
        if short_side and short_side < max(height, width):
            raise ValueError("a crop larger than the resized picture would be padded; no processor here asks for it")
        self.height = height
        self.width = width
        self.short_side = short_side
        self.resample = resample
        self.scale = scale
        self.even_margins = even_margins
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(std, dtype=torch.float32).view(1, 3, 1, 1))

    def resized_size(self, height: int, width: int) -> Tuple[int, int]:
        """The longer side is cut off to whole pixels, as transformers does it."""
        if self.short_side == 0:
            return self.height, self.width
        if height <= width:
            return self.short_side, int(self.short_side * width / height)
        return int(self.short_side * height / width), self.short_side

    def margin(self, slack: int) -> int:
        half = slack // 2
        return half + half % 2 if self.even_margins and slack % 2 == 1 else half

    def resized(self, pixels: torch.Tensor) -> torch.Tensor:
        """u8[N,3,h,w], the processor's picture before it becomes numbers."""
        picture = pixels.permute(0, 3, 1, 2)
        height, width = self.resized_size(picture.size(2), picture.size(3))
        return resize(picture, height, width, self.margin(height - self.height), self.margin(width - self.width), self.height,
                      self.width, self.resample)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        numbers = (self.resized(pixels).to(torch.float64) * self.scale).to(torch.float32)
        return (numbers - self.mean) / self.std


def of_processor(processor) -> Preprocessing:
    """Reads a transformers image processor (SigLIP, BiT for DINOv2, CLIP)."""
    def field(value, name):
        got = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        return int(got) if got else 0

    if not (processor.do_resize and processor.do_rescale and processor.do_normalize):
        raise ValueError("a processor that does not resize, rescale and normalise is not known here")
    short = field(processor.size, "shortest_edge")
    if short:
        if not processor.do_center_crop:
            raise ValueError("short-side resizing without a crop gives no fixed size")
        height, width = field(processor.crop_size, "height"), field(processor.crop_size, "width")
    else:
        if getattr(processor, "do_center_crop", False):
            raise ValueError("squashing and cropping together is not known here")
        height, width = field(processor.size, "height"), field(processor.size, "width")
    if not (height and width):
        raise ValueError(f"no fixed size in {processor.size}")
    return Preprocessing(height, width, short, int(processor.resample), float(processor.rescale_factor),
                         list(processor.image_mean), list(processor.image_std))
