"""The families that can be exported, by the names of their manifests."""
import flow_klein
import flow_qwen

FAMILIES = {flow_klein.FAMILY: flow_klein.Klein, flow_qwen.FAMILY: flow_qwen.QwenEdit}
