"""Cameras, light set-ups, rendering and development of the linear render into a picture."""

import math
import os
import sys
import tempfile
import time

import bpy
import cv2
import numpy as np
from mathutils import Vector

import denoise as dn
from materials import Graph, plain, srgb
from shapes import bounds, lathe

DRAFT = "--draft" in sys.argv
DRAFT_SIZE = int(os.environ.get("SAMPLES_DRAFT_SIZE", "300"))  # pixels, long side
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.environ.get("SAMPLES_OUT", os.path.dirname(HERE))


def reset(seed=1):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    np.random.seed(seed)
    world = bpy.data.worlds.new("world")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes.clear()
    return np.random.default_rng(seed)


def world_graph():
    g = Graph.__new__(Graph)
    g.tree = bpy.context.scene.world.node_tree
    g.tree.nodes.clear()
    g.out = g.tree.nodes.new("ShaderNodeOutputWorld")
    g.material = None
    return g


def world_plain(colour="#ffffff", strength=1.0):
    g = world_graph()
    g.surface(g.node("Background", {"Color": colour, "Strength": strength}).outputs[0])


def world_dome(top=0.9, horizon=0.35, bottom=0.5, camera=1.0):
    """A grey gradient that shapes reflections; the camera itself sees plain white."""
    g = world_graph()
    z = g.separate(g.node("TexCoord").outputs["Generated"])[2]
    up = g.remap(z, 0.0, 1.0, horizon, top)
    down = g.remap(z, -0.3, 0.0, bottom, horizon)
    level = g.node("MixRGB", {"Fac": g.math("GREATER_THAN", z, 0.0), "Color1": down, "Color2": up}).outputs[0]
    shade = g.node("Background", {"Color": level, "Strength": 1.0})
    white = g.node("Background", {"Color": "#ffffff", "Strength": camera})
    see = g.node("LightPath").outputs["Is Camera Ray"]
    g.surface(g.node("MixShader", {0: see, 1: shade.outputs[0], 2: white.outputs[0]}).outputs[0])


def world_sky(elevation, rotation, strength=0.1, sun=True, size=1.0, dust=1.0, air=1.0, ozone=1.0):
    """Nishita sky; elevation and rotation in degrees."""
    g = world_graph()
    sky = g.node("TexSky", sky_type="NISHITA")
    sky.sun_disc, sky.sun_elevation, sky.sun_rotation = sun, math.radians(elevation), math.radians(rotation)
    sky.sun_size, sky.dust_density, sky.air_density, sky.ozone_density = math.radians(size), dust, air, ozone
    colour = sky.outputs[0]
    g.surface(g.node("Background", {"Color": colour, "Strength": strength}).outputs[0])


def area(location, target, size, power, colour="#ffffff", spread=180):
    light = bpy.data.lights.new("area", "AREA")
    light.shape = "RECTANGLE"
    light.size, light.size_y = size if isinstance(size, tuple) else (size, size)
    light.energy = power
    light.spread = math.radians(spread)
    light.color = srgb(colour)[:3]
    obj = bpy.data.objects.new("area", light)
    bpy.context.scene.collection.objects.link(obj)
    aim(obj, location, target)
    obj.visible_camera = False
    return obj


def sun(direction, power, angle=0.5, colour="#ffffff"):
    """direction points from the scene to the sun."""
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.angle, light.color = power, math.radians(angle), srgb(colour)[:3]
    obj = bpy.data.objects.new("sun", light)
    bpy.context.scene.collection.objects.link(obj)
    aim(obj, direction, (0, 0, 0))
    return obj


def spot(location, target, power, angle=30, blend=0.1, radius=0.02, colour="#ffffff"):
    light = bpy.data.lights.new("spot", "SPOT")
    light.energy, light.spot_size, light.spot_blend = power, math.radians(angle), blend
    light.shadow_soft_size, light.color = radius, srgb(colour)[:3]
    obj = bpy.data.objects.new("spot", light)
    bpy.context.scene.collection.objects.link(obj)
    aim(obj, location, target)
    return obj


