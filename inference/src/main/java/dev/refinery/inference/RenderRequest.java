package dev.refinery.inference;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import java.util.List;
import java.util.Map;

/**
 * One candidate to make.
 *
 * @param guidance log guidance by reference name, absent = 0; clamped to the bundle's range
 * @param references in the job's order; the caller keeps their leases open until the call returns
 * @param output plain background and subject fill are taken from here, the size is not
 * @param width pixels of this picture
 * @param height pixels of this picture
 * @param flow for models that are steered by text
 */
public record RenderRequest(
        Latents latents,
        Map<String, Double> guidance,
        List<PreparedReference> references,
        OutputSpec output,
        int width,
        int height,
        Lane lane,
        FlowInputs flow) {
    /** For generators that read no text. */
    public RenderRequest(
            Latents latents,
            Map<String, Double> guidance,
            List<PreparedReference> references,
            OutputSpec output,
            int width,
            int height,
            Lane lane) {
        this(latents, guidance, references, output, width, height, lane, FlowInputs.NONE);
    }

    public RenderRequest {
        guidance = Map.copyOf(guidance);
        references = List.copyOf(references);
    }
}
