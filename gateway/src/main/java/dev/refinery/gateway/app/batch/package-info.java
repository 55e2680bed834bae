/** Files of jobs: taken in, run with a bound on what is out, read back. */
@NullMarked
package dev.refinery.gateway.app.batch;

import org.jspecify.annotations.NullMarked;
