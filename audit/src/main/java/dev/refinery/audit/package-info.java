/**
 * Reconstructs a job from its log. {@link dev.refinery.audit.Chain}, {@link dev.refinery.audit.Story} and
 * {@link dev.refinery.audit.Review} are pure; {@link dev.refinery.audit.JobLog} reads Kafka and
 * {@link dev.refinery.audit.Remake} renders.
 */
@NullMarked
package dev.refinery.audit;

import org.jspecify.annotations.NullMarked;
