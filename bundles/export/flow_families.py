"""The families that can be exported, by the names of their manifests."""
import flow_klein

FAMILIES = {flow_klein.FAMILY: flow_klein.Klein}
