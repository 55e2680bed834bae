package dev.refinery.gateway.adapter.http;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shape of an upload as a form for the OpenAPI document. */
@Schema(name = "AssetForm")
record AssetFormSchema(
        @Schema(required = true, type = SchemaType.STRING, format = "binary", description = "The picture's file.")
        String file) {}
