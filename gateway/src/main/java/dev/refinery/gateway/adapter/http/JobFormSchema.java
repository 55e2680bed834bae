package dev.refinery.gateway.adapter.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shape of a job with its pictures for the OpenAPI document. */
@Schema(
        name = "JobForm",
        description = "Part job, and files: a reference takes the part of its name, its mask the part NAME.mask.",
        additionalProperties = String.class)
record JobFormSchema(@Schema(required = true) JobRequestSchema job) {}
