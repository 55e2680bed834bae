/**
 * The two systems beside Refinery, for integration tests. By default they run inside the JVM; with
 * {@code -Drefinery.test.containers=true} they run in containers.
 */
@NullMarked
package dev.refinery.testbackends;

import org.jspecify.annotations.NullMarked;
