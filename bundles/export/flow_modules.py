"""TorchScript modules of flow bundles (docs/flow-bundles.md): what both families share, around traced public networks."""
import warnings
from typing import List

import torch
from torch import nn

from flow_parts import numbers_to_unit, unit_to_pixels
from pillow import LANCZOS, resize


def traced(network: nn.Module, *example: torch.Tensor) -> torch.jit.ScriptModule:
    with warnings.catch_warnings():
        # Conditions on fixed sizes; sizes that vary are tried at other values than the example's before a bundle is used.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        return torch.jit.trace(network, example, check_trace=False)


class Vae(nn.Module):
    """`encoder` gives tokens f32[1,h*w,C] of u8[1,H,W,3]; `decoder` gives f32[B,3,H,W] in [-1, 1] of tokens f32[B,C,h,w]."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.lanczos = LANCZOS

    @torch.jit.export
    def window(self, pixels: torch.Tensor, height: int, width: int, top: int, left: int, rows: int,
               columns: int) -> torch.Tensor:
        """The window u8[1,rows,columns,3] of u8[1,H,W,3] resized to height x width as Pillow's Lanczos filter does it."""
        picture = pixels.cpu()
        if height == picture.size(1) and width == picture.size(2):
            return picture[:, top:top + rows, left:left + columns].contiguous()
        resized = resize(picture.permute(0, 3, 1, 2), height, width, top, left, rows, columns, self.lanczos)
        return resized.permute(0, 2, 3, 1).contiguous()

    @torch.jit.export
    def encode(self, pixels: torch.Tensor) -> torch.Tensor:
        """u8[1,H,W,3], sides multiples of the stride, to tokens f32[h*w,C]."""
        return self.encoder(pixels)[0]

    @torch.jit.export
    def decode(self, latents: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """Tokens f32[B,rows*columns,C] to f32[B,3,H,W] in [0, 1]."""
        grid = latents.permute(0, 2, 1).reshape(latents.size(0), latents.size(2), rows, columns)
        return numbers_to_unit(self.decoder(grid))

    @torch.jit.export
    def picture(self, latents: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
        """As `decode`, in bytes: u8[B,H,W,3]."""
        return unit_to_pixels(self.decode(latents, rows, columns))


class Transformer(nn.Module):
    """`network` is called with tokens [B,S,C], times f32[B], text [B,L,D] and both position tables, and gives [B,S,C]."""

    def __init__(self, network: nn.Module, dtype: torch.dtype):
        super().__init__()
        self.network = network
        self.register_buffer("kind", torch.zeros(1, dtype=dtype))

    @torch.jit.export
    def velocity(self, latents: torch.Tensor, references: torch.Tensor, sigma: torch.Tensor, text: torch.Tensor,
                 positions: torch.Tensor, text_positions: torch.Tensor) -> torch.Tensor:
        """Velocity f32[B,S,C] at latents f32[B,S,C] beside reference tokens f32[B,R,C]; sigma f32[B], text f32[B,L,D],
        positions i64[S+R,A] of latents and references, text_positions i64[L,A]. Where references or text are [1,...], all share them."""
        batch = latents.size(0)
        tokens = torch.cat([latents, references.expand(batch, -1, -1)], dim=1).to(self.kind.dtype)
        prompts = text.expand(batch, -1, -1).to(self.kind.dtype)
        velocity = self.network(tokens, sigma.to(self.kind.dtype), prompts, positions, text_positions)
        return velocity[:, :latents.size(1)].to(torch.float32)


def fixed_devices(module: torch.jit.ScriptModule) -> List[str]:
    """Places where a trace wrote down the device that it ran on: such a module works on no other."""
    found = []
    for name in module._c._method_names():
        graph = getattr(module, name).inlined_graph
        found += [f"{name}: {node}".strip() for node in graph.findAllNodes("prim::Constant") if "Device" in repr(node.output().type())]
    return found


def shifted_exponentially(config) -> None:
    """Refuses schedulers that the Java side does not know."""
    known = {"use_dynamic_shifting": True, "time_shift_type": "exponential", "use_karras_sigmas": False, "use_exponential_sigmas": False,
             "use_beta_sigmas": False, "invert_sigmas": False, "stochastic_sampling": False, "num_train_timesteps": 1000}
    for key, value in known.items():
        if config.get(key, value) != value:
            raise ValueError(f"scheduler with {key} = {config[key]}: only {value} is known here")
