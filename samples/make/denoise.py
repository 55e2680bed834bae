"""A small Monte-Carlo denoiser for renders without OpenImageDenoise.

Two independent half-renders give each pixel's variance. Weights come from one half and filter the other (so that noise
does not choose its own neighbours); a neighbour counts when patches of light and the features albedo and normal agree.
The idea is that of dual-buffer non-local means (Rousselle et al., "Adaptive rendering with non-local means filtering", 2012).
All images are float32 [H, W, 3], linear light.
"""

import cv2
import numpy as np

FLOOR = 0.02


def _box(image, radius):
    return cv2.blur(image, (2 * radius + 1,) * 2, borderType=cv2.BORDER_REFLECT)


def _feature_terms(halves, tau):
    mean = (halves[0] + halves[1]) / 2
    var = _box((halves[0] - halves[1]) ** 2 / 4, 2)
    gx = cv2.Sobel(mean, -1, 1, 0, ksize=3, scale=0.125)
    gy = cv2.Sobel(mean, -1, 0, 1, ksize=3, scale=0.125)
    spread = np.maximum(tau, np.maximum(var, gx**2 + gy**2))
    return cv2.GaussianBlur(mean, (0, 0), 0.6), var, spread


def denoise(colour, albedo, normal, window=6, patch=2, strength=0.7):
    """colour, albedo, normal: pairs of half-renders. Returns the filtered mean of the colour pair."""
    shade = [a + FLOOR for a in albedo]
    light = [np.log1p(4 * np.maximum(c / s, 0)) for c, s in zip(colour, shade)]
    raw = _box((light[0] - light[1]) ** 2 / 2, 3)
    var = np.maximum(raw, 1e-6)
    features = [_feature_terms(albedo, 1e-3), _feature_terms(normal, 2e-3)]
    acc = [np.zeros_like(c) for c in light]
    total = [np.zeros(c.shape[:2], np.float32) for c in light]
    h, w = light[0].shape[:2]
    pad = window
    grow = lambda image: cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REFLECT)
    light_p = [grow(c) for c in light]
    var_p = grow(var)
    features_p = [(grow(m), grow(v)) for m, v, _ in features]
    for dy in range(-window, window + 1):
        for dx in range(-window, window + 1):
            if dx * dx + dy * dy > window * window + 1:
                continue
            view = lambda image: image[pad + dy : pad + dy + h, pad + dx : pad + dx + w]
            far = None
            for (mean, v, spread), (mean_p, v_p) in zip(features, features_p):
                d = ((mean - view(mean_p)) ** 2 - (v + np.minimum(v, view(v_p)))) / (0.36 * spread)
                d = d.max(axis=2)
                far = d if far is None else np.maximum(far, d)
            by_feature = np.exp(-np.maximum(far, 0))
            var_q = view(var_p)
            for k in (0, 1):
                other = 1 - k
                d = (light[other] - view(light_p[other])) ** 2 - (var + np.minimum(var, var_q))
                d = (d / (1e-7 + strength**2 * (var + var_q))).mean(axis=2)
                weight = np.minimum(np.exp(-np.maximum(_box(d, patch), 0)), by_feature)
                acc[k] += weight[..., None] * view(light_p[k])
                total[k] += weight
    mean = sum(a / t[..., None] for a, t in zip(acc, total)) / 2
    # the demodulated pair shares one albedo, the mean of the halves
    return np.expm1(mean) / 4 * ((shade[0] + shade[1]) / 2)
