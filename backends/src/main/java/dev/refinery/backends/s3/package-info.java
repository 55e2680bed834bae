/** The object store as every service is configured for it. */
@NullMarked
package dev.refinery.backends.s3;

import org.jspecify.annotations.NullMarked;
