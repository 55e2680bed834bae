"""FLUX.2 [klein]: what is exported of a local diffusers folder, and what the public pipeline says."""
import pathlib
from typing import List
from unittest import mock

import torch
from diffusers import Flux2KleinPipeline
from diffusers.models.transformers import transformer_flux2
from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu
from PIL import Image
from torch import nn

from flow_modules import Transformer, Vae, shifted_exponentially, traced
from flow_parts import Rotary, Sinusoids, causal, patches, pixels_to_numbers, rotated, unpatched

FAMILY = "flux2-klein"
AXES = 4
TEXT_LAYERS = (9, 18, 27)
TEXT_LENGTH = 512


class Layers(nn.Module):
    """Hidden states of some layers of the language model side by side. Traced; layers above the last of them are left out."""

    def __init__(self, model: nn.Module, layers: List[int]):
        super().__init__()
        if set(model.config.layer_types) != {"full_attention"}:
            raise ValueError("a text encoder with sliding windows is not known here")
        if max(layers) >= len(model.layers):
            raise ValueError(f"text layers {layers} of a model with {len(model.layers)}: the last one would be normalised")
        self.embed = model.embed_tokens
        self.layers = model.layers[:max(layers)]
        self.kept = set(layers)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        hidden = self.embed(ids)
        kept = []
        for number, layer in enumerate(self.layers, start=1):
            hidden = layer(hidden, attention_mask=mask, position_embeddings=(cos.to(hidden.dtype), sin.to(hidden.dtype)))
            if number in self.kept:
                kept.append(hidden)
        return torch.cat(kept, dim=-1)


