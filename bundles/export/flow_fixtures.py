#!/usr/bin/env python3
"""Makes fixtures/tiny-*: flow models of the public classes with random weights, and what the public pipelines make of them.

The classes, sampling, position ids and picture rules are the real ones; layers and widths are not. The script refuses to write
fixtures that a wrong reference, prompt or noise would not move.
"""
import hashlib
import json
import pathlib
import shutil
import tempfile
from unittest import mock

import numpy as np
import torch
from diffusers.schedulers import scheduling_flow_match_euler_discrete
from peft import LoraConfig, get_peft_model_state_dict
from PIL import Image
from safetensors.torch import save_file
from tokenizers import pre_tokenizers
from torch import nn

import flow_bundle
import flow_check
import flow_families
import flow_lora

TARGET = pathlib.Path(__file__).resolve().parent / "fixtures"
PROMPTS = ["the red mug on a table", "a bottle, in evening light", "Ein Rad & 3 Körbe!"]
CASES = [(references, batch) for references in (1, 2, 4) for batch in (1, 3)]
PHOTO_SIZES = [(96, 64), (70, 118), (1024, 1024), (1025, 1024), (3000, 2000), (2000, 3001), (5000, 701), (4032, 3024)]
WIDTH, HEIGHT, STEPS = 80, 64, 3
CHAT = ("{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n\n</think>\n\n{% endif %}")


def draw(model: nn.Module, seed: int, gain: float = 1.0) -> None:
    """Weights that keep signals alive through every layer; biases and scales vary too."""
    torch.manual_seed(seed)
    for name, value in model.named_parameters():
        if value.dim() < 2:
            ones = "norm" in name and not name.endswith("bias")
            value.copy_(torch.randn_like(value) * 0.1 + (1.0 if ones else 0.0))
        else:
            value.copy_(torch.randn_like(value) * gain / value[0].numel() ** 0.5)


