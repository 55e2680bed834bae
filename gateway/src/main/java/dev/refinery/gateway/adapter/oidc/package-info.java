/** Tokens of an OpenID Connect issuer. */
@NullMarked
package dev.refinery.gateway.adapter.oidc;

import org.jspecify.annotations.NullMarked;
