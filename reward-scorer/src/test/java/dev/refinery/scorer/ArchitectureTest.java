package dev.refinery.scorer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.refinery.scorer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule APP_KNOWS_NO_TECHNOLOGY = noClasses()
            .that()
            .resideInAPackage("..scorer.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..scorer.adapter..",
                    "..scorer.config..",
                    "dev.refinery.rewards..",
                    "dev.refinery.backends..",
                    "org.apache.kafka..",
                    "io.quarkus..",
                    "jakarta..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule DOMAIN_IS_PURE = noClasses()
            .that()
            .resideInAPackage("..scorer.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..scorer.app..",
                    "..scorer.adapter..",
                    "..scorer.config..",
                    "org.apache.kafka..",
                    "io.quarkus..",
                    "jakarta..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule KAFKA_ADAPTER_KNOWS_NO_OTHER_ADAPTER = noClasses()
            .that()
            .resideInAPackage("..adapter.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..adapter.http..", "..adapter.s3..", "..adapter.files..", "..adapter.rewards..", "io.quarkus..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_RUNS_NETWORKS = noClasses()
            .that()
            .resideOutsideOfPackages("..adapter.djl..", "dev.refinery.scorer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.refinery.inference.runtime..");
}
