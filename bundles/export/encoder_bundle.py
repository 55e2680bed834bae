"""Writes an encoder bundle: TorchScript modules, tokenizer, bundle.json."""
import hashlib
import io
import json
import pathlib
import warnings
import zipfile

import torch
from torch import nn
from torch.nn import functional as F

from preprocessing import Preprocessing
from sources import Source


class PictureEncoder(nn.Module):
    def __init__(self, preprocessing: Preprocessing, tower: torch.jit.ScriptModule):
        super().__init__()
        self.preprocessing = preprocessing
        self.tower = tower

    @torch.jit.export
    def resized(self, pixels: torch.Tensor) -> torch.Tensor:
        """u8[N,H,W,3] to u8[N,3,h,w]: what the tower sees, for comparing preprocessing alone."""
        return self.preprocessing.resized(pixels)

    @torch.jit.export
    def embed(self, pixels: torch.Tensor, head: int) -> torch.Tensor:
        """u8[N,H,W,3] sRGB to f32[N,D] of length 1."""
        return F.normalize(self.tower(self.preprocessing(pixels))[head], dim=-1)


class TextEncoder(nn.Module):
    def __init__(self, tower: torch.jit.ScriptModule):
        super().__init__()
        self.tower = tower

    @torch.jit.export
    def embed(self, tokens: torch.Tensor) -> torch.Tensor:
        """i64[N,L] to f32[N,D] of length 1."""
        return F.normalize(self.tower(tokens), dim=-1)


def traced(tower: nn.Module, example: torch.Tensor) -> torch.jit.ScriptModule:
    with warnings.catch_warnings():
        # Shapes are fixed but for the batch, which `export` tries at two sizes.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        return torch.jit.trace(tower, example, check_trace=False)


def picture_module(source: Source) -> torch.jit.ScriptModule:
    shape = (2, 3, source.preprocessing.height, source.preprocessing.width)
    return torch.jit.script(PictureEncoder(source.preprocessing, traced(source.picture_tower, torch.rand(shape))).eval())


def text_module(source: Source) -> torch.jit.ScriptModule:
    example = torch.tensor([source.tokenizer.encode("a").ids, source.tokenizer.encode("two").ids])
    return torch.jit.script(TextEncoder(traced(source.text_tower, example)).eval())


def serialise(module: torch.jit.ScriptModule, name: str) -> bytes:
    """Without debug records, dates fixed, entries sorted: the same weights and classes give the same bytes."""
    raw = io.BytesIO()
    torch.jit.save(module, raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as src, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as dst:
        for entry in sorted(src.namelist()):
            if not entry.endswith(".debug_pkl"):
                fixed = zipfile.ZipInfo(name + "/" + entry.split("/", 1)[1], date_time=(1980, 1, 1, 0, 0, 0))
                dst.writestr(fixed, src.read(entry))
    return out.getvalue()


def write(source: Source, target: pathlib.Path, name: str, version: str) -> dict:
    """Writes the bundle's files and returns its manifest."""
    target.mkdir(parents=True, exist_ok=True)
    files = {"picture.pt": serialise(picture_module(source), "picture")}
    manifest = {
        "schema": 1,
        "name": name,
        "version": version,
        "kind": "encoder",
        "description": source.description,
        "license": source.license,
        "dimension": dimension(source),
        "picture": {"module": "picture.pt", "size": source.preprocessing.height, "heads": source.heads},
    }
    if source.text_tower is not None:
        files["text.pt"] = serialise(text_module(source), "text")
        files["tokenizer.json"] = source.tokenizer.to_str(pretty=False).encode()
        manifest["text"] = {"module": "text.pt", "tokenizer": "tokenizer.json", "length": source.text_length}
    manifest["files"] = [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for path, data in sorted(files.items())
    ]
    for path, data in files.items():
        (target / path).write_bytes(data)
    (target / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def dimension(source: Source) -> int:
    size = source.preprocessing
    return source.picture_tower(torch.zeros(1, 3, size.height, size.width)).shape[-1]
