@NullMarked
package dev.refinery.gateway.app.access;

import org.jspecify.annotations.NullMarked;
