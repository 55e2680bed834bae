package dev.refinery.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "dev.refinery.storage", importOptions = ImportOption.DoNotIncludeTests.class)
class StorageArchitectureTest {
    @ArchTest
    static final ArchRule SEES_CONTRACTS_ONLY = ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("dev.refinery..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.refinery.storage..",
                    "dev.refinery.contracts..",
                    "java..",
                    "javax.net..",
                    "org.jspecify..",
                    "io.minio..",
                    "okhttp3..",
                    "kotlin..");

    @ArchTest
    static final ArchRule THE_CLIENT_STAYS_IN_ITS_ADAPTER = noClasses()
            .that()
            .resideOutsideOfPackage("dev.refinery.storage.s3")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.minio..", "okhttp3..");

    @ArchTest
    static final ArchRule THE_JANITOR_HAS_NO_CLOCK_OF_ITS_OWN = noClasses()
            .that()
            .resideInAPackage("dev.refinery.storage.janitor")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NO_CYCLES = SlicesRuleDefinition.slices()
            .matching("dev.refinery.storage.(*)..")
            .should()
            .beFreeOfCycles();
}
