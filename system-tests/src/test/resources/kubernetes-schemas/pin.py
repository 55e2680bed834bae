#!/usr/bin/env python3
"""Writes the schemas of the kinds that k8s/ uses, from the published ones, without their descriptions.

    pin.py KUBERNETES KEDA PROMETHEUS_OPERATOR STRIMZI

are checkouts (or unpacked Go modules) of the four projects at the versions that README.md names. Needs PyYAML.
Objects may have no fields but the described ones, so that a misspelt field is found; what a schema leaves open stays open.
"""
import json
import pathlib
import sys

import yaml

CORE = [
    ("v1", "ConfigMap"), ("v1", "Namespace"), ("v1", "PersistentVolumeClaim"), ("v1", "Service"), ("v1", "ServiceAccount"),
    ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("networking.k8s.io/v1", "Ingress"), ("networking.k8s.io/v1", "NetworkPolicy"), ("policy/v1", "PodDisruptionBudget"),
]
PREFIX = "#/definitions/"
KEEP = {
    "type", "properties", "additionalProperties", "items", "required", "enum", "minimum", "maximum", "minLength", "maxLength",
    "minItems", "maxItems", "pattern", "anyOf", "oneOf", "allOf", "not", "$ref", "minProperties", "maxProperties",
}


def clean(node):
    """The parts that a JSON schema validator understands, closed to unknown fields."""
    if node.get("format") == "int-or-string" or node.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    out = {}
    for key, value in node.items():
        if key not in KEEP:
            continue
        if key == "properties":
            out[key] = {name: clean(child) for name, child in value.items()}
        elif key in ("items", "not") or key == "additionalProperties" and isinstance(value, dict):
            out[key] = clean(value)
        elif key in ("anyOf", "oneOf", "allOf"):
            out[key] = [{k: v for k, v in child.items() if k in ("required", "not", "type")} for child in value]
        else:
            out[key] = value
    open_ended = node.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in node
    if "properties" in node and not open_ended:
        out["additionalProperties"] = False
    return out


def references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value[len(PREFIX):]
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def core(root):
    definitions = json.loads((root / "api/openapi-spec/swagger.json").read_text())["definitions"]
    kinds = {}
    for name, definition in definitions.items():
        for gvk in definition.get("x-kubernetes-group-version-kind", []):
            version = "/".join(filter(None, [gvk["group"], gvk["version"]]))
            if (version, gvk["kind"]) in CORE:
                kinds[version + "/" + gvk["kind"]] = name
    wanted, found = list(kinds.values()) + ["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"], {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = clean(definitions[name])
            found[name].get("properties", {}).pop("status", None)
            wanted += references(found[name])
    assert len(kinds) == len(CORE), kinds
    return {"kinds": {k: PREFIX + v for k, v in sorted(kinds.items())}, "definitions": dict(sorted(found.items()))}


def custom(path, version):
    crd = yaml.safe_load(path.read_text())
    found = [v for v in crd["spec"]["versions"] if v["name"] == version]
    schema = clean(found[0]["schema"]["openAPIV3Schema"])
    schema["properties"].pop("status", None)
    schema["properties"]["metadata"] = {"type": "object"}
    return schema


def write(name, schema):
    pathlib.Path(__file__).with_name(name).write_text(json.dumps(schema, indent=1, sort_keys=False) + "\n")


def main():
    kubernetes, keda, prometheus, strimzi = map(pathlib.Path, sys.argv[1:])
    write("kubernetes.json", core(kubernetes))
    write("keda.sh_v1alpha1_ScaledObject.json", custom(keda / "config/crd/bases/keda.sh_scaledobjects.yaml", "v1alpha1"))
    for kind in ("ServiceMonitor", "PrometheusRule"):
        crd = prometheus / "example/prometheus-operator-crd" / f"monitoring.coreos.com_{kind.lower()}s.yaml"
        write(f"monitoring.coreos.com_v1_{kind}.json", custom(crd, "v1"))
    for number, kind in (("040", "Kafka"), ("043", "KafkaTopic"), ("044", "KafkaUser"), ("045", "KafkaNodePool")):
        crd = strimzi / "packaging/install/cluster-operator" / f"{number}-Crd-{kind.lower()}.yaml"
        write(f"kafka.strimzi.io_v1_{kind}.json", custom(crd, "v1"))


main()
