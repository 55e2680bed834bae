package dev.refinery.contracts.codec;

import dev.refinery.contracts.InvalidValueException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the compiler cannot see in JSON: that every record component which is not declared {@link Nullable} has a
 * value. A constructor may still give an absent component its default; this looks at the finished record.
 */
final class RequiredComponents {
    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                if (!component.getType().isPrimitive()) {
                    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                    components.add(new Component(component.getName(), component.getAccessor(), optional));
                }
            }
            return List.copyOf(components);
        }
    };

    private RequiredComponents() {}

    private record Component(String name, Method accessor, boolean optional) {}

    /** @throws InvalidValueException naming the first component that is missing, as a path */
    static void check(Object value) {
        check(value, "");
    }

    private static void check(Object value, String path) {
        if (value instanceof Record) {
            for (Component component : COMPONENTS.get(value.getClass())) {
                String name = path.isEmpty() ? component.name() : path + "." + component.name();
                Object content = read(component, value);
                if (content != null) {
                    check(content, name);
                } else if (!component.optional()) {
                    throw new InvalidValueException(name, "is missing");
                }
            }
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> check(item, path));
        } else if (value instanceof Map<?, ?> entries) {
            entries.values().forEach(item -> check(item, path));
        }
    }

    private static @Nullable Object read(Component component, Object owner) {
        try {
            return component.accessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record components are readable: " + component.name(), e);
        }
    }
}