def aim(obj, location, target):
    obj.location = location
    obj.rotation_euler = (Vector(target) - Vector(location)).to_track_quat("-Z", "Y").to_euler()


def camera(location, target, focal=50, fstop=None, focus=None, shift_y=0.0):
    cam = bpy.data.cameras.new("camera")
    cam.lens, cam.shift_y = focal, shift_y
    cam.clip_end = 10000
    obj = bpy.data.objects.new("camera", cam)
    bpy.context.scene.collection.objects.link(obj)
    aim(obj, location, target)
    bpy.context.scene.camera = obj
    if fstop:
        cam.dof.use_dof = True
        cam.dof.aperture_fstop = fstop
        cam.dof.aperture_blades = 7
        cam.dof.focus_distance = focus if focus else (Vector(target) - Vector(location)).length
    return obj


def frame(objects, elevation=12, azimuth=0, focal=85, fill=0.78, fstop=None, aspect=1.0):
    """Moves back along a direction until the objects fill the frame. Angles in degrees; azimuth 0 looks along +y."""
    bpy.context.view_layer.update()
    pts = bounds(objects)
    e, a = math.radians(elevation), math.radians(azimuth)
    back = np.array([-math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)])
    right = np.array([math.cos(a), -math.sin(a), 0.0])
    up = np.cross(back, -right) if np.cross(back, -right)[2] > 0 else np.cross(-right, back)
    up = up / np.linalg.norm(up)
    target = (pts.min(0) + pts.max(0)) / 2
    half = 18 / focal * fill
    distance = 1.0
    for _ in range(40):
        rel = pts - target
        depth = distance - rel @ back
        x, y = (rel @ right) / depth, (rel @ up) / depth
        target = target + right * (x.max() + x.min()) / 2 * distance + up * (y.max() + y.min()) / 2 * distance
        distance *= max((x.max() - x.min()) / 2 / aspect, (y.max() - y.min()) / 2) / half
    return camera(tuple(target + back * distance), tuple(target), focal, fstop)


def white_floor(visible=True):
    material = plain("backdrop", "#fafafa", 0.65, specular=0.25)
    floor = lathe("floor", [(0, 0), (60, 0), (90, 10), (120, 50), (130, 90)], material, 64)
    if not visible:
        floor.visible_camera = False
    return floor


def softboxes(scale=1.0, key=1.0, fill=1.0, rim=1.0, side=-1):
    """A catalogue set-up round the origin for a product about 1 to 3 units tall: key, fill, overhead and rim."""
    s = scale
    area((side * 4.5 * s, -3.0 * s, 4.5 * s), (0, 0, 0.6 * s), (3.0 * s, 3.5 * s), 300 * s * s * key)
    area((-side * 5.0 * s, -1.5 * s, 2.2 * s), (0, 0, 0.7 * s), (1.4 * s, 4.0 * s), 130 * s * s * fill)
    area((0, 1.5 * s, 6.5 * s), (0, 0, 0), (5.0 * s, 3.0 * s), 420 * s * s * fill)
    area((-side * 3.5 * s, 4.5 * s, 3.0 * s), (0, 0, 0.8 * s), (1.2 * s, 3.5 * s), 220 * s * s * rim)


# rendering ---------------------------------------------------------------------------------------------------------


def _configure(width, height, samples, transparent):
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    c = scene.cycles
    c.device, c.samples, c.use_denoising = "CPU", samples, False
    c.use_adaptive_sampling = True
    c.adaptive_threshold, c.adaptive_min_samples = (0.05, 8) if not DRAFT else (0.08, 8)
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces = 10, 3, 4
    c.transmission_bounces, c.transparent_max_bounces = 8, 12
    c.sample_clamp_indirect, c.sample_clamp_direct = 3.0, 0.0
    c.caustics_reflective = c.caustics_refractive = False
    c.blur_glossy = 1.0
    scene.render.film_transparent = transparent
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.resolution_percentage = 100
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    scene.view_settings.view_transform = "Raw"
    layer = bpy.context.view_layer
    layer.cycles.denoising_store_passes = True
    layer.use_pass_combined = True