class Text(nn.Module):
    def __init__(self, layers: torch.jit.ScriptModule, frequencies: torch.Tensor):
        super().__init__()
        self.layers = layers
        self.register_buffer("frequencies", frequencies.to(torch.float32))

    @torch.jit.export
    def encode(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Token ids and mask i64[B,L] to f32[B,L,D]."""
        places = torch.arange(ids.size(1), device=ids.device)
        angles = places[None, :, None].to(torch.float32) * self.frequencies[None, None]
        angles = torch.cat([angles, angles], dim=-1)
        return self.layers(ids, causal(mask), angles.cos(), angles.sin()).to(torch.float32)


class Network(nn.Module):
    """The public transformer behind the arguments of `flow_modules.Transformer`. Traced."""

    def __init__(self, transformer: nn.Module):
        super().__init__()
        self.transformer = transformer

    def forward(self, tokens, sigma, text, positions, text_positions):
        return self.transformer(hidden_states=tokens, timestep=sigma, encoder_hidden_states=text, img_ids=positions,
                                txt_ids=text_positions, guidance=None, return_dict=False)[0]


class Moments(nn.Module):
    """The mode of the encoder's distribution. Traced."""

    def __init__(self, vae: nn.Module):
        super().__init__()
        self.vae = vae

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.vae.encode(image).latent_dist.mode()


class Picture(nn.Module):
    def __init__(self, vae: nn.Module):
        super().__init__()
        self.vae = vae

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return self.vae.decode(latents, return_dict=False)[0]


class Encoder(nn.Module):
    def __init__(self, moments: torch.jit.ScriptModule, mean: torch.Tensor, deviation: torch.Tensor):
        super().__init__()
        self.moments = moments
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        latents = patches(self.moments(pixels_to_numbers(pixels).to(self.mean.dtype)))
        return ((latents - self.mean) / self.deviation).flatten(2).permute(0, 2, 1).to(torch.float32)


class Decoder(nn.Module):
    def __init__(self, picture: torch.jit.ScriptModule, mean: torch.Tensor, deviation: torch.Tensor):
        super().__init__()
        self.picture = picture
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return self.picture(unpatched(latents.to(self.mean.dtype) * self.deviation + self.mean))


class Klein:
    """A local folder of the family, loaded once for the export and once for the comparison."""

    family = FAMILY
    pipeline = "Flux2KleinPipeline"
    license = "apache-2.0 for the 4B weights; see the folder's own"

    def __init__(self, folder: pathlib.Path, dtype: torch.dtype, text_layers=TEXT_LAYERS, text_length: int = TEXT_LENGTH):
        self.pipe = Flux2KleinPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True)
        self.pipe.set_progress_bar_config(disable=True)
        self.dtype = dtype
        self.text_layers = tuple(text_layers)
        self.text_length = text_length

    def text(self) -> torch.jit.ScriptModule:
        model = self.pipe.text_encoder.model
        ids = torch.zeros(2, 7, dtype=torch.int64)
        angles = torch.zeros(1, 7, 2 * model.rotary_emb.inv_freq.numel())
        layers = traced(Layers(model, list(self.text_layers)), ids, causal(torch.ones_like(ids)), angles, angles)
        return torch.jit.script(Text(layers, model.rotary_emb.inv_freq).eval())

    def transformer(self) -> torch.jit.ScriptModule:
        network = self.pipe.transformer
        public = network.pos_embed, network.time_guidance_embed.time_proj
        network.pos_embed = torch.jit.script(Rotary(float(public[0].theta), list(public[0].axes_dim)))
        network.time_guidance_embed.time_proj = torch.jit.script(Sinusoids(public[1].num_channels))
        places = torch.arange(12).view(3, 4)
        width = network.config.in_channels
        with mock.patch.object(transformer_flux2, "apply_rotary_emb", rotated):
            core = traced(Network(network), torch.rand(2, 3, width, dtype=self.dtype), torch.rand(2, dtype=self.dtype),
                          torch.rand(2, 3, network.config.joint_attention_dim, dtype=self.dtype), places, places)
        network.pos_embed, network.time_guidance_embed.time_proj = public
        return torch.jit.script(Transformer(core, self.dtype).eval())

    def vae(self) -> torch.jit.ScriptModule:
        vae = self.pipe.vae
        mean = vae.bn.running_mean.view(1, -1, 1, 1).to(self.dtype)
        deviation = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).to(self.dtype)
        moments = traced(Moments(vae), torch.rand(1, 3, 64, 96, dtype=self.dtype))
        picture = traced(Picture(vae), torch.rand(2, vae.config.latent_channels, 8, 12, dtype=self.dtype))
        return torch.jit.script(Vae(Encoder(moments, mean, deviation), Decoder(picture, mean, deviation)).eval())

    def tokenizer(self):
        return self.pipe.tokenizer

    def stride(self) -> int:
        return 2 * self.pipe.vae_scale_factor

    def channels(self) -> int:
        return self.pipe.transformer.config.in_channels

    def manifest(self) -> dict:
        shifted_exponentially(self.pipe.scheduler.config)
        distilled = bool(self.pipe.config.is_distilled)
        prefix, suffix = self.around()
        return {
            "schedule": {"steps": 4 if distilled else 50, "shift": {"kind": "empirical"}},
            "guidanceScale": 1.0 if distilled else 4.0,
            "text": {"tokenizer": "tokenizer.json", "length": self.text_length, "prefix": prefix, "suffix": suffix, "mention": "image"},
            "references": {"least": 64, "area": 1024 * 1024},
        }

    def around(self) -> tuple:
        """What the chat template puts before and behind a prompt."""
        def rendered(prompt: str) -> str:
            return self.pipe.tokenizer.apply_chat_template([{"role": "user", "content": prompt}], tokenize=False,
                                                           add_generation_prompt=True, enable_thinking=False)

        mark = "\u2042prompt\u2042"
        prefix, suffix = rendered(mark).split(mark)
        for trial in ("", " a mug ", "two\nlines", "<|im_end|>"):
            if rendered(trial) != prefix + trial + suffix:
                raise ValueError(f"the chat template changes the prompt {trial!r}: it cannot be told as a prefix and a suffix")
        return prefix, suffix

    def public_text(self, prompts: List[str], _photos: list = ()) -> torch.Tensor:
        return self.pipe.encode_prompt(prompts, text_encoder_out_layers=self.text_layers, max_sequence_length=self.text_length)[0]

    def public_tokens(self, prompt: str, _photos: list = ()) -> dict:
        prefix, suffix = self.around()
        return self.pipe.tokenizer(prefix + prompt + suffix, return_tensors="pt", padding="max_length", truncation=True,
                                   max_length=self.text_length)

    def batched(self, prompts: list) -> list:
        """Prompts that one batch of the pipeline can have."""
        return prompts

    def looked_at(self) -> tuple:
        """Letters of the photos that the text encoder sees beside each prompt of the fixtures."""
        return "", "", ""

    def public_reference(self, image) -> torch.Tensor:
        """Tokens f32[h*w,C] of one photo."""
        side = self.stride()
        if image.width * image.height > 1024 * 1024:
            image = self.pipe.image_processor._resize_to_target_area(image, 1024 * 1024)
        ready = self.pipe.image_processor.preprocess(image, height=image.height // side * side, width=image.width // side * side,
                                                     resize_mode="crop")
        return self.pipe.prepare_image_latents([ready], 1, None, "cpu", self.pipe.vae.dtype)[0][0]

    def public_same_size(self, image) -> torch.Tensor:
        """Tokens of a picture to start from."""
        return self.public_reference(image)

    def public_velocity(self, latents, references, sigma, text, positions, text_positions) -> torch.Tensor:
        tokens = torch.cat([latents, references.expand(latents.shape[0], -1, -1)], dim=1).to(self.dtype)
        out = self.pipe.transformer(hidden_states=tokens, timestep=sigma.to(self.dtype), encoder_hidden_states=text.to(self.dtype),
                                    img_ids=positions, txt_ids=text_positions, return_dict=False)[0]
        return out[:, :latents.shape[1]].float()

    def public_decode(self, latents, rows: int, columns: int) -> torch.Tensor:
        pipe = self.pipe
        grid = latents.permute(0, 2, 1).reshape(latents.shape[0], -1, rows, columns).to(self.dtype)
        mean = pipe.vae.bn.running_mean.view(1, -1, 1, 1).to(self.dtype)
        deviation = torch.sqrt(pipe.vae.bn.running_var.view(1, -1, 1, 1) + pipe.vae.config.batch_norm_eps).to(self.dtype)
        image = pipe.vae.decode(pipe._unpatchify_latents(grid * deviation + mean), return_dict=False)[0]
        return pipe.image_processor.postprocess(image, output_type="pt").float()

    def public_picture(self, prompts: List[str], references: list, noise, width: int, height: int, steps: int, scale: float,
                       on_step=None):
        """f32[B,3,H,W] in [0, 1] from noise f32[B,S,C]."""
        return self.pipe(image=references or None, prompt=prompts, width=width, height=height, num_inference_steps=steps,
                         guidance_scale=scale, latents=self.grid_of(noise, width, height), text_encoder_out_layers=self.text_layers,
                         max_sequence_length=self.text_length, output_type="pt", callback_on_step_end=on_step).images

    def prepared(self, vae: torch.jit.ScriptModule, pixels: torch.Tensor) -> torch.Tensor:
        """A photo u8[1,H,W,3] as the encoder wants it."""
        height, width = pixels.shape[1:3]
        width, height, columns, rows = self.sizes_of(width, height)
        return vae.window(pixels, height, width, (height - rows) // 2, (width - columns) // 2, rows, columns)

    def check_text(self, text: torch.jit.ScriptModule, prompts: list, photos: dict, seen) -> None:
        own = [self.public_tokens(prompt) for prompt in prompts]
        for some in (own[:1], own):
            ids, mask = (torch.cat([one[key] for one in some]) for key in ("input_ids", "attention_mask"))
            seen("text", text.encode(ids, mask), self.public_text(prompts[:len(some)]))

    def some_text(self, batch: int) -> torch.Tensor:
        return torch.randn(batch, 7 + batch, self.pipe.transformer.config.joint_attention_dim)

    def some_positions(self, rows: int, columns: int, grids: list, length: int) -> tuple:
        """Of latents of rows x columns and of references with such grids, i64[S+R,4], and of text, i64[length,4]."""
        own = self.pipe._prepare_latent_ids(torch.zeros(1, 1, rows, columns))[0]
        beside = self.pipe._prepare_image_ids([torch.zeros(1, 1, *grid) for grid in grids])[0]
        return torch.cat([own, beside]), self.pipe._prepare_text_ids(torch.zeros(1, length, 1))[0]

    def grid_of_photo(self, image) -> tuple:
        """Rows and columns of a photo's tokens."""
        width, height = self.sizes_of(image.width, image.height)[2:4]
        return height // self.stride(), width // self.stride()

    def some_arguments(self) -> tuple:
        """For `public_velocity`: two pictures of 3 x 4 tokens beside one reference."""
        text = self.some_text(2)
        positions, text_positions = self.some_positions(3, 4, [(3, 2)], text.shape[1])
        return (torch.randn(2, 12, self.channels()), torch.randn(2, 6, self.channels()), torch.tensor([0.8, 0.3]), text, positions,
                text_positions)

    def grid_of(self, tokens: torch.Tensor, width: int, height: int) -> torch.Tensor:
        """Tokens [B,S,C] as the pipeline takes them, [B,C,h,w]."""
        side = self.stride()
        return tokens.permute(0, 2, 1).reshape(tokens.shape[0], -1, height // side, width // side)

    def sizes_of(self, width: int, height: int) -> tuple:
        """Width and height that a photo is resized to, then those of the window about its centre."""
        image = Image.new("RGB", (width, height))
        self.pipe.image_processor.check_image_input(image)
        if width * height > 1024 * 1024:
            image = self.pipe.image_processor._resize_to_target_area(image, 1024 * 1024)
        side = self.stride()
        return image.width, image.height, image.width // side * side, image.height // side * side

    def shift_of(self, tokens: int, steps: int) -> float:
        return compute_empirical_mu(tokens, steps)
