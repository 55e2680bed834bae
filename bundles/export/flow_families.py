"""The families that can be exported, by the names of their manifests."""
import json
import pathlib

import flow_klein
import flow_qwen

FAMILIES = {flow_klein.FAMILY: flow_klein.Klein, flow_qwen.FAMILY: flow_qwen.QwenEdit}


def check(family: str, folder: pathlib.Path) -> None:
    """Refuses folders of another pipeline before gigabytes are read."""
    index = folder / "model_index.json"
    if not index.is_file():
        raise SystemExit(f"no model_index.json in {folder}: give a local copy of a diffusers repository")
    found, wanted = json.loads(index.read_text()).get("_class_name"), FAMILIES[family].pipeline
    if found != wanted:
        known = ", ".join(f"{name} ({source.pipeline})" for name, source in FAMILIES.items())
        raise SystemExit(f"{folder} is a {found}; {family} is exported from a {wanted}. Known: {known}")
