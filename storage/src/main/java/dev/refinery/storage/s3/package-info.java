/** The port over any S3 endpoint, by the MinIO client. */
@NullMarked
package dev.refinery.storage.s3;

import org.jspecify.annotations.NullMarked;
