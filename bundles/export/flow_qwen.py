"""Qwen-Image-Edit-2509, -2511: what is exported of a local diffusers folder, and what the public pipeline says."""
import pathlib
from typing import List, Tuple
from unittest import mock

import numpy as np
import torch
from diffusers import QwenImageEditPlusPipeline
from diffusers.models.transformers import transformer_qwenimage
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus
from torch import nn
from torch.nn import functional as F

from flow_modules import Transformer, Vae, shifted_exponentially, traced
from flow_parts import Rotary, Sinusoids, causal, patches, pixels_to_numbers, rotated, unpatched

FAMILY = "qwen-image-edit-plus"
PICTURE = "Picture {}: <|vision_start|><|image_pad|><|vision_end|>"
NEGATIVE = " "


def halves(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Turns pairs that lie half the width apart, in single precision."""
    first, second = x.float().chunk(2, dim=-1)
    return (x.float() * cos + torch.cat([-second, first], dim=-1) * sin).to(x.dtype)


class Vision(nn.Module):
    """The vision tower on patches f32[N,P] in the processor's order. Windows are a mask here instead of a new order. Traced."""

    def __init__(self, tower: nn.Module):
        super().__init__()
        self.tower = tower
        self.everywhere = set(tower.fullatt_block_indexes)

    def forward(self, numbers: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
        hidden = self.tower.patch_embed(numbers)
        for number, block in enumerate(self.tower.blocks):
            attention = block.attn
            parts = attention.qkv(block.norm1(hidden)).reshape(hidden.shape[0], 3, attention.num_heads, -1).permute(1, 2, 0, 3)
            query, key = halves(parts[0], cos, sin), halves(parts[1], cos, sin)
            seen = F.scaled_dot_product_attention(query[None], key[None], parts[2][None],
                                                  attn_mask=None if number in self.everywhere else window)
            hidden = hidden + attention.proj(seen[0].permute(1, 0, 2).reshape(hidden.shape[0], -1))
            hidden = hidden + block.mlp(block.norm2(hidden))
        return self.tower.merger(hidden)


class Language(nn.Module):
    """The language model's last states, with pictures in the places of their tokens. Traced."""

    def __init__(self, model: nn.Module, picture_token: int):
        super().__init__()
        self.model = model
        self.picture_token = picture_token

    def forward(self, ids, mask, cos, sin, looks):
        hidden = self.model.embed_tokens(ids)
        hidden = hidden.masked_scatter((ids == self.picture_token)[..., None], looks.to(hidden.dtype))
        for layer in self.model.layers:
            hidden = layer(hidden, attention_mask=mask, position_embeddings=(cos.to(hidden.dtype), sin.to(hidden.dtype)))
        return self.model.norm(hidden)


class Text(nn.Module):
    def __init__(self, language: torch.jit.ScriptModule, vision: torch.jit.ScriptModule, frequencies: torch.Tensor,
                 sections: List[int], vision_frequencies: torch.Tensor, processor, tower, drop: int):
        super().__init__()
        self.language = language
        self.vision = vision
        self.register_buffer("frequencies", frequencies.to(torch.float32))
        self.register_buffer("vision_frequencies", vision_frequencies.to(torch.float32))
        self.register_buffer("mean", 255.0 * torch.tensor(processor.image_mean, dtype=torch.float32).view(1, 3, 1, 1))
        self.register_buffer("std", 255.0 * torch.tensor(processor.image_std, dtype=torch.float32).view(1, 3, 1, 1))
        self.sections = [int(section) for section in sections]
        self.patch = int(processor.patch_size)
        self.merge = int(processor.merge_size)
        self.frames = int(processor.temporal_patch_size)
        self.least = int(processor.size["shortest_edge"])
        self.most = int(processor.size["longest_edge"])
        self.window = int(tower.window_size) // self.merge // int(tower.patch_size)
        self.drop = drop

    def smart_size(self, height: int, width: int) -> Tuple[int, int]:
        """Sides that are multiples of a merged patch, of an area between the processor's least and most."""
        factor = self.patch * self.merge
        rows = int(round(height / factor)) * factor
        columns = int(round(width / factor)) * factor
        if rows * columns > self.most:
            shrink = (height * width / self.most) ** 0.5
            rows = max(factor, int(height / shrink / factor) * factor)
            columns = max(factor, int(width / shrink / factor) * factor)
        elif rows * columns < self.least:
            grow = (self.least / (height * width)) ** 0.5
            rows = int(-((-height * grow / factor) // 1)) * factor
            columns = int(-((-width * grow / factor) // 1)) * factor
        return rows, columns

    @torch.jit.export
    def look(self, pixels: torch.Tensor) -> torch.Tensor:
        """A picture u8[1,H,W,3] as the language model sees it: f32[rows,columns,D]."""
        height, width = self.smart_size(pixels.size(1), pixels.size(2))
        # The fast processor's own resize, which works on bytes and on the CPU only.
        picture = pixels.cpu().permute(0, 3, 1, 2).contiguous()
        if height != picture.size(2) or width != picture.size(3):
            picture = F.interpolate(picture, size=[height, width], mode="bicubic", antialias=True)
        numbers = (picture.to(self.mean.device).to(torch.float32) - self.mean) / self.std
        rows, columns = height // self.patch // self.merge, width // self.patch // self.merge
        m, p = self.merge, self.patch
        flat = numbers.reshape(1, 3, rows, m, p, columns, m, p).permute(0, 2, 5, 3, 6, 1, 4, 7)
        flat = flat.unsqueeze(6).expand(-1, -1, -1, -1, -1, -1, self.frames, -1, -1).reshape(rows * columns * m * m, -1)
        y = torch.arange(rows * m, device=numbers.device).view(rows, 1, m, 1).expand(rows, columns, m, m).flatten()
        x = torch.arange(columns * m, device=numbers.device).view(1, columns, 1, m).expand(rows, columns, m, m).flatten()
        angles = torch.cat([y[:, None].to(torch.float32) * self.vision_frequencies[None],
                            x[:, None].to(torch.float32) * self.vision_frequencies[None]], dim=1)
        angles = torch.cat([angles, angles], dim=1)
        side = self.window * m
        window = torch.div(y, side, rounding_mode="floor") * (columns + 1) + torch.div(x, side, rounding_mode="floor")
        seen = self.vision(flat, angles.cos(), angles.sin(), window[None, :] == window[:, None])
        return seen.view(rows, columns, -1).to(torch.float32)

    @torch.jit.export
    def encode(self, ids: torch.Tensor, positions: torch.Tensor, looks: torch.Tensor) -> torch.Tensor:
        """Token ids i64[1,L], positions i64[3,L], pictures f32[V,D] to f32[1,L - what belongs to the template,D]."""
        angles = positions[:, :, None].to(torch.float32) * self.frequencies[None, None]
        cos, sin = angles.cos(), angles.sin()
        cosines: List[torch.Tensor] = []
        sines: List[torch.Tensor] = []
        start = 0
        for number, section in enumerate(self.sections):
            cosines.append(cos[number % 3, :, start:start + section])
            sines.append(sin[number % 3, :, start:start + section])
            start += section
        half_cos, half_sin = torch.cat(cosines, dim=-1)[None], torch.cat(sines, dim=-1)[None]
        states = self.language(ids, causal(torch.ones_like(ids)), torch.cat([half_cos, half_cos], dim=-1),
                               torch.cat([half_sin, half_sin], dim=-1), looks)
        return states[:, self.drop:].to(torch.float32)


class Network(nn.Module):
    """The public transformer's layers. What belongs to references is told by their positions. Traced."""

    def __init__(self, transformer: nn.Module):
        super().__init__()
        self.transformer = transformer

    def forward(self, tokens, sigma, text, positions, text_positions):
        network = self.transformer
        hidden = network.img_in(tokens)
        beside = network.txt_in(network.txt_norm(text))
        kinds = None
        if network.zero_cond_t:
            sigma = torch.cat([sigma, sigma * 0], dim=0)
            kinds = (positions[:, 0] != 0).to(torch.int32)[None].expand(tokens.shape[0], -1)
        time = network.time_text_embed(sigma, hidden)
        angles = network.pos_embed(positions), network.pos_embed(text_positions)
        for block in network.transformer_blocks:
            beside, hidden = block(hidden_states=hidden, encoder_hidden_states=beside, encoder_hidden_states_mask=None, temb=time,
                                   image_rotary_emb=angles, modulate_index=kinds)
        if network.zero_cond_t:
            time = time.chunk(2, dim=0)[0]
        return network.proj_out(network.norm_out(hidden, time))


class Moments(nn.Module):
    """The mode of the encoder's distribution of one frame. Traced."""

    def __init__(self, vae: nn.Module):
        super().__init__()
        self.vae = vae

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.vae.encode(image.unsqueeze(2)).latent_dist.mode()[:, :, 0]


class Picture(nn.Module):
    def __init__(self, vae: nn.Module):
        super().__init__()
        self.vae = vae

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return self.vae.decode(latents.unsqueeze(2), return_dict=False)[0][:, :, 0]


class Encoder(nn.Module):
    def __init__(self, moments: torch.jit.ScriptModule, mean: torch.Tensor, deviation: torch.Tensor):
        super().__init__()
        self.moments = moments
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        latents = (self.moments(pixels_to_numbers(pixels).to(self.mean.dtype)) - self.mean) / self.deviation
        return patches(latents).flatten(2).permute(0, 2, 1).to(torch.float32)


class Decoder(nn.Module):
    def __init__(self, picture: torch.jit.ScriptModule, mean: torch.Tensor, inverse: torch.Tensor):
        super().__init__()
        self.picture = picture
        self.register_buffer("mean", mean)
        self.register_buffer("inverse", inverse)

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return self.picture(unpatched(latents.to(self.mean.dtype)) / self.inverse + self.mean)


class QwenEdit:
    """A local folder of the family, loaded once for the export and once for the comparison."""

    family = FAMILY
    pipeline = "QwenImageEditPlusPipeline"
    license = "apache-2.0; see the folder's own"

    def __init__(self, folder: pathlib.Path, dtype: torch.dtype, area: int = 1024 * 1024, look_area: int = 384 * 384):
        self.pipe = QwenImageEditPlusPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True)
        self.pipe.set_progress_bar_config(disable=True)
        self.dtype = dtype
        self.area = area
        self.look_area = look_area

    def text(self) -> torch.jit.ScriptModule:
        model = self.pipe.text_encoder.model
        tower, language = model.visual, model.language_model
        if set(language.config.layer_types) != {"full_attention"}:
            raise ValueError("a text encoder with sliding windows is not known here")
        processor = self.pipe.processor.image_processor
        frequencies = tower.rotary_pos_emb.inv_freq
        patch = 3 * processor.temporal_patch_size * processor.patch_size ** 2
        angles = torch.zeros(8, 4 * frequencies.numel())
        vision = traced(Vision(tower), torch.rand(8, patch), angles, angles, torch.ones(8, 8, dtype=torch.bool))
        token = model.config.image_token_id
        ids = torch.tensor([[0, token, 1, token, 2]])
        turns = torch.zeros(1, 5, 2 * language.rotary_emb.inv_freq.numel())
        states = traced(Language(language, token), ids, causal(torch.ones_like(ids)), turns, turns,
                        torch.rand(2, language.config.hidden_size))
        return torch.jit.script(Text(states, vision, language.rotary_emb.inv_freq, list(language.rotary_emb.mrope_section), frequencies,
                                     processor, tower, self.pipe.prompt_template_encode_start_idx).eval())

    def transformer(self) -> torch.jit.ScriptModule:
        network = self.pipe.transformer
        if network.config.guidance_embeds or network.config.use_additional_t_cond or network.config.use_layer3d_rope:
            raise ValueError("a transformer with guidance embeddings, layers or further conditions is not known here")
        public = network.pos_embed, network.time_text_embed.time_proj
        network.pos_embed = torch.jit.script(Rotary(float(public[0].theta), list(public[0].axes_dim), double=False))
        network.time_text_embed.time_proj = torch.jit.script(Sinusoids(public[1].num_channels, float(public[1].scale)))
        places = torch.arange(9).view(3, 3)
        with mock.patch.object(transformer_qwenimage, "apply_rotary_emb_qwen", lambda x, angles, use_real: rotated(x, angles)):
            core = traced(Network(network), torch.rand(2, 3, network.config.in_channels, dtype=self.dtype),
                          torch.rand(2, dtype=self.dtype), torch.rand(2, 3, network.config.joint_attention_dim, dtype=self.dtype), places,
                          places)
        network.pos_embed, network.time_text_embed.time_proj = public
        return torch.jit.script(Transformer(core, self.dtype).eval())

    def statistics(self) -> tuple:
        config = self.pipe.vae.config
        return (torch.tensor(config.latents_mean).view(1, -1, 1, 1).to(self.dtype),
                torch.tensor(config.latents_std).view(1, -1, 1, 1).to(self.dtype))

    def vae(self) -> torch.jit.ScriptModule:
        vae = self.pipe.vae
        mean, deviation = self.statistics()
        moments = traced(Moments(vae), torch.rand(1, 3, 64, 96, dtype=self.dtype))
        picture = traced(Picture(vae), torch.rand(2, vae.config.z_dim, 8, 12, dtype=self.dtype))
        inverse = 1.0 / torch.tensor(vae.config.latents_std).view(1, -1, 1, 1)
        return torch.jit.script(Vae(Encoder(moments, mean, deviation), Decoder(picture, mean, inverse.to(self.dtype))).eval())

    def tokenizer(self):
        return self.pipe.processor.tokenizer

    def stride(self) -> int:
        return 2 * self.pipe.vae_scale_factor

    def channels(self) -> int:
        return self.pipe.transformer.config.in_channels

    def manifest(self) -> dict:
        config = self.pipe.scheduler.config
        shifted_exponentially(config)
        prefix, suffix = self.pipe.prompt_template_encode.split("{}")
        before, after = PICTURE.split("<|image_pad|>")
        shift = {"kind": "linear", "baseTokens": config.get("base_image_seq_len", 256), "maxTokens": config.get("max_image_seq_len", 4096),
                 "base": config.get("base_shift", 0.5), "max": config.get("max_shift", 1.15)}
        schedule = {"steps": 40, "shift": shift}
        if config.get("shift_terminal"):
            schedule["terminal"] = config.shift_terminal
        return {
            "schedule": schedule,
            "guidanceScale": 4.0,
            "text": {"tokenizer": "tokenizer.json", "prefix": prefix, "suffix": suffix, "mention": "Picture", "negative": NEGATIVE,
                     "picture": {"before": before, "token": "<|image_pad|>", "after": after}},
            "references": {"least": 32, "area": self.area, "lookArea": self.look_area},
        }

    def areas(self):
        """The pipeline's constants, smaller where the fixtures want it."""
        return mock.patch.multiple(pipeline_qwenimage_edit_plus, VAE_IMAGE_SIZE=self.area, CONDITION_IMAGE_SIZE=self.look_area)

    def batched(self, prompts: list) -> list:
        """Prompts that one batch of the pipeline can have: the first, for every picture."""
        return prompts[:1] * len(prompts)

    def looked_at(self) -> tuple:
        """Letters of the photos that the text encoder sees beside each prompt of the fixtures."""
        return "a", "ab", "abcd"

    def public_look(self, image):
        width, height = pipeline_qwenimage_edit_plus.calculate_dimensions(self.look_area, image.width / image.height)
        return self.pipe.image_processor.resize(image, height, width)

    def grids(self):
        """The language model with the positions of its own: the pipeline leaves out the argument that newer transformers ask for."""
        model = self.pipe.text_encoder
        forward, token = model.forward, model.config.image_token_id

        def told(**arguments):
            return forward(mm_token_type_ids=(arguments["input_ids"] == token).int(), **arguments)

        return mock.patch.object(model, "forward", told)

    def public_text(self, prompts: List[str], photos: list) -> torch.Tensor:
        with self.grids():
            looks = [self.public_look(image) for image in photos]
            return torch.cat([self.pipe._get_qwen_prompt_embeds(prompt, looks)[0] for prompt in prompts])

    def public_tokens(self, prompt: str, photos: list) -> dict:
        pictures = "".join(PICTURE.format(i + 1) for i in range(len(photos)))
        text = self.pipe.prompt_template_encode.format(pictures + prompt)
        inputs = self.pipe.processor(text=[text], images=[self.public_look(image) for image in photos], padding=True, return_tensors="pt")
        token = self.pipe.text_encoder.config.image_token_id
        places = self.pipe.text_encoder.model.get_rope_index(inputs["input_ids"], (inputs["input_ids"] == token).int(),
                                                             image_grid_thw=inputs["image_grid_thw"])[0]
        return {**inputs, "positions": places[:, 0]}

    def prepared(self, vae: torch.jit.ScriptModule, pixels: torch.Tensor) -> torch.Tensor:
        columns, rows = self.sizes_of(pixels.shape[2], pixels.shape[1])[:2]
        return vae.window(pixels, rows, columns, 0, 0, rows, columns)

    def sizes_of(self, width: int, height: int) -> tuple:
        """Width and height for the VAE, twice as the window is all of it, and for the language model."""
        sizes = [pipeline_qwenimage_edit_plus.calculate_dimensions(area, width / height) for area in (self.area, self.look_area)]
        return (*sizes[0], *sizes[0], *sizes[1])

    def shift_of(self, tokens: int, steps: int) -> float:
        shift = self.manifest()["schedule"]["shift"]
        return pipeline_qwenimage_edit_plus.calculate_shift(tokens, shift["baseTokens"], shift["maxTokens"], shift["base"], shift["max"])

    def public_reference(self, image) -> torch.Tensor:
        """Tokens f32[h*w,C] of one photo."""
        width, height = self.sizes_of(image.width, image.height)[:2]
        return self.public_sized(image, width, height)

    def public_same_size(self, image) -> torch.Tensor:
        """Tokens of a picture to start from."""
        return self.public_sized(image, image.width, image.height)

    def public_sized(self, image, width: int, height: int) -> torch.Tensor:
        ready = self.pipe.image_processor.preprocess(image, height, width).unsqueeze(2)
        latents = self.pipe._encode_vae_image(ready.to(self.dtype), None)
        factor = self.pipe.vae_scale_factor
        return self.pipe._pack_latents(latents, 1, self.channels() // 4, height // factor, width // factor)[0]

    def some_text(self, batch: int) -> torch.Tensor:
        return torch.randn(batch, 7 + batch, self.pipe.transformer.config.joint_attention_dim)

    def grid_of_photo(self, image) -> tuple:
        """Rows and columns of a photo's tokens."""
        width, height = self.sizes_of(image.width, image.height)[2:4]
        return height // self.stride(), width // self.stride()

    def some_positions(self, rows: int, columns: int, grids: list, length: int) -> tuple:
        """Of latents of rows x columns and of references with such grids, i64[S+R,3], and of text, i64[length,3]; read off the
        pipeline's angles."""
        sizes = [(rows, columns), *grids]
        places = []
        for which, (height, width) in enumerate(sizes):
            y = torch.arange(height) - (height - height // 2)
            x = torch.arange(width) - (width - width // 2)
            places.append(torch.cartesian_prod(torch.tensor([which]), y, x))
        first = max(max(height // 2, width // 2) for height, width in sizes)
        return torch.cat(places), (first + torch.arange(length))[:, None].expand(-1, 3)

    def some_arguments(self) -> tuple:
        """For `public_velocity`: two pictures of 3 x 4 tokens beside one reference of 2 x 2."""
        text = self.some_text(2)
        positions, text_positions = self.some_positions(3, 4, [(2, 2)], text.shape[1])
        return (torch.randn(2, 12, self.channels()), torch.randn(2, 4, self.channels()), torch.tensor([0.8, 0.3]), text, positions,
                text_positions)

    def public_velocity(self, latents, references, sigma, text, positions, text_positions) -> torch.Tensor:
        tokens = torch.cat([latents, references.expand(latents.shape[0], -1, -1)], dim=1).to(self.dtype)
        shapes = []
        for which in positions[:, 0].unique().tolist():
            own = positions[positions[:, 0] == which]
            shapes.append((1, own[:, 1].unique().numel(), own[:, 2].unique().numel()))
        out = self.pipe.transformer(hidden_states=tokens, timestep=sigma.to(self.dtype), encoder_hidden_states=text.to(self.dtype),
                                    encoder_hidden_states_mask=None, img_shapes=[shapes] * latents.shape[0], return_dict=False)[0]
        return out[:, :latents.shape[1]].float()

    def public_decode(self, latents, rows: int, columns: int) -> torch.Tensor:
        pipe, side = self.pipe, self.stride()
        grid = pipe._unpack_latents(latents, rows * side, columns * side, pipe.vae_scale_factor).to(self.dtype)
        mean = torch.tensor(pipe.vae.config.latents_mean).view(1, -1, 1, 1, 1).to(self.dtype)
        inverse = (1.0 / torch.tensor(pipe.vae.config.latents_std).view(1, -1, 1, 1, 1)).to(self.dtype)
        image = pipe.vae.decode(grid / inverse + mean, return_dict=False)[0][:, :, 0]
        return pipe.image_processor.postprocess(image, output_type="pt").float()

    def public_picture(self, prompts: List[str], references: list, noise, width: int, height: int, steps: int, scale: float,
                       on_step=None):
        """f32[B,3,H,W] in [0, 1] from noise f32[B,S,C]; the pipeline knows batches of one prompt only."""
        with self.areas(), self.grids():
            return self.pipe(image=references, prompt=prompts[0], negative_prompt=NEGATIVE if scale > 1 else None, true_cfg_scale=scale,
                             width=width, height=height, num_inference_steps=steps, latents=noise,
                             num_images_per_prompt=noise.shape[0], output_type="pt", callback_on_step_end=on_step).images

    def check_text(self, text: torch.jit.ScriptModule, prompts: list, photos: dict, seen) -> None:
        images = list(photos.values())
        for count, prompt in zip((1, 2, len(images)), prompts):
            looks = [text.look(torch.from_numpy(np.array(self.public_look(image)))[None]) for image in images[:count]]
            inputs = self.public_tokens(prompt, images[:count])
            own = text.encode(inputs["input_ids"], inputs["positions"], torch.cat([look.flatten(0, 1) for look in looks]))
            seen("text", own, self.public_text([prompt], images[:count]))
