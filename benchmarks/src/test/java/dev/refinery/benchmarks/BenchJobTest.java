package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchJobTest {
    @TempDir
    Path folder;

    @Test
    void readsReferencesAndOutputOfJobFilesOneLevelDown() throws IOException {
        Path job = Files.createDirectories(folder.resolve("mugs"));
        Files.write(job.resolve("mug.png"), ImageEncoder.png(Raster.filled(20, 10, 9, 9, 9, 255)));
        Files.writeString(job.resolve("job.json"), """
                {"prompt": "a mug", "output": {"size": "640x480", "subject_fill": 0.5},
                 "references": [
                   {"name": "mug", "role": "subject", "file": "mug.png", "mask_file": "mug.png", "weight": 2, "gate": 0.4},
                   {"name": "place", "role": "background", "file": "mug.png"}]}
                """);

        List<BenchJob> jobs = BenchJob.load(List.of(folder.toString()), folder);

        assertThat(jobs).hasSize(1);
        BenchJob read = jobs.get(0);
        assertThat(read.name()).isEqualTo("mugs");
        assertThat(read.output().width()).isEqualTo(640);
        assertThat(read.output().subjectFill()).isEqualTo(0.5);
        assertThat(read.specs()).extracting(Reference::role).containsExactly(Role.SUBJECT, Role.BACKGROUND);
        assertThat(read.references().get(0).mask()).isNotNull();
        assertThat(read.specs().get(0).gate()).isEqualTo(0.4);
        assertThat(read.specs().get(1).gate()).isNull();
        assertThat(read.specs().get(0).image().sha256())
                .isEqualTo(read.specs().get(1).image().sha256());
    }

    @Test
    void saysWhatIsWrongWithACase() throws IOException {
        assertThatThrownBy(() -> BenchJob.load(List.of(folder.toString()), folder))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("no job files");
        Files.writeString(
                folder.resolve("url.json"),
                "{\"references\": [{\"name\": \"a\", \"role\": \"subject\", \"url\": \"https://x.test/\"}]}");
        assertThatThrownBy(() -> BenchJob.load(List.of(folder.toString()), folder))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("needs a file");
        Files.writeString(
                folder.resolve("url.json"),
                "{\"references\": [{\"name\": \"a\", \"role\": \"subject\", \"file\": \"url.json\"}]}");
        assertThatThrownBy(() -> BenchJob.load(List.of(folder.toString()), folder))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("cannot use");
    }

    @Test
    void theCatalogueLeavesTheSetsInItsFoldersOut() throws IOException {
        Path cases = Files.createDirectories(folder.resolve("benchmarks/cases/tuning"))
                .getParent();
        String job = """
                {"prompt": "", "references": []}
                """;
        Files.writeString(cases.resolve("mug.json"), job);
        Files.writeString(cases.resolve("tuning/kettle.json"), job);

        assertThat(BenchJob.load(List.of("catalogue"), folder))
                .extracting(BenchJob::name)
                .containsExactly("mug");
    }
}
