@NullMarked
package dev.refinery.gateway.adapter.s3;

import org.jspecify.annotations.NullMarked;
