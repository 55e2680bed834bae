package dev.refinery.backends;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.refinery.backends", importOptions = ImportOption.DoNotIncludeTests.class)
class BackendsArchitectureTest {
    @ArchTest
    static final ArchRule KAFKA_KNOWS_NO_STORE_AND_NO_FRAMEWORK = classes()
            .that()
            .resideInAPackage("..backends.kafka..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "..backends.kafka..",
                    "..backends.trace..",
                    "dev.refinery.contracts..",
                    "org.apache.kafka..",
                    "org.jboss.logging..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAPackage("..backends.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "..backends.kafka..", "io.quarkus..", "jakarta..");
}
