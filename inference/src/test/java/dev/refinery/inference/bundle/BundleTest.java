package dev.refinery.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    @TempDir
    Path folder;

    private ObjectNode manifest;

    @BeforeEach
    void writeBundle() throws Exception {
        byte[] module = "not a real module".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("main.pt"), module);
        manifest = (ObjectNode) Json.mapper().readTree("""
                {"schema":1,"name":"tiny","version":"1","kind":"compositor","description":"d","license":"Apache-2.0",
                 "roles":{"subject":{"max":2,"required":true},"background":{"max":1}},
                 "preview":{"longSide":128},"sizes":{"min":16,"max":512,"default":"256x256"},
                 "latents":{"length":8,"groups":[
                   {"name":"subject[0].place","effect":"placement","role":"subject","slot":0,"from":2,"to":5},
                   {"name":"background.crop","effect":"crop","role":"background","indices":[0,7]}]},
                 "guidance":{"min":-0.6931,"max":0.6931},"encodedTensors":6,"modules":{"main":"main.pt"},
                 "files":[{"path":"main.pt","sha256":"%s","bytes":%d}]}
                """.formatted(sha256(module), module.length));
        save();
    }

    @Test
    void readsWhatTheManifestSays() throws Exception {
        Bundle bundle = Bundle.open(folder);

        assertThat(bundle.manifest().id()).isEqualTo("tiny@1");
        assertThat(bundle.manifest().roles().get(Role.SUBJECT).max()).isEqualTo(2);
        assertThat(bundle.manifest().preview().longSide()).isEqualTo(128);
        assertThat(bundle.latents().length()).isEqualTo(8);
        assertThat(bundle.latents().groups())
                .extracting(LatentLayout.Group::name, LatentLayout.Group::indices)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("subject[0].place", java.util.List.of(2, 3, 4)),
                        org.assertj.core.groups.Tuple.tuple("background.crop", java.util.List.of(0, 7)));
        assertThat(bundle.module("main")).isEqualTo(folder.toAbsolutePath().resolve("main.pt"));
    }

    @Test
    void theDigestIsThatOfTheManifestBytes() throws Exception {
        assertThat(Bundle.open(folder).digest()).isEqualTo(sha256(Files.readAllBytes(folder.resolve("bundle.json"))));
    }

    @Test
    void refusesAFolderWithoutAManifest() throws Exception {
        Files.delete(folder.resolve("bundle.json"));
        assertRejected("manifest_missing");
    }

    @Test
    void refusesAFileWhoseBytesChanged() throws Exception {
        Files.writeString(folder.resolve("main.pt"), "not a real modulE");
        assertRejected("file_altered");
    }

    @Test
    void refusesAMissingFile() throws Exception {
        Files.delete(folder.resolve("main.pt"));
        assertRejected("file_missing");
    }

    @Test
    void refusesPathsThatLeaveTheFolder() throws Exception {
        Path outside = folder.resolveSibling("outside-" + folder.getFileName() + ".pt");
        Files.copy(folder.resolve("main.pt"), outside);
        try {
            edit(m -> {
                ((ObjectNode) m.path("files").get(0)).put("path", "../" + outside.getFileName());
                ((ObjectNode) m.path("modules")).put("main", "../" + outside.getFileName());
            });
            assertRejected("file_outside");
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void refusesLinksThatLeaveTheFolder() throws Exception {
        Path outside = folder.resolveSibling("linked-" + folder.getFileName() + ".pt");
        Files.move(folder.resolve("main.pt"), outside);
        Files.createSymbolicLink(folder.resolve("main.pt"), outside);
        try {
            assertRejected("file_outside");
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void refusesAKindThatNobodyCanRun() throws Exception {
        edit(m -> m.put("kind", "telepathy"));
        assertRejected("unsupported_kind");
    }

    @Test
    void refusesAnotherSchema() throws Exception {
        edit(m -> m.put("schema", 2));
        assertRejected("manifest_invalid");
    }

    @Test
    void refusesGroupsOutsideTheLatents() throws Exception {
        edit(m -> ((ObjectNode) m.path("latents")).put("length", 4));
        assertRejected("manifest_invalid");
    }

    @Test
    void refusesAGroupWithoutLatents() throws Exception {
        edit(m -> ((ObjectNode) m.path("latents").path("groups").get(0)).put("to", 2));
        assertRejected("manifest_invalid");
    }

    @Test
    void refusesAModuleThatIsNotListedWithADigest() throws Exception {
        edit(m -> ((ArrayNode) m.path("files")).removeAll());
        assertRejected("manifest_invalid");
    }

    @Test
    void refusesTextThatIsNotJson() throws Exception {
        Files.writeString(folder.resolve("bundle.json"), "schema: 1");
        assertRejected("manifest_invalid");
    }

    @Test
    void readsTheCompositorOfThisRepository() throws Exception {
        Bundle bundle = Bundle.open(Path.of(System.getProperty("refinery.root"), "bundles", "compositor", "1"));
        assertThat(bundle.manifest().id()).isEqualTo("compositor@1");
        assertThat(bundle.latents().groups()).isNotEmpty();
    }

    private void assertRejected(String code) {
        assertThatThrownBy(() -> Bundle.open(folder))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void edit(Consumer<ObjectNode> change) throws Exception {
        change.accept(manifest);
        save();
    }

    private void save() throws Exception {
        Files.write(folder.resolve("bundle.json"), Json.mapper().writeValueAsBytes(manifest));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
