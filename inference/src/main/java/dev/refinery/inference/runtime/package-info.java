/** Bundles in memory: TorchScript modules run by DJL's PyTorch engine. */
@NullMarked
package dev.refinery.inference.runtime;

import org.jspecify.annotations.NullMarked;
