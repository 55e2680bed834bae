"""Procedural materials: small node graphs behind plain names. Colours are sRGB hex; no downloaded textures."""

import bpy


def srgb(hex_colour):
    h = hex_colour.lstrip("#")
    c = [int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return tuple((v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4) for v in c) + (1.0,)


class Graph:
    """A material and its node tree; `node` adds a node, `link` joins sockets."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.out = self.tree.nodes.new("ShaderNodeOutputMaterial")

    def node(self, kind, inputs=None, **props):
        n = self.tree.nodes.new("ShaderNode" + kind)
        for k, v in props.items():
            setattr(n, k, v)
        for k, v in (inputs or {}).items():
            self.set(n, k, v)
        return n

    def set(self, n, key, value):
        socket = n.inputs[key]
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, str):
            socket.default_value = srgb(value)
        else:
            socket.default_value = value

    def surface(self, socket):
        self.tree.links.new(socket, self.out.inputs["Surface"])
        return self.material

    def principled(self, **inputs):
        n = self.node("BsdfPrincipled", {k.replace("_", " "): v for k, v in inputs.items()})
        self.surface(n.outputs[0])
        return n

    def coords(self, which="Object", scale=(1, 1, 1), rotation=(0, 0, 0), location=(0, 0, 0)):
        c = self.node("TexCoord")
        m = self.node("Mapping", {"Vector": c.outputs[which], "Scale": scale, "Rotation": rotation, "Location": location})
        return m.outputs[0]

    def noise(self, vector, scale=5.0, detail=4.0, rough=0.5, distortion=0.0):
        n = self.node(
            "TexNoise",
            {"Vector": vector, "Scale": scale, "Detail": detail, "Roughness": rough, "Distortion": distortion},
        )
        return n.outputs["Fac"]

    def voronoi(self, vector, scale=5.0, feature="F1", randomness=1.0, out="Distance"):
        n = self.node("TexVoronoi", {"Vector": vector, "Scale": scale, "Randomness": randomness}, feature=feature)
        return n.outputs[out]

    def ramp(self, fac, stops, interpolation="LINEAR"):
        """stops: [(position, hex), ...]."""
        n = self.node("ValToRGB", {"Fac": fac})
        n.color_ramp.interpolation = interpolation
        e = n.color_ramp.elements
        while len(e) < len(stops):
            e.new(0.5)
        for item, (pos, colour) in zip(e, stops):
            item.position, item.color = pos, srgb(colour)
        return n.outputs["Color"]

    def mix(self, fac, a, b, blend="MIX"):
        n = self.node("MixRGB", {"Fac": fac, "Color1": a, "Color2": b}, blend_type=blend)
        return n.outputs[0]

    def math(self, op, a, b=0.0, clamp=False):
        n = self.node("Math", operation=op, use_clamp=clamp)
        self.set(n, 0, a)
        self.set(n, 1, b)
        return n.outputs[0]

    def remap(self, value, lo, hi, to_lo=0.0, to_hi=1.0):
        n = self.node(
            "MapRange", {"Value": value, "From Min": lo, "From Max": hi, "To Min": to_lo, "To Max": to_hi}
        )
        return n.outputs[0]

    def bump(self, height, strength=0.2, distance=0.01, normal=None):
        n = self.node("Bump", {"Height": height, "Strength": strength, "Distance": distance})
        if normal is not None:
            self.set(n, "Normal", normal)
        return n.outputs[0]

    def separate(self, vector):
        return self.node("SeparateXYZ", {"Vector": vector}).outputs

    def image(self, path, vector=None, extension="CLIP"):
        n = self.node("TexImage", extension=extension)
        n.image = bpy.data.images.load(path)
        if vector is not None:
            self.set(n, "Vector", vector)
        return n


def plain(name, colour, roughness=0.5, metallic=0.0, specular=0.5, clearcoat=0.0, **more):
    g = Graph(name)
    n = g.principled(
        Base_Color=colour, Roughness=roughness, Metallic=metallic, Specular=specular, Clearcoat=clearcoat, **more
    )
    if clearcoat:
        n.inputs["Clearcoat Roughness"].default_value = 0.05
    return g.material


def emission(name, colour, strength):
    g = Graph(name)
    e = g.node("Emission", {"Color": colour, "Strength": strength})
    return g.surface(e.outputs[0])


def brushed_metal(name, colour, roughness=0.28, scale=(1, 1, 60), metallic=1.0):
    g = Graph(name)
    v = g.coords("Object", scale)
    n = g.noise(v, 14, 3, 0.6)
    g.principled(
        Base_Color=colour,
        Metallic=metallic,
        Roughness=g.remap(n, 0.3, 0.7, roughness * 0.75, roughness * 1.3),
        Normal=g.bump(n, 0.04, 0.01),
    )
    return g.material


def painted(name, colour, roughness=0.3, orange_peel=0.02, scale=60, clearcoat=0.0):
    """Powder coat or enamel: a faint orange-peel and uneven gloss."""
    g = Graph(name)
    v = g.coords("Object")
    fine = g.noise(v, scale, 2, 0.5)
    soft = g.noise(v, 3, 3, 0.5)
    n = g.principled(
        Base_Color=g.mix(g.remap(soft, 0.3, 0.7, 0.0, 0.10), colour, "#000000"),
        Roughness=g.remap(soft, 0.3, 0.7, roughness * 0.85, roughness * 1.2),
        Clearcoat=clearcoat,
        Normal=g.bump(fine, orange_peel, 0.02),
    )
    n.inputs["Clearcoat Roughness"].default_value = 0.04
    return g.material


def wood(name, light="#b98a5a", dark="#7a4e2a", scale=1.0, along="X", roughness=0.42, ring=1.0, clearcoat=0.0, seed=0.0):
    """Long-grain wood: stretched noise for the figure, finer streaks for pores. `along` is the grain axis."""
    g = Graph(name)
    stretch = {"X": (0.06, 1, 1), "Y": (1, 0.06, 1), "Z": (1, 1, 0.06)}[along]
    info = g.node("ObjectInfo")
    jump = g.node("CombineXYZ", {0: g.math("MULTIPLY", info.outputs["Random"], 37.0), 1: g.math("MULTIPLY", info.outputs["Random"], 91.0), 2: seed})
    base = g.node("VectorMath", {0: g.coords("Object", tuple(s * scale for s in stretch)), 1: jump.outputs[0]}, operation="ADD").outputs[0]
    figure = g.noise(base, 2.2 * ring, 5, 0.55, 1.2)
    bands = g.math("FRACT", g.math("MULTIPLY", figure, 9.0))
    tri = g.math("ABSOLUTE", g.math("SUBTRACT", bands, 0.5))
    streak = g.noise(base, 38, 4, 0.65)
    pores = g.remap(g.noise(base, 110, 2, 0.5), 0.62, 0.72)
    tone = g.math("ADD", g.math("MULTIPLY", tri, 0.55), g.math("MULTIPLY", streak, 0.75))
    colour = g.mix(g.remap(tone, 0.25, 0.85), light, dark)
    colour = g.mix(g.math("MULTIPLY", pores, 0.45), colour, dark, "MULTIPLY")
    drift = g.remap(info.outputs["Random"], 0, 1, 0.78, 1.12)
    drift_rgb = g.node("CombineXYZ", {0: drift, 1: drift, 2: drift}).outputs[0]
    colour = g.mix(1.0, colour, drift_rgb, "MULTIPLY")
    height = g.math("SUBTRACT", g.math("MULTIPLY", streak, 0.5), pores)
    n = g.principled(
        Base_Color=colour,
        Roughness=g.remap(streak, 0.3, 0.7, roughness * 0.8, roughness * 1.25),
        Clearcoat=clearcoat,
        Normal=g.bump(height, 0.18, 0.004),
    )
    n.inputs["Clearcoat Roughness"].default_value = 0.15
    return g.material


def glass(name, colour="#ffffff", roughness=0.0, ior=1.5):
    """Refracts for the camera; lets light through for shadows, so that no caustics are needed."""
    g = Graph(name)
    body = g.node(
        "BsdfPrincipled", {"Base Color": colour, "Roughness": roughness, "Transmission": 1.0, "IOR": ior}
    )
    clear = g.node("BsdfTransparent", {"Color": colour})
    path = g.node("LightPath")
    shadow = g.math("MAXIMUM", path.outputs["Is Shadow Ray"], path.outputs["Is Diffuse Ray"])
    mix = g.node("MixShader", {0: shadow, 1: body.outputs[0], 2: clear.outputs[0]})
    return g.surface(mix.outputs[0])


def textile(name, colour, second, scale=60.0, roughness=0.9, strength=0.5):
    """A plain weave from two crossed waves."""
    g = Graph(name)
    x, y, z = g.separate(g.coords("UV", (scale, scale, 1)))
    a = g.math("SINE", g.math("MULTIPLY", x, 6.2832))
    b = g.math("SINE", g.math("MULTIPLY", y, 6.2832))
    weave = g.math("MULTIPLY", a, b)
    fluff = g.noise(g.coords("Object"), 25, 4, 0.6)
    t = g.math("ADD", g.remap(weave, -1, 1, 0, 0.7), g.math("MULTIPLY", fluff, 0.3))
    g.principled(
        Base_Color=g.mix(t, colour, second),
        Roughness=roughness,
        Sheen=0.4,
        Specular=0.2,
        Normal=g.bump(t, strength, 0.01),
    )
    return g.material


def leather(name, colour, scale=40.0, roughness=0.45):
    g = Graph(name)
    v = g.coords("Object")
    cells = g.voronoi(v, scale, "DISTANCE_TO_EDGE")
    crease = g.remap(cells, 0.0, 0.12)
    tone = g.noise(v, 4, 4, 0.6)
    g.principled(
        Base_Color=g.mix(g.remap(tone, 0.3, 0.7, 0, 0.25), colour, "#000000"),
        Roughness=g.remap(tone, 0.3, 0.7, roughness * 0.8, roughness * 1.2),
        Normal=g.bump(crease, 0.25, 0.008),
    )
    return g.material
