package dev.refinery.gateway.domain.edits;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an edit comes to.
 *
 * @param job a job request; its references take the parts {@link EditForm#partOf}
 * @param links true = the client wants addresses of the results, false = their bytes
 */
public record EditOrder(ObjectNode job, boolean links) {}
