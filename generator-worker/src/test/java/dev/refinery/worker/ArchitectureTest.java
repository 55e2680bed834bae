package dev.refinery.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.refinery.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_INWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("domain")
            .definedBy("..worker.domain..")
            .layer("app")
            .definedBy("..worker.app..")
            .layer("adapter")
            .definedBy("..worker.adapter..")
            .whereLayer("domain")
            .mayOnlyBeAccessedByLayers("app", "adapter")
            .whereLayer("app")
            .mayOnlyBeAccessedByLayers("adapter");

    @ArchTest
    static final ArchRule THE_USE_CASE_KNOWS_NO_TECHNOLOGY = noClasses()
            .that()
            .resideInAnyPackage("..worker.domain..", "..worker.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "ai.djl..",
                    "io.quarkus..",
                    "io.micrometer..",
                    "io.minio..",
                    "jakarta..",
                    "dev.refinery.backends..");

    @ArchTest
    static final ArchRule ONLY_THE_KAFKA_ADAPTER_SPEAKS_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackage("..worker.adapter.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");
}
