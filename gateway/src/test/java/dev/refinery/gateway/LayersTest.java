package dev.refinery.gateway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

@AnalyzeClasses(packages = "dev.refinery.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_INWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("domain")
            .definedBy("..gateway.domain..")
            .layer("app")
            .definedBy("..gateway.app..")
            .layer("adapters")
            .definedBy("..gateway.adapter..")
            .layer("config")
            .definedBy("..gateway.config..")
            .whereLayer("domain")
            .mayOnlyBeAccessedByLayers("app", "adapters", "config")
            .whereLayer("app")
            .mayOnlyBeAccessedByLayers("adapters", "config");

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_FRAMEWORK = ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("..gateway.domain..", "..gateway.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "org.apache.kafka..",
                    "okhttp3..",
                    "io.minio..",
                    "dev.refinery.backends..");
}