def _outputs(folder):
    scene = bpy.context.scene
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new("CompositorNodeRLayers")
    out = tree.nodes.new("CompositorNodeOutputFile")
    out.base_path = folder
    out.format.file_format, out.format.color_depth, out.format.color_mode = "OPEN_EXR", "32", "RGBA"
    out.file_slots.clear()
    for slot, socket in (("colour", "Image"), ("albedo", "Denoising Albedo"), ("normal", "Denoising Normal")):
        out.file_slots.new(slot)
        tree.links.new(layers.outputs[socket], out.inputs[slot])


def _load(path):
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    w, h = image.size
    data = np.empty(w * h * 4, np.float32)
    image.pixels.foreach_get(data)
    bpy.data.images.remove(image)
    return np.ascontiguousarray(data.reshape(h, w, 4)[::-1])


def render(width, height, samples, transparent=False, clean=True):
    """Returns linear float32 RGBA [H, W, 4] (premultiplied when transparent) and albedo [H, W, 3]."""
    if DRAFT:
        k = DRAFT_SIZE / max(width, height)
        width, height, samples = round(width * k), round(height * k), 24
    started = time.time()
    _configure(width, height, samples // 2 if clean else samples, transparent)
    halves = {"colour": [], "albedo": [], "normal": []}
    with tempfile.TemporaryDirectory() as folder:
        _outputs(folder)
        for seed in (1, 2) if clean else (1,):
            bpy.context.scene.cycles.seed = seed
            bpy.ops.render.render()
            for name in halves:
                halves[name].append(_load(os.path.join(folder, f"{name}0001.exr")))
    rendered = time.time()
    colour = sum(halves["colour"]) / len(halves["colour"])
    if clean:
        rgb = lambda pair: [np.ascontiguousarray(i[..., :3]) for i in pair]
        colour[..., :3] = dn.denoise(rgb(halves["colour"]), rgb(halves["albedo"]), rgb(halves["normal"]))
    print(f"rendered {width}x{height} in {rendered - started:.0f} s, denoised in {time.time() - rendered:.0f} s", flush=True)
    return colour, sum(halves["albedo"])[..., :3] / len(halves["albedo"])


# development -------------------------------------------------------------------------------------------------------


def encode(linear):
    x = np.clip(linear, 0, 1)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.power(x, 1 / 2.4) - 0.055)


def filmic(linear, exposure=0.0, contrast=1.12, white=9.0, inset=0.08):
    """A film-like shoulder (Naka-Rushton response) that keeps middle grey; highlights lose a little saturation."""
    x = np.maximum(linear, 0) * 2.0**exposure
    luma = x @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    x = (1 - inset) * x + inset * luma[..., None]
    mid = 0.18
    s = mid * ((1 - mid) / mid) ** (1 / contrast)
    curve = lambda v: v**contrast / (v**contrast + s**contrast)
    y = curve(x) / curve(white)
    grey = y @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return np.clip(grey[..., None] + (y - grey[..., None]) * (1 + 1.35 * inset), 0, 1)


def s_curve(display, amount=0.12):
    return display - amount * np.sin(2 * np.pi * display) / (2 * np.pi)


def grain(display, amount, seed=5):
    rng = np.random.default_rng(seed)
    h, w = display.shape[:2]
    luma = cv2.GaussianBlur(rng.standard_normal((h, w)).astype(np.float32), (0, 0), 0.7)
    chroma = cv2.GaussianBlur(rng.standard_normal((h, w, 3)).astype(np.float32), (0, 0), 1.1)
    level = display.mean(2, keepdims=True)
    return display + amount * (luma[..., None] + 0.5 * chroma) * (0.35 + level) * (1.02 - level) * 2


