"""Meshes made from numbers: lathes with rounded corners, soft boxes, tubes. Units are decimetres for products, metres for scenes."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Vector


def add(name, mesh_or_curve, material=None):
    obj = bpy.data.objects.new(name, mesh_or_curve)
    bpy.context.scene.collection.objects.link(obj)
    if material is not None:
        obj.data.materials.append(material)
    return obj


def fillet(points, steps=6):
    """Rounds the corners of a polyline. A point is (r, z) for a sharp corner or (r, z, radius)."""
    out = []
    n = len(points)
    for i, p in enumerate(points):
        here = np.array(p[:2], float)
        radius = p[2] if len(p) > 2 else 0.0
        if radius <= 0 or i in (0, n - 1):
            out.append(here)
            continue
        a = np.array(points[i - 1][:2], float) - here
        b = np.array(points[i + 1][:2], float) - here
        la, lb = np.linalg.norm(a), np.linalg.norm(b)
        a, b = a / la, b / lb
        half = math.acos(max(-1, min(1, float(a @ b)))) / 2
        if half > math.pi / 2 - 1e-3:
            out.append(here)
            continue
        reach = min(radius / math.tan(half), 0.49 * la, 0.49 * lb)
        r = reach * math.tan(half)
        bis = (a + b) / np.linalg.norm(a + b)
        centre = here + bis * r / math.sin(half)
        start, end = here + a * reach, here + b * reach
        t0 = math.atan2(*(start - centre)[::-1])
        t1 = math.atan2(*(end - centre)[::-1])
        while t1 - t0 > math.pi:
            t1 -= 2 * math.pi
        while t0 - t1 > math.pi:
            t1 += 2 * math.pi
        for k in range(steps + 1):
            t = t0 + (t1 - t0) * k / steps
            out.append(centre + r * np.array([math.cos(t), math.sin(t)]))
    return np.array(out)


def spline(points, per_span=8):
    """A Catmull-Rom curve through points of any dimension."""
    p = np.array(points, float)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    out = []
    for i in range(1, len(p) - 2):
        for k in range(per_span):
            t = k / per_span
            a, b, c, d = p[i - 1 : i + 3]
            out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    out.append(p[-2])
    return np.array(out)


def grid_mesh(name, verts, rows, cols, wrap_cols=False, wrap_rows=False, uv=None):
    """verts is [rows * cols, 3]; uv [rows, cols + wrap, 2] or None."""
    faces, loops_uv = [], []
    for r in range(rows if wrap_rows else rows - 1):
        for c in range(cols if wrap_cols else cols - 1):
            r2, c2 = (r + 1) % rows, (c + 1) % cols
            faces.append((r * cols + c, r * cols + c2, r2 * cols + c2, r2 * cols + c))
            if uv is not None:
                loops_uv += [uv[r, c], uv[r, c + 1], uv[r + 1, c + 1], uv[r + 1, c]]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([tuple(v) for v in verts], [], faces)
    if uv is not None:
        layer = mesh.uv_layers.new()
        layer.data.foreach_set("uv", np.array(loops_uv, np.float32).ravel())
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.update()
    return mesh


def lathe(name, profile, material=None, segments=160, closed=False, location=(0, 0, 0), arc=None):
    """Spins a profile [(r, z), ...] round the z axis. u runs round, v along the profile. arc limits the angle (radians)."""
    p = np.asarray(profile, float)
    n = len(p)
    cols = segments + (1 if arc else 0)
    start, sweep = arc if arc else (0.0, 2 * math.pi)
    t = start + sweep * np.arange(cols) / segments
    verts = np.stack(
        [p[:, None, 0] * np.cos(t), p[:, None, 0] * np.sin(t), np.repeat(p[:, None, 1], cols, 1)], -1
    ).reshape(-1, 3)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    v = length / max(length[-1], 1e-9)
    u = np.arange(segments + 1) / segments
    uv = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), -1)
    mesh = grid_mesh(name, verts, n, cols, wrap_cols=not arc, wrap_rows=False, uv=uv)
    obj = add(name, mesh, material)
    obj.location = location
    weld(obj)
    return obj


def weld(obj, distance=1e-5):
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=distance)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(obj.data)
    bm.free()
    smooth(obj, 40)


def smooth(obj, degrees=35):
    obj.data.polygons.foreach_set("use_smooth", [True] * len(obj.data.polygons))
    obj.data.use_auto_smooth = True
    obj.data.auto_smooth_angle = math.radians(degrees)


def box(name, size, material=None, location=(0, 0, 0), bevel=0.02, segments=4, rotation=(0, 0, 0)):
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=size, verts=bm.verts)
    if bevel > 0:
        bmesh.ops.bevel(
            bm, geom=list(bm.edges), offset=bevel, segments=segments, profile=0.5, affect="EDGES", clamp_overlap=True
        )
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    obj = add(name, mesh, material)
    obj.location, obj.rotation_euler = location, rotation
    smooth(obj)
    return obj


def cylinder(name, radius, height, material=None, location=(0, 0, 0), rotation=(0, 0, 0), bevel=0.01, segments=96):
    """Centred on its axis, edges rounded."""
    h = height / 2
    obj = lathe(name, fillet([(0, -h), (radius, -h, bevel), (radius, h, bevel), (0, h)], 4), material, segments)
    obj.location, obj.rotation_euler = location, rotation
    return obj


def tube(name, points, radius, material=None, radii=None, closed=False, squash=None, resolution=10, kind="POLY"):
    """A pipe along points; radii scales it per point; squash = (a, b) makes the section an ellipse."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = "3D"
    curve.twist_mode = "MINIMUM"
    s = curve.splines.new(kind)
    s.points.add(len(points) - 1)
    for i, p in enumerate(points):
        s.points[i].co = (*p, 1)
        s.points[i].radius = 1.0 if radii is None else radii[i]
    s.use_cyclic_u = closed
    s.use_smooth = True
    if squash:
        section = bpy.data.curves.new(name + "-section", "CURVE")
        section.dimensions = "2D"
        ring = section.splines.new("POLY")
        ring.points.add(31)
        for k in range(32):
            t = 2 * math.pi * k / 32
            ring.points[k].co = (radius * squash[0] * math.cos(t), radius * squash[1] * math.sin(t), 0, 1)
        ring.use_cyclic_u = True
        section_obj = add(name + "-section", section)
        section_obj.hide_render = True
        curve.bevel_mode = "OBJECT"
        curve.bevel_object = section_obj
    else:
        curve.bevel_depth = radius
        curve.bevel_resolution = resolution
    curve.use_fill_caps = True
    return add(name, curve, material)


