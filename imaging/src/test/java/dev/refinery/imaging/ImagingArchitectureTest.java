package dev.refinery.imaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.refinery.imaging", importOptions = ImportOption.DoNotIncludeTests.class)
class ImagingArchitectureTest {
    @ArchTest
    static final ArchRule NO_NETWORK_NO_FILES = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.refinery.imaging",
                    "java.lang..",
                    "java.util..",
                    "java.io",
                    "java.nio.charset",
                    "java.security",
                    "java.awt.color",
                    "java.awt.image",
                    "javax.imageio..",
                    "com.twelvemonkeys.imageio..",
                    "com.luciad.imageio..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule NO_FILES = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile)")
            .orShould()
            .callMethod(javax.imageio.ImageIO.class, "read", java.net.URL.class);

    /** Strangers' files are decoded in Java; the native WebP library only ever encodes our own pixels. */
    @ArchTest
    static final ArchRule NATIVE_CODE_ONLY_ENCODES = noClasses()
            .that()
            .doNotHaveSimpleName("ImageEncoder")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.luciad..");
}
