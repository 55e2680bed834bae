/** Expiry of pixels by the application: works on every S3 store, lifecycle rules or not. */
@NullMarked
package dev.refinery.storage.janitor;

import org.jspecify.annotations.NullMarked;
