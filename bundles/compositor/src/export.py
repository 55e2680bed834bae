"""Scripts the module, writes ../1/compositor.pt reproducibly and ../1/bundle.json.

The archive is rewritten without debug records and with fixed dates, entries in sorted order, so that the same sources
give the same bytes.
"""
import hashlib
import io
import json
import pathlib
import zipfile

import torch

import layout
import module

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "1"


def serialise(scripted: torch.jit.ScriptModule) -> bytes:
    raw = io.BytesIO()
    torch.jit.save(scripted, raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as src, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as dst:
        for name in sorted(src.namelist()):
            if name.endswith(".debug_pkl"):
                continue
            fixed = "compositor/" + name.split("/", 1)[1]
            dst.writestr(zipfile.ZipInfo(fixed, date_time=(1980, 1, 1, 0, 0, 0)), src.read(name))
    return out.getvalue()


def group(name: str, effect: str, role: str, lo: int, hi: int, slot: int = 0) -> dict:
    return {"name": name, "effect": effect, "role": role, "slot": slot, "from": lo, "to": hi}


def picked(name: str, effect: str, role: str, indices: list, slot: int = 0) -> dict:
    return {"name": name, "effect": effect, "role": role, "slot": slot, "indices": indices}


def groups() -> list:
    out = []
    for k in range(module.MAX_SUBJECTS):
        o = layout.GLOBALS + layout.PER_SUBJECT * k
        out.append(group(f"subject[{k}].place", "placement", "subject", o, o + layout.PER_SUBJECT, k))
        out.append(picked(f"subject[{k}].colour", "harmonisation", "subject", [8, 9, 14, 15], k))
    out.append(picked("subject.scale", "scale", "subject", [21, 22, 23]))
    out.append(group("background.crop", "crop", "background", 0, 4))
    out.append(picked("background.focus", "focus", "background", [4]))
    out.append(picked("background.cover", "scale", "background", [22, 23]))
    for k in range(2):
        out.append(group(f"style[{k}].strength", "style", "style", 10, 14, k))
        out.append(picked(f"style[{k}].tone", "tone", "style", [16, 17, 18], k))
        out.append(group(f"lighting[{k}].relight", "relight", "lighting", 14, 16, k))
        out.append(group(f"lighting[{k}].tone", "tone", "lighting", 16, 20, k))
        out.append(group(f"lighting[{k}].shadow", "shadow", "lighting", 5, 8, k))
    return out


def main() -> None:
    torch.manual_seed(0)
    scripted = torch.jit.script(module.Compositor().eval())
    data = serialise(scripted)
    TARGET.mkdir(exist_ok=True)
    (TARGET / "compositor.pt").write_bytes(data)
    torch.jit.load(str(TARGET / "compositor.pt"))
    manifest = {
        "schema": 1,
        "name": "compositor",
        "version": "1",
        "kind": "compositor",
        "description": "Cuts out, places, lights, shades and styles the reference photos; no weights, runs on a CPU.",
        "license": "Apache-2.0",
        "roles": {
            "subject": {"max": module.MAX_SUBJECTS, "required": True},
            "background": {"max": 1},
            "style": {"max": 2},
            "lighting": {"max": 2},
        },
        "preview": {"longSide": 384},
        "sizes": {"min": 64, "max": 2048, "default": "1024x1024"},
        "latents": {"length": module.LATENTS, "groups": groups()},
        "effects": json.loads((HERE / "effects.json").read_text()),
        "guidance": {"min": -0.6931, "max": 0.6931},
        "encodedTensors": module.TENSORS,
        "modules": {"main": "compositor.pt"},
        "files": [{"path": "compositor.pt", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}],
    }
    (TARGET / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(len(data), "bytes", manifest["files"][0]["sha256"])


if __name__ == "__main__":
    main()
