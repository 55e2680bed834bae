@NullMarked
package dev.refinery.gateway.adapter.kafka;

import org.jspecify.annotations.NullMarked;
