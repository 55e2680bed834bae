/** The embedded default: a real Kafka broker and a real S3 server on loopback, and a supervisor for the three apps. */
@NullMarked
package dev.refinery.localstack;

import org.jspecify.annotations.NullMarked;
