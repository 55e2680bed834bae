/**
 * A client of the gateway's API: {@link dev.refinery.client.RefineryClient} to call it, {@link dev.refinery.client.WebhookVerifier} to
 * believe what it sends.
 */
@NullMarked
package dev.refinery.client;

import org.jspecify.annotations.NullMarked;
