"""Writes a flow bundle: TorchScript modules, tokenizer, bundle.json."""
import json
import pathlib

import torch

from flow_files import listed, save
from sources import fixed_length

ROLES = ("subject", "background", "style", "lighting", "pose")
PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def tokens_of(tokenizer, length) -> str:
    """The folder's tokenizer.json; with a length, its padding and cutting in the file itself."""
    if length:
        return fixed_length(tokenizer, length).to_str(pretty=False)
    return tokenizer.backend_tokenizer.to_str(pretty=False)


def write(source, target: pathlib.Path, name: str, version: str, precision: str, max_side: int, max_references: int,
          **overrides) -> dict:
    """Writes the bundle's files and returns its manifest."""
    target.mkdir(parents=True, exist_ok=True)
    files = [save(module(), target / f"{part}.pt")
             for part, module in (("text", source.text), ("transformer", source.transformer), ("vae", source.vae))]
    own = source.manifest()
    tokenizer = target / own["text"]["tokenizer"]
    tokenizer.write_text(tokens_of(source.tokenizer(), own["text"].get("length")))
    files.append(listed(tokenizer))
    side = max_side // source.stride()
    manifest = {
        "schema": 1,
        "name": name,
        "version": version,
        "kind": "flow",
        "family": source.family,
        "description": f"Multi-reference flow matching, {source.family}, {precision}.",
        "license": source.license,
        "precision": precision,
        "roles": {role: {"max": max_references} for role in ROLES},
        "maxReferences": max_references,
        "sizes": {"min": 64, "max": max_side},
        "latents": {"length": source.channels() * side * side, "groups": []},
        "guidance": {"min": -0.6931471805599453, "max": 0.6931471805599453},
        "grid": {"stride": source.stride(), "channels": source.channels()},
        "sampler": {"name": "euler"},
        **own,
        "modules": {"text": "text.pt", "transformer": "transformer.pt", "vae": "vae.pt"},
        "files": sorted(files, key=lambda f: f["path"]),
    }
    for key, value in overrides.items():
        manifest[key] = {**manifest[key], **value} if isinstance(value, dict) else value
    (target / "bundle.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=True) + "\n")
    return manifest
