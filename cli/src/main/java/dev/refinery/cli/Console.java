package dev.refinery.cli;

import java.io.PrintWriter;

/** Where the command writes: results on {@code out}, everything else on {@code err}. */
record Console(PrintWriter out, PrintWriter err, boolean terminal) {}
