package dev.refinery.gateway;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.TreeSet;

/** Every route of the gateway, found in its classes: {@code METHOD /path} and, of several that differ by body, its media type. */
final class Routes {
    private Routes() {}

    static Set<String> all() {
        Set<String> routes = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.refinery.gateway")) {
            if (resource.isAnnotatedWith(Path.class)) {
                String root = resource.getAnnotationOfType(Path.class).value();
                resource.getMethods().stream()
                        .filter(Routes::serves)
                        .forEach(method -> routes.add(route(root, method)));
            }
        }
        return routes;
    }

    private static boolean serves(JavaMethod method) {
        return method.getAnnotations().stream().anyMatch(a -> a.getRawType().isAnnotatedWith(HttpMethod.class));
    }

    private static String route(String root, JavaMethod method) {
        String verb = method.getAnnotations().stream()
                .map(a -> a.getRawType())
                .filter(type -> type.isAnnotatedWith(HttpMethod.class))
                .map(JavaClass::getSimpleName)
                .findFirst()
                .orElseThrow();
        String path = method.isAnnotatedWith(Path.class)
                ? root + "/" + method.getAnnotationOfType(Path.class).value()
                : root;
        String body = method.isAnnotatedWith(Consumes.class)
                ? method.getAnnotationOfType(Consumes.class).value()[0]
                : MediaType.WILDCARD;
        return verb + " " + path + (body.equals(MediaType.WILDCARD) ? "" : " " + body);
    }
}
