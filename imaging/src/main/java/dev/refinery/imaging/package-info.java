/**
 * Pictures as 8-bit sRGB pixels: recognising, checking, decoding, normalising, resampling and encoding them. Treats every
 * input as hostile; needs no network and no file.
 */
@NullMarked
package dev.refinery.imaging;

import org.jspecify.annotations.NullMarked;
