package dev.refinery.cli;

/** One server-sent event; {@code id} and {@code type} are empty when the server gave none. */
record ServerEvent(String id, String type, String data) {}