def ball(name, radius, material=None, location=(0, 0, 0), scale=(1, 1, 1), segments=64):
    t = np.linspace(-math.pi / 2, math.pi / 2, segments // 2)
    obj = lathe(name, np.stack([radius * np.cos(t), radius * np.sin(t)], -1), material, segments)
    obj.location, obj.scale = location, scale
    return obj


def plane(name, size, material=None, location=(0, 0, 0), rotation=(0, 0, 0)):
    x, y = size[0] / 2, size[1] / 2
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0)], [], [(0, 1, 2, 3)])
    layer = mesh.uv_layers.new()
    layer.data.foreach_set("uv", np.array([0, 0, 1, 0, 1, 1, 0, 1], np.float32))
    obj = add(name, mesh, material)
    obj.location, obj.rotation_euler = location, rotation
    return obj


def subdivide(obj, levels=2):
    m = obj.modifiers.new("subdivide", "SUBSURF")
    m.levels = m.render_levels = levels
    return obj


def solidify(obj, thickness, offset=-1):
    m = obj.modifiers.new("solidify", "SOLIDIFY")
    m.thickness, m.offset = thickness, offset
    return obj


def group(objects, location=(0, 0, 0), rotation_z=0.0, scale=1.0):
    """Parents objects to an empty so that a product can be turned as one."""
    root = bpy.data.objects.new("root", None)
    bpy.context.scene.collection.objects.link(root)
    for o in objects:
        if o.parent is None:
            o.parent = root
    root.location, root.rotation_euler, root.scale = location, (0, 0, rotation_z), (scale,) * 3
    return root


def bounds(objects):
    """World-space bounding corners of evaluated meshes, [n, 3]."""
    deps = bpy.context.evaluated_depsgraph_get()
    pts = []
    for o in objects:
        if o.type not in ("MESH", "CURVE") or o.hide_render:
            continue
        ev = o.evaluated_get(deps)
        pts += [ev.matrix_world @ Vector(c) for c in ev.bound_box]
    return np.array([tuple(p) for p in pts])
