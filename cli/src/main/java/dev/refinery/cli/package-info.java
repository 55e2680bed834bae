/** The {@code refinery} command: starts a local stack, sends jobs, shows their progress, saves their results. */
@NullMarked
package dev.refinery.cli;

import org.jspecify.annotations.NullMarked;