def vocabulary() -> dict:
    """One token a byte, and the words of the prompts."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    merges = {}
    for text in PROMPTS:
        for word, _ in split.pre_tokenize_str(text):
            for i in range(1, len(word)):
                merges[word[:i], word[i]] = None
    pieces = dict.fromkeys(letters + ["".join(pair) for pair in merges])
    return {"vocab": {piece: i for i, piece in enumerate(pieces)}, "merges": list(merges)}


def klein(folder: pathlib.Path) -> None:
    from diffusers import AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline, Flux2Transformer2DModel
    from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3ForCausalLM

    tokenizer = Qwen2TokenizerFast(**vocabulary(), model_max_length=4096, chat_template=CHAT)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    text = Qwen3ForCausalLM(Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=24, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, head_dim=8, max_position_embeddings=512, tie_word_embeddings=True, pad_token_id=None)).eval()
    transformer = Flux2Transformer2DModel(
        in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2, joint_attention_dim=48,
        timestep_guidance_channels=16, axes_dims_rope=(4, 4, 4, 4), guidance_embeds=False, mlp_ratio=2.0).eval()
    vae = AutoencoderKLFlux2(block_out_channels=(4, 4, 8, 8), norm_num_groups=2, latent_channels=4, layers_per_block=1).eval()
    for seed, model in enumerate((text, transformer, vae)):
        draw(model, seed, 1.3)
    vae.bn.running_mean.copy_(torch.linspace(-0.5, 0.5, 16))
    vae.bn.running_var.copy_(torch.linspace(0.5, 2.0, 16))
    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True)
    Flux2KleinPipeline(scheduler, vae, text, tokenizer, transformer, is_distilled=False).save_pretrained(folder)


def qwen(folder: pathlib.Path) -> None:
    from diffusers import (AutoencoderKLQwenImage, FlowMatchEulerDiscreteScheduler, QwenImageEditPlusPipeline,
                           QwenImageTransformer2DModel)
    from transformers import (Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2TokenizerFast, Qwen2VLImageProcessor,
                              Qwen2VLProcessor, Qwen2VLVideoProcessor)

    tokenizer = Qwen2TokenizerFast(**vocabulary(), model_max_length=4096, chat_template=CHAT)
    tokenizer.add_special_tokens({"additional_special_tokens": [
        "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]})
    number = tokenizer.convert_tokens_to_ids
    text = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(
        text_config={"vocab_size": len(tokenizer), "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
                     "num_attention_heads": 2, "num_key_value_heads": 1, "max_position_embeddings": 4096,
                     "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 1, 1]}},
        vision_config={"depth": 2, "hidden_size": 16, "intermediate_size": 24, "num_heads": 2, "out_hidden_size": 16,
                       "fullatt_block_indexes": [1], "window_size": 56, "patch_size": 14},
        image_token_id=number("<|image_pad|>"), video_token_id=number("<|video_pad|>"),
        vision_start_token_id=number("<|vision_start|>"), vision_end_token_id=number("<|vision_end|>"))).eval()
    transformer = QwenImageTransformer2DModel(
        in_channels=16, out_channels=4, num_layers=2, attention_head_dim=16, num_attention_heads=2, joint_attention_dim=16,
        axes_dims_rope=(4, 6, 6), zero_cond_t=True).eval()
    vae = AutoencoderKLQwenImage(base_dim=4, z_dim=4, dim_mult=[1, 2, 2, 2], num_res_blocks=1, latents_mean=[0.1, -0.2, 0.3, 0.0],
                                 latents_std=[1.0, 1.5, 0.8, 1.2]).eval()
    for seed, model in enumerate((text, transformer, vae)):
        draw(model, 10 + seed, 1.3)
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, base_shift=0.5, max_shift=0.9, base_image_seq_len=256,
                                                max_image_seq_len=8192, shift_terminal=0.02)
    processor = Qwen2VLProcessor(Qwen2VLImageProcessor(), tokenizer, Qwen2VLVideoProcessor(), chat_template=CHAT)
    QwenImageEditPlusPipeline(scheduler, vae, text, tokenizer, processor, transformer).save_pretrained(folder)


def noise(source, batch: int, seed: int) -> torch.Tensor:
    """Tokens f32[B,S,C]."""
    torch.manual_seed(seed)
    return torch.randn(batch, HEIGHT // source.stride() * (WIDTH // source.stride()), source.channels())


def record(name: str, family: str, make, scale: float, **sizes) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        make(folder)
        source = flow_families.FAMILIES[family](folder, torch.float32, **sizes)
        home = TARGET / name
        shutil.rmtree(home, ignore_errors=True)
        flow_bundle.write(source, home / "1", name, "1", "float32", 128, 4, schedule={"steps": STEPS}, guidanceScale=scale)
        worst = flow_check.worst_differences(source, home / "1", flow_check.photos(), PROMPTS)
        print(name, {stage: f"{far:.1e}" for stage, far in worst.items()})
        tensors, story = {}, {"width": WIDTH, "height": HEIGHT, "steps": STEPS, "prompts": PROMPTS, "cases": []}
        pictures = flow_check.photos()
        texts(source, pictures, tensors, story)
        story["lanczos"] = [lanczos(pictures["d"], *size) for size in ((57, 91), (200, 150), (131, 40))]
        for letter, image in pictures.items():
            tensors[f"reference.{letter}"] = source.public_reference(image)
        for references, batch in CASES:
            case(source, pictures, references, batch, 1.0, tensors, story)
        case(source, pictures, 2, 3, 3.5, tensors, story)
        blind(source, pictures, tensors)
        partial(source, pictures, tensors, story)
        stochastic(source, pictures, tensors, story)
        schedules(source, story)
        story["sizes"] = [[*size, *source.sizes_of(*size)] for size in PHOTO_SIZES]
        merged(source)
        expected = home / "expected.safetensors"
        save_file({key: value.float().contiguous() for key, value in tensors.items()}, expected)
        expected.chmod(0o644)
        (home / "expected.json").write_text(json.dumps(story, indent=1) + "\n")
    for letter, image in pictures.items():
        (TARGET / "flow").mkdir(exist_ok=True)
        image.save(TARGET / "flow" / f"{letter}.png")


def texts(source, pictures: dict, tensors: dict, story: dict) -> None:
    """Prompts as tokens and as conditions, with the references that the text encoder looks at, if it looks at any."""
    story["texts"] = []
    for number, (prompt, letters) in enumerate(zip(PROMPTS, source.looked_at())):
        used = [pictures[letter] for letter in letters]
        inputs = source.public_tokens(prompt, used)
        told = {"prompt": prompt, "references": list(letters), "ids": inputs["input_ids"][0].tolist()}
        if "positions" in inputs:
            told["positions"] = inputs["positions"].flatten().tolist()
        story["texts"].append(told)
        tensors[f"text.{number}"] = source.public_text([prompt], used)


def lanczos(image, width: int, height: int) -> dict:
    pixels = np.array(image.resize((width, height), Image.Resampling.LANCZOS))
    return {"width": width, "height": height, "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}


def case(source, pictures: dict, references: int, batch: int, scale: float, tensors: dict, story: dict) -> None:
    name = f"{references}x{batch}" + (f"@{scale}" if scale > 1 else "")
    used = list(pictures.values())[:references]
    start = noise(source, batch, 10 * references + batch)
    first, seen = [], []
    hook = source.pipe.transformer.register_forward_hook(lambda module, args, out: first.append(out[0]))
    image = source.public_picture(source.batched(PROMPTS[:batch]), used, start, WIDTH, HEIGHT, STEPS, scale,
                                  lambda pipe, i, t, values: seen.append(values["latents"]) or {})
    hook.remove()
    tensors.update({f"{name}.noise": start, f"{name}.velocity": first[0][:, :start.shape[1]], f"{name}.latents": seen[-1],
                    f"{name}.image": image})
    story["cases"].append({"name": name, "references": list(pictures)[:references], "prompts": source.batched(PROMPTS[:batch]), "scale": scale,
                           "sigmas": [float(s) for s in source.pipe.scheduler.sigmas]})


def conditions(source, pictures: dict, letters: str) -> tuple:
    """Reference tokens, text, positions of both, for the first prompt."""
    photos_used = [pictures[letter] for letter in letters]
    text = source.public_text(PROMPTS[:1], photos_used)
    stride = source.stride()
    grids = [source.grid_of_photo(image) for image in photos_used]
    places = source.some_positions(HEIGHT // stride, WIDTH // stride, grids, text.shape[1])
    return torch.cat([source.public_reference(image) for image in photos_used])[None], text, *places


def walk(source, scheduler, sigmas: list, latents: torch.Tensor, given: tuple) -> torch.Tensor:
    """The public network and scheduler from latents at the first of the sigmas to the last."""
    references, text, positions, text_positions = given
    scheduler.set_timesteps(sigmas=sigmas[:-1], mu=0.0)
    scheduler.sigmas = torch.tensor(sigmas, dtype=torch.float32)
    scheduler.timesteps = scheduler.sigmas[:-1] * 1000
    scheduler.set_begin_index(0)
    for time in scheduler.timesteps:
        velocity = source.public_velocity(latents, references, time.expand(len(latents)) / 1000, text, positions, text_positions)
        latents = scheduler.step(velocity, time, latents, return_dict=False)[0]
    return latents


def partial(source, pictures: dict, tensors: dict, story: dict) -> None:
    """From a picture at noise level 0.85 down the rest of the schedule."""
    level = 0.85
    parent = (tensors["1x1.image"][0].permute(1, 2, 0) * 255).round().to(torch.uint8)
    clean = source.public_same_size(Image.fromarray(parent.numpy()))[None]
    start = noise(source, 1, 77)
    scheduler = type(source.pipe.scheduler).from_config(source.pipe.scheduler.config)
    sigmas = [level] + [s for s in story["cases"][0]["sigmas"] if s < level]
    scheduler.set_timesteps(sigmas=[level], mu=0.0)
    scheduler.sigmas = torch.tensor([level, 0.0])
    scheduler.set_begin_index(0)
    noisy = scheduler.scale_noise(clean, torch.tensor([level * 1000]), start)
    latents = walk(source, scheduler, sigmas, noisy, conditions(source, pictures, "ab"))
    tensors.update({"partial.parent": parent, "partial.clean": clean, "partial.noise": start, "partial.noisy": noisy, "partial.latents": latents,
                    "partial.image": source.public_decode(latents, HEIGHT // source.stride(), WIDTH // source.stride())})
    story["partial"] = {"level": level, "references": ["a", "b"], "sigmas": sigmas}


def stochastic(source, pictures: dict, tensors: dict, story: dict) -> None:
    """The scheduler that draws anew at every step, its draws recorded."""
    drawn = []

    def draw_noise(shape, **_) -> torch.Tensor:
        drawn.append(torch.randn(shape))
        return drawn[-1]

    scheduler = type(source.pipe.scheduler).from_config(source.pipe.scheduler.config, stochastic_sampling=True)
    start = noise(source, 1, 78)
    with mock.patch.object(scheduling_flow_match_euler_discrete, "randn_tensor", draw_noise):
        latents = walk(source, scheduler, story["cases"][0]["sigmas"], start, conditions(source, pictures, "ab"))
    tensors.update({"stochastic.noise": start, "stochastic.latents": latents, "stochastic.draws": torch.cat(drawn)})


def schedules(source, story: dict) -> None:
    """Sigmas of other lengths and picture sizes."""
    story["schedules"] = []
    for steps, tokens in ((4, 20), (4, 4096), (8, 1024), (50, 4301), (50, 3600), (2, 64)):
        scheduler = type(source.pipe.scheduler).from_config(source.pipe.scheduler.config)
        scheduler.set_timesteps(sigmas=np.linspace(1.0, 1 / steps, steps), mu=source.shift_of(tokens, steps))
        story["schedules"].append({"steps": steps, "tokens": tokens, "sigmas": [float(s) for s in scheduler.sigmas]})


def merged(source) -> None:
    """Low-rank changes merged into the network do what they do beside it, in the export too."""
    targets = ["attn.to_q", "attn.to_k", "attn.to_v"]
    source.pipe.transformer.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=targets, init_lora_weights="gaussian"))
    for name, value in source.pipe.transformer.named_parameters():
        if "lora_B" in name:
            value.copy_(torch.randn_like(value) * 0.3)
    with tempfile.TemporaryDirectory() as temporary:
        source.pipe.save_lora_weights(temporary, get_peft_model_state_dict(source.pipe.transformer))
        source.pipe.transformer.delete_adapters("default")
        far = flow_lora.merge(source, pathlib.Path(temporary) / "pytorch_lora_weights.safetensors", 0.7)
    arguments = source.some_arguments()
    exported = (source.transformer().velocity(*arguments) - source.public_velocity(*arguments)).abs().max().item()
    print(f"  LoRA merged: {far:.1e} from beside, exported {exported:.1e}")
    if max(far, exported) > 1e-4:
        raise SystemExit("merging LoRA weights changes the network")


def blind(source, pictures: dict, tensors: dict) -> None:
    """Another reference, order, prompt or noise must show far beyond the tolerance of 1e-3."""
    def made(prompt: str, letters: str, seed: int) -> torch.Tensor:
        return source.public_picture([prompt], [pictures[letter] for letter in letters], noise(source, 1, seed), WIDTH, HEIGHT, STEPS, 1.0)

    right = made(PROMPTS[0], "ab", 1)
    for what, other in {"reference": made(PROMPTS[0], "ac", 1), "order": made(PROMPTS[0], "ba", 1),
                        "prompt": made(PROMPTS[1], "ab", 1), "noise": made(PROMPTS[0], "ab", 2)}.items():
        far = (right - other).abs().max().item()
        print(f"  another {what} moves {far:.3f}; spread {right.std().item():.3f}")
        if far < 0.02:
            raise SystemExit(f"the fixture hardly sees another {what}: {far:.4f}")


def main() -> None:
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    record("tiny-qwen", "qwen-image-edit-plus", qwen, 3.5, area=64 * 64, look_area=120 * 120)
    record("tiny-klein", "flux2-klein", klein, 1.0, text_layers=(1, 2, 3), text_length=48)


if __name__ == "__main__":
    main()
