/** What the OpenAPI document says beyond the annotations of the resources. */
@NullMarked
package dev.refinery.gateway.adapter.http.openapi;

import org.jspecify.annotations.NullMarked;
