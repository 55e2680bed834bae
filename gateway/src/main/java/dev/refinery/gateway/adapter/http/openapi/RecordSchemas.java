package dev.refinery.gateway.adapter.http.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/** Says of each schema that was made of a record what is always there: all but what is {@code @Nullable} or left out when empty. */
final class RecordSchemas {
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
    private static final DotName PROPERTY = DotName.createSimple(JsonProperty.class);
    private static final DotName NAMING = DotName.createSimple(JsonNaming.class);
    private static final DotName SCHEMA =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
    private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

    private final List<ClassInfo> records;

    RecordSchemas(IndexView types) {
        this.records = types.getKnownClasses().stream()
                .filter(type -> type.isRecord() && type.name().toString().startsWith("dev.refinery."))
                .toList();
    }

    void complete(OpenAPI api) {
        api.getComponents().getSchemas().forEach((name, schema) -> {
            if (schema.getProperties() != null) {
                complete(schema, recordOf(name, schema.getProperties()));
            }
        });
    }

    /** A name that two records share has a number behind it for the second; their fields tell which is which. */
    private ClassInfo recordOf(String name, Map<String, Schema> properties) {
        String plain = name.replaceFirst("[0-9]+$", "");
        return records.stream()
                .filter(type -> List.of(name, plain).contains(nameOf(type)))
                .filter(type -> type.recordComponents().stream()
                        .allMatch(component -> properties.containsKey(wireName(type, component))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no record has the fields of the schema " + name + ": " + properties.keySet()));
    }

    private static void complete(Schema schema, ClassInfo type) {
        List<String> required = new ArrayList<>();
        for (RecordComponentInfo component : type.recordComponents()) {
            String name = wireName(type, component);
            boolean optional = component.type().hasAnnotation(NULLABLE);
            boolean mayBeEmpty = leavesOut(type.field(component.name()).annotation(INCLUDE))
                    || (leavesOutEmpty(type)
                            && component.type().name().toString().startsWith("java."));
            if (!optional && !mayBeEmpty) {
                required.add(name);
            } else if (optional && !leavesOut(type.declaredAnnotation(INCLUDE)) && !isRequest(type)) {
                required.add(name);
                Objects.requireNonNull(schema.getProperties().get(name)).addType(SchemaType.NULL);
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /** What clients send may lack a field, which is not the same as null. */
    private static boolean isRequest(ClassInfo type) {
        return type.name().toString().contains("Schema");
    }

    private static boolean leavesOut(@Nullable AnnotationInstance include) {
        return include != null && !include.value().asEnum().equals("ALWAYS");
    }

    private static boolean leavesOutEmpty(ClassInfo type) {
        AnnotationInstance include = type.declaredAnnotation(INCLUDE);
        return include != null && include.value().asEnum().equals("NON_EMPTY");
    }

    private static String nameOf(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        AnnotationValue name = schema == null ? null : schema.value("name");
        return name == null ? type.simpleName() : name.asString();
    }

    private static String wireName(ClassInfo type, RecordComponentInfo component) {
        AnnotationInstance property = type.field(component.name()).annotation(PROPERTY);
        if (property != null && property.value() != null) {
            return property.value().asString();
        }
        return type.hasDeclaredAnnotation(NAMING) ? SNAKE_CASE.translate(component.name()) : component.name();
    }
}
