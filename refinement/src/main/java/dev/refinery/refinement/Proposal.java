package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import org.jspecify.annotations.Nullable;

/**
 * A planned candidate of a round.
 *
 * @param index position in the round
 * @param parent the elite that it varies, null = none
 * @param target the reference that it is meant to help, null = none in particular
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proposal(
        int index,
        Operator operator,
        Genome genome,
        @Nullable CandidateId parent,
        @Nullable String target) {}
