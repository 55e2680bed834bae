#!/usr/bin/env python3
"""Makes fixtures/: tiny encoders of the public classes with random weights, and what the public way says of each picture.

The classes, preprocessing and picture sizes are the real ones; layers and widths are not. Weights are drawn wide enough that
another filter, crop or rounding moves the embeddings far beyond the tolerance; the script refuses to write blind fixtures.
"""
import hashlib
import json
import pathlib
import shutil
import tempfile

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import nn
from transformers import (BitImageProcessorPil, CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPTokenizer, CLIPVisionConfig,
                          CLIPVisionModelWithProjection, Dinov2Config, Dinov2Model, Siglip2Tokenizer, SiglipConfig,
                          SiglipImageProcessorPil, SiglipModel)

import encoder_bundle
import export_encoder
import pictures
import sources
from pillow import BICUBIC, BILINEAR
from preprocessing import Preprocessing

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE / "fixtures"
WIDTH, LAYERS, HEADS = 32, 2, 4
TOWER = {"hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS}
CORPUS = [
    "a red mug on a wooden table", "the red bicycle leans against a blue wall", "a photo of a white mug and a green bottle",
    "studio light from the left, soft shadow", "water-colour drawing of a mug, pen lines, paper grain", "two bottles, one ball",
    "ein Fahrrad vor einer Mauer", "a wooden table in warm evening light, 35mm photo", "the bottle's label is red & white",
]


def draw(model: nn.Module, seed: int) -> None:
    """Weights that keep signals alive through every layer; biases and scales vary too."""
    torch.manual_seed(seed)
    for name, value in model.named_parameters():
        if value.dim() < 2:
            ones = "norm" in name and name.endswith("weight") or name.startswith("ln_") or "lambda" in name
            value.copy_(torch.randn_like(value) * 0.2 + (1.0 if ones else 0.0))
        elif value.dim() < 4 and ("embedding" in name or "cls_token" in name):
            value.copy_(torch.randn_like(value) * 0.2)
        else:
            gain = 4.0 if value.dim() == 4 or "_proj" in name else 1.6
            value.copy_(torch.randn_like(value) * gain / value[0].numel() ** 0.5)


def clip_tokenizer() -> CLIPTokenizer:
    """Merges that build the corpus's words from the left. The library's trainer breaks ties as its hash tables fall."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    merges = {}
    for word in sorted({word for text in CORPUS for word in text.lower().split()}):
        pieces = list(split.pre_tokenize_str(word)[0][0])
        pieces[-1] += "</w>"
        for i in range(1, len(pieces)):
            merges["".join(pieces[:i]), pieces[i]] = None
    pieces = dict.fromkeys(letters + [letter + "</w>" for letter in letters] + ["".join(pair) for pair in merges] +
                           ["<|startoftext|>", "<|endoftext|>"])
    return CLIPTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, merges=list(merges), model_max_length=77)


def siglip2_tokenizer() -> Siglip2Tokenizer:
    trained = Tokenizer(models.BPE())
    trained.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(" ", "▁")])
    trained.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    trained.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=260, show_progress=False, special_tokens=specials))
    saved = json.loads(trained.to_str())["model"]
    vocabulary = dict(saved["vocab"])
    for byte in range(256):
        vocabulary[f"<0x{byte:02X}>"] = len(vocabulary)
    return Siglip2Tokenizer(vocab=vocabulary, merges=[tuple(m) for m in saved["merges"]], padding_side="right", add_bos_token=False,
                            add_eos_token=True, model_max_length=64)


def siglip2(folder: pathlib.Path) -> None:
    tokenizer = siglip2_tokenizer()
    model = SiglipModel(SiglipConfig(
        text_config={**TOWER, "vocab_size": len(tokenizer), "max_position_embeddings": 64, "projection_size": WIDTH, "pad_token_id": 0,
                     "bos_token_id": 2, "eos_token_id": 1},
        vision_config={**TOWER, "image_size": 384, "patch_size": 16}))
    draw(model, 1)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    SiglipImageProcessorPil(size={"height": 384, "width": 384}, resample=BILINEAR, image_mean=[0.5] * 3, image_std=[0.5] * 3,
                            ).save_pretrained(folder)


def clip(folder: pathlib.Path) -> None:
    tokenizer = clip_tokenizer()
    end, start = tokenizer.eos_token_id, tokenizer.bos_token_id
    model = CLIPModel(CLIPConfig(
        text_config={**TOWER, "vocab_size": len(tokenizer), "max_position_embeddings": 77, "eos_token_id": end, "bos_token_id": start,
                     "pad_token_id": end},
        vision_config={**TOWER, "image_size": 224, "patch_size": 16}, projection_dim=24))
    draw(model, 2)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    CLIPImageProcessorPil().save_pretrained(folder)


def dinov2(folder: pathlib.Path) -> None:
    model = Dinov2Model(Dinov2Config(hidden_size=WIDTH, mlp_ratio=2, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                                     image_size=518, patch_size=14))
    draw(model, 3)
    model.save_pretrained(folder)
    BitImageProcessorPil(size={"shortest_edge": 256}, crop_size={"height": 224, "width": 224}, image_mean=[0.485, 0.456, 0.406],
                         image_std=[0.229, 0.224, 0.225]).save_pretrained(folder)


def csd_source(folder: pathlib.Path) -> sources.Source:
    """The checkpoint is written from CLIP's public picture tower, and that tower, not ours, is the reference."""
    public = CLIPVisionModelWithProjection(CLIPVisionConfig(**{**TOWER, "intermediate_size": 4 * WIDTH}, image_size=224, patch_size=14,
                                                            hidden_act="quick_gelu", projection_dim=24)).eval()
    draw(public, 4)
    content = torch.randn(WIDTH, 24)
    weights = {"last_layer_style": public.visual_projection.weight.T.contiguous(), "last_layer_content": content}
    for name, value in public.vision_model.state_dict().items():
        weights["backbone." + openai_name(name)] = value
    for layer in range(LAYERS):
        to = f"backbone.transformer.resblocks.{layer}.attn.in_proj_"
        for kind in ("weight", "bias"):
            weights[to + kind] = torch.cat([weights.pop(f"{to}{part}.{kind}") for part in "qkv"])
    torch.save({"model_state_dict": {"module." + k: v for k, v in weights.items() if "position_ids" not in k}}, folder / "csd.pth")
    source = sources.csd_vit_l14(folder, head_width=WIDTH // HEADS)
    transform = sources.csd_transform(224)

    def reference(image):
        feature = public.vision_model(pixel_values=transform(image)[None]).pooler_output
        return nn.functional.normalize(torch.cat([public.visual_projection(feature), feature @ content]), dim=-1)

    source.reference_picture = reference
    return source


def openai_name(name: str) -> str:
    for ours, theirs in (
            ("embeddings.class_embedding", "class_embedding"), ("embeddings.patch_embedding", "conv1"),
            ("embeddings.position_embedding.weight", "positional_embedding"), ("pre_layrnorm", "ln_pre"),
            ("post_layernorm", "ln_post"), ("encoder.layers", "transformer.resblocks"), ("layer_norm", "ln_"),
            ("self_attn.out_proj", "attn.out_proj"), ("self_attn.q_proj", "attn.in_proj_q"), ("self_attn.k_proj", "attn.in_proj_k"),
            ("self_attn.v_proj", "attn.in_proj_v"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj")):
        name = name.replace(ours, theirs)
    return name


def assert_not_blind(source: sources.Source, images: dict) -> None:
    """Other pictures, another filter and a crop one pixel off must show."""
    right = {name: source.reference_picture(image) for name, image in images.items()}
    names = list(right)
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            alike = (right[a] * right[b]).sum(-1).max()
            if alike > 0.98:
                raise SystemExit(f"{source.name} hardly tells {a} from {b}: cosine {alike:.4f}")
    p = source.preprocessing
    other = Preprocessing(p.height, p.width, p.short_side, BICUBIC if p.resample == BILINEAR else BILINEAR, p.scale,
                          p.mean.flatten().tolist(), p.std.flatten().tolist(), p.even_margins)
    moved = (source.picture_tower(other(torch.from_numpy(np.array(images["800x600"]))[None])) -
             source.picture_tower(p(torch.from_numpy(np.array(images["800x600"]))[None]))).abs().max()
    if moved < 10 * export_encoder.TOLERANCE:
        raise SystemExit(f"{source.name} does not see another filter: {moved:.1e}")


def expected_resize(source: sources.Source, image) -> str:
    """sha256 of the picture as Pillow itself resizes and crops it, u8[3,h,w]."""
    p = source.preprocessing
    height, width = p.resized_size(image.height, image.width)
    big = image.resize((width, height), p.resample)
    top, left = p.margin(height - p.height), p.margin(width - p.width)
    cut = np.array(big)[top:top + p.height, left:left + p.width]
    return hashlib.sha256(np.ascontiguousarray(cut.transpose(2, 0, 1)).tobytes()).hexdigest()


def numbers(embedding: torch.Tensor) -> list:
    return [round(float(v), 7) for v in embedding]


def record(source: sources.Source, name: str, images: dict) -> None:
    out = TARGET / name / "1"
    encoder_bundle.write(source, out, name, "1")
    assert_not_blind(source, images)
    worst = export_encoder.worst_difference(source, out)
    expected = {"pictures": [
        {"file": file + ".png", "resized": expected_resize(source, image),
         "embeddings": {head: numbers(source.reference_picture(image)[i]) for i, head in enumerate(source.heads)}}
        for file, image in images.items()]}
    if source.text_tower is not None:
        expected["texts"] = [
            {"text": text, "tokens": source.reference_tokens(text)[0].tolist(), "embedding": numbers(source.reference_text(text)[0])}
            for text in export_encoder.TEXTS]
    (TARGET / name / "expected.json").write_text(json.dumps(expected) + "\n")
    print(f"{name}: {worst:.1e} from the public classes")


def main() -> None:
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "pictures").mkdir(parents=True)
    images = pictures.pictures()
    for name, image in images.items():
        image.save(TARGET / "pictures" / (name + ".png"), optimize=True)
    for name, make, load in (("tiny-siglip2", siglip2, sources.siglip2), ("tiny-clip", clip, sources.clip),
                             ("tiny-dinov2", dinov2, sources.dinov2), ("tiny-csd", None, csd_source)):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            if make is not None:
                make(folder)
            record(load(folder), name, images)


if __name__ == "__main__":
    main()
