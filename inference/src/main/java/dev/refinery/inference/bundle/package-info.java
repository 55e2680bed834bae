/** Bundles on disk: manifest, digest, integrity. Pure Java, no native code. */
@NullMarked
package dev.refinery.inference.bundle;

import org.jspecify.annotations.NullMarked;
