/**
 * The two systems beside Refinery, for integration tests. By default they run inside the JVM; with
 * {@code -Drefinery.test.containers=true} they run in containers. And what they held in earlier versions.
 */
@NullMarked
package dev.refinery.testbackends;

import org.jspecify.annotations.NullMarked;
