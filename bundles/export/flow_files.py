"""Files of bundles, equal for equal weights, and their entries in bundle.json."""
import hashlib
import pathlib
import zipfile

import torch

from flow_modules import fixed_devices


def save(module: torch.jit.ScriptModule, target: pathlib.Path) -> dict:
    """The module's file without debug records and their checksum, dates fixed, entries sorted: equal weights and classes give equal
    bytes. Returns its entry in `files`."""
    places = fixed_devices(module)
    if places:
        raise ValueError(f"{target.name} is tied to the device of its export: {places[:3]}")
    raw = target.with_suffix(".raw")
    torch.jit.save(module, str(raw))
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
        for entry in sorted(source.namelist()):
            if entry.endswith((".debug_pkl", "/.data/serialization_id")):
                continue
            fixed = zipfile.ZipInfo(target.stem + "/" + entry.split("/", 1)[1], date_time=(1980, 1, 1, 0, 0, 0))
            with source.open(entry) as data, out.open(fixed, "w", force_zip64=source.getinfo(entry).file_size >= 1 << 31) as copy:
                while block := data.read(1 << 24):
                    copy.write(block)
    raw.unlink()
    return listed(target)


def listed(file: pathlib.Path) -> dict:
    with file.open("rb") as data:
        return {"path": file.name, "sha256": hashlib.file_digest(data, "sha256").hexdigest(), "bytes": file.stat().st_size}
