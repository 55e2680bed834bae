package dev.refinery.gateway.adapter.web;

import java.io.IOException;

/** The host resolves to an address that strangers' URLs may not lead to. */
final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host) {
        super("host resolves to an address outside the public internet: " + host);
    }
}
