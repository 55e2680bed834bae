package dev.refinery.testbackends;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Marks a test class that uses {@link KafkaBackend} or {@link S3Backend}: skipped, saying so, where they cannot run. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(Backends.Available.class)
public @interface Backends {
    /** Property that moves the backends into containers. */
    String CONTAINERS = "refinery.test.containers";

    /** The condition behind the mark; evaluated before anything is started. */
    final class Available implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!inContainers()) {
                return ConditionEvaluationResult.enabled("embedded backends");
            }
            return engineAnswers()
                    ? ConditionEvaluationResult.enabled("a container engine answers")
                    : ConditionEvaluationResult.disabled(CONTAINERS + " is set but no container engine answers");
        }

        /** Testcontainers looks its strategies up through the thread's class loader, which Quarkus has replaced by now. */
        private static boolean engineAnswers() {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(DockerClientFactory.class.getClassLoader());
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        static boolean inContainers() {
            return Boolean.getBoolean(CONTAINERS);
        }
    }
}