def bloom(linear, amount=0.04, threshold=1.0):
    glow = np.maximum(linear - threshold, 0)
    glow = np.minimum(glow, 12)
    w = linear.shape[1]
    return linear + amount * (cv2.GaussianBlur(glow, (0, 0), w / 220) + cv2.GaussianBlur(glow, (0, 0), w / 45)) / 2


def vignette(linear, amount=0.25):
    h, w = linear.shape[:2]
    y, x = np.mgrid[0:h, 0:w]
    r2 = ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) / 0.5
    return linear * (1 - amount * r2)[..., None].astype(np.float32)


def sharpen(display, amount=0.35, sigma=0.9):
    return display + amount * (display - cv2.GaussianBlur(display, (0, 0), sigma))


def write(path, display):
    """display: float RGB(A) in [0, 1]; JPEG quality 91 or PNG by suffix."""
    path = os.path.join(OUT, path)
    if DRAFT:
        path = os.path.join(os.environ.get("SAMPLES_DRAFTS", tempfile.gettempdir()), "draft-" + os.path.splitext(os.path.basename(path))[0] + ".png")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = (np.clip(display, 0, 1) * 255 + 0.5).astype(np.uint8)
    data = data[..., [2, 1, 0]] if data.shape[2] == 3 else data[..., [2, 1, 0, 3]]
    cv2.imwrite(path, data, [cv2.IMWRITE_JPEG_QUALITY, 91, cv2.IMWRITE_PNG_COMPRESSION, 9])
    print("wrote", path, os.path.getsize(path) // 1024, "kB", flush=True)


def shoot_on_white(path, product, size=1024, samples=32, gain=1.0):
    """Renders the product and the empty set; their ratio makes the backdrop pure white and keeps the real shadow."""
    white_floor()
    image, albedo = render(size, size, samples)
    image = image[..., :3]
    h, w = image.shape[:2]
    for o in product:
        o.hide_render = True
    empty = render(200, 200, 48, clean=False)[0][..., :3]
    level = cv2.GaussianBlur(empty, (0, 0), 4).mean(2)
    level = cv2.resize(level, (w, h), interpolation=cv2.INTER_CUBIC)
    thing = (np.abs(albedo - np.median(albedo[:8], (0, 1))).max(2) > 0.06).astype(np.uint8)
    thing = cv2.morphologyEx(thing, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    away = cv2.distanceTransform(1 - thing, cv2.DIST_L2, 5) / w
    lift = 1.03 + 0.35 * np.clip((away - 0.06) / 0.22, 0, 1) ** 1.5
    shot = bloom(image / level[..., None] * lift[..., None] * gain, 0.02, 1.2)
    y = s_curve(encode(shot), 0.10)
    y = sharpen(y, 0.3)
    write(path, grain(np.clip(y, 0, 1), 0.006))


def shoot_with_alpha(path, product, size=1024, samples=64, level=0.8):
    white_floor(visible=False)
    image, _ = render(size, size, samples, transparent=True)
    alpha = np.clip(image[..., 3:], 0, 1)
    colour = image[..., :3] / np.maximum(alpha, 1e-3) * level
    y = sharpen(s_curve(encode(colour), 0.10), 0.3)
    y = np.where(alpha > 1e-3, np.clip(y, 0, 1), 0)
    write(path, np.concatenate([grain(y, 0.006) * (alpha > 1e-3), alpha], 2))


def shoot_scene(path, width, height, samples, exposure=0.0, contrast=1.12, vignetting=0.25, noise=0.012, warm=(1, 1, 1)):
    image = render(width, height, samples)[0][..., :3]
    image = image * np.array(warm, np.float32)
    image = vignette(bloom(image), vignetting)
    y = encode(filmic(image, exposure, contrast))
    write(path, grain(sharpen(y, 0.25), noise))
