"""What is exported, and what it must equal: public model and processor classes loaded from a local folder."""
import dataclasses
import json
import pathlib
from typing import Callable, List, Optional

import torch
import torchvision
from PIL import Image
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from transformers import (AutoTokenizer, BitImageProcessorPil, CLIPImageProcessorPil, CLIPModel, Dinov2Model,
                          SiglipImageProcessorPil, SiglipModel)

import csd
from pillow import BICUBIC
from preprocessing import Preprocessing, of_processor


@dataclasses.dataclass
class Source:
    """An encoder before it is exported. The two `reference` functions are the public way to the same embeddings."""

    name: str
    description: str
    license: str
    heads: List[str]
    preprocessing: Preprocessing
    picture_tower: nn.Module
    reference_picture: Callable[[Image.Image], torch.Tensor]
    text_tower: Optional[nn.Module] = None
    tokenizer: Optional[Tokenizer] = None
    text_length: int = 0
    reference_tokens: Optional[Callable[[str], torch.Tensor]] = None
    reference_text: Optional[Callable[[str], torch.Tensor]] = None


class PooledPicture(nn.Module):
    """f32[N,3,h,w] to f32[1,N,D]: what the tower pools, projected where the model projects it."""

    def __init__(self, tower: nn.Module, projection: Optional[nn.Module] = None):
        super().__init__()
        self.tower = tower
        self.projection = projection if projection is not None else nn.Identity()

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.projection(self.tower(pixel_values=pixels).pooler_output).unsqueeze(0)


class PooledText(nn.Module):
    """i64[N,L] to f32[N,D]. No attention mask: SigLIP is used without, and CLIP looks at nothing behind its end token."""

    def __init__(self, tower: nn.Module, projection: Optional[nn.Module] = None):
        super().__init__()
        self.tower = tower
        self.projection = projection if projection is not None else nn.Identity()

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.projection(self.tower(input_ids=tokens).pooler_output)


def fixed_length(tokenizer, length: int) -> Tokenizer:
    """The folder's tokenizer, its settings for padding and cutting in the file itself."""
    if not hasattr(tokenizer, "backend_tokenizer"):
        raise ValueError(f"{type(tokenizer).__name__} has no tokenizer.json form")
    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.enable_truncation(length)
    own.enable_padding(direction=tokenizer.padding_side, pad_id=tokenizer.pad_token_id, pad_token=tokenizer.pad_token,
                       length=length)
    return own


def two_towers(folder: pathlib.Path, name: str, description: str, license: str, model, processor) -> Source:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    length = model.config.text_config.max_position_embeddings
    model = model.float().eval()

    def picture(image: Image.Image) -> torch.Tensor:
        inputs = processor(images=image, return_tensors="pt")
        return F.normalize(model.get_image_features(**inputs).pooler_output, dim=-1)

    def tokens(text: str) -> torch.Tensor:
        return tokenizer(text, padding="max_length", max_length=length, truncation=True, return_tensors="pt")["input_ids"]

    def text(value: str) -> torch.Tensor:
        return F.normalize(model.get_text_features(input_ids=tokens(value)).pooler_output, dim=-1)

    return Source(name, description, license, ["embedding"], of_processor(processor),
                  PooledPicture(model.vision_model, getattr(model, "visual_projection", None)), picture,
                  PooledText(model.text_model, getattr(model, "text_projection", None)), fixed_length(tokenizer, length), length, tokens, text)


def siglip2(folder: pathlib.Path) -> Source:
    kind = json.loads((folder / "config.json").read_text())["model_type"]
    if kind != "siglip":
        raise ValueError(f"model type {kind}: take a checkpoint of fixed resolution; NaFlex ones keep the picture's shape and "
                         "have no place here")
    return two_towers(folder, "siglip2-b16-384", "SigLIP 2 B/16 at 384 px: pictures and texts in one space.", "Apache-2.0",
                      SiglipModel.from_pretrained(folder), SiglipImageProcessorPil.from_pretrained(folder))


def clip(folder: pathlib.Path) -> Source:
    return two_towers(folder, "clip-b16", "CLIP B/16 at 224 px: pictures and texts in one space.", "MIT",
                      CLIPModel.from_pretrained(folder), CLIPImageProcessorPil.from_pretrained(folder))


def dinov2(folder: pathlib.Path) -> Source:
    model = Dinov2Model.from_pretrained(folder).float().eval()
    processor = BitImageProcessorPil.from_pretrained(folder)

    def picture(image: Image.Image) -> torch.Tensor:
        return F.normalize(model(**processor(images=image, return_tensors="pt")).pooler_output, dim=-1)

    return Source("dinov2-b14", "DINOv2 B/14 at 224 px: class token, no text.", "Apache-2.0", ["embedding"],
                  of_processor(processor), PooledPicture(model), picture)


def csd_vit_l14(folder: pathlib.Path, head_width: int = 64) -> Source:
    model = csd.load(folder, head_width)
    preprocessing = Preprocessing(model.size, model.size, model.size, BICUBIC, 1 / 255, csd.CLIP_MEAN, csd.CLIP_STD,
                                  even_margins=True)
    transform = csd_transform(model.size)

    def picture(image: Image.Image) -> torch.Tensor:
        return model(transform(image)[None])[:, 0]

    return Source("csd-vit-l14", "CSD ViT-L/14: style and content of a picture.", "MIT", csd.HEADS, preprocessing, model,
                  picture)


def csd_transform(size: int):
    """The published code's transform."""
    return torchvision.transforms.Compose([
        torchvision.transforms.Resize(size, torchvision.transforms.InterpolationMode.BICUBIC),
        torchvision.transforms.CenterCrop(size),
        torchvision.transforms.ToTensor(),
        torchvision.transforms.Normalize(csd.CLIP_MEAN, csd.CLIP_STD),
    ])


KINDS = {"siglip2": siglip2, "dinov2": dinov2, "clip": clip, "csd": csd_vit_l14}
