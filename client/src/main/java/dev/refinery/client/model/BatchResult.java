package dev.refinery.client.model;

/**
 * A line of a batch's output.
 *
 * @param id of the job
 */
public record BatchResult(String id, String customId, Response response) {
    /** @param body the succeeded job */
    public record Response(int statusCode, Job body) {}

    public Job job() {
        return response.body();
    }
}
