package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.provenance.InvalidKeyFileException;
import dev.refinery.provenance.PublicSigningKey;
import dev.refinery.provenance.Verification;
import dev.refinery.provenance.Verification.Picture;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says where a picture comes from and whether that can be believed. Offline. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Says which job made a picture, whether it is still that picture, and whether a trusted key says so.",
            "Nothing needs to run. docs/provenance.md says what is proved by it and what is not."
        },
        footer = {
            "",
            "Exit code: 0 authentic; 1 altered: the picture, the manifest or the signature is not as it was;",
            "2 cannot be told: no manifest, no signature, an unknown key, or a file that cannot be read.",
            "",
            "Examples:",
            "  refinery verify out/result-0.png",
            "  refinery verify shop.jpg --key deployment.pub.pem --json"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int AUTHENTIC = 0;
    private static final int ALTERED = 1;
    private static final int UNTOLD = 2;

    private final Surroundings surroundings;
    private final Console console;

    @Parameters(index = "0", paramLabel = "PICTURE", description = "A PNG, JPEG or WebP file.")
    private @Nullable Path picture;

    @Option(
            names = "--key",
            paramLabel = "PUBLIC.pem",
            description = "An Ed25519 public key to trust; may be given more than once. Default: the local stack's.")
    private List<Path> keys = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON on standard output.")
    private boolean json;

    VerifyCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        Path file = Objects.requireNonNull(picture, "picocli requires it");
        Verification verification;
        try {
            verification = Verification.of(PictureFile.bytes(file), trusted());
        } catch (ImageRejectedException e) {
            console.err().println("refinery: " + file + " " + e.getMessage());
            return UNTOLD;
        } catch (InvalidKeyFileException | CliException e) {
            console.err().println("refinery: " + e.getMessage());
            return UNTOLD;
        }
        if (json) {
            printJson(file, verification);
        } else {
            print(verification);
        }
        return switch (verification.verdict()) {
            case AUTHENTIC -> AUTHENTIC;
            case ALTERED -> ALTERED;
            case UNVERIFIED -> UNTOLD;
        };
    }

    private List<PublicSigningKey> trusted() throws InvalidKeyFileException {
        List<Path> files = new ArrayList<>(keys);
        Path own = surroundings.home().provenancePublicKeyFile();
        if (files.isEmpty() && Files.exists(own)) {
            files.add(own);
        }
        List<PublicSigningKey> trusted = new ArrayList<>();
        for (Path file : files) {
            trusted.add(PublicSigningKey.read(file));
        }
        return trusted;
    }

    private void print(Verification verification) {
        PrintWriter out = console.out();
        out.println(sentence(verification));
        JsonNode manifest = verification.manifest();
        if (manifest == null) {
            return;
        }
        out.println();
        out.println("job         " + text(manifest, "job") + ", submitted " + text(manifest, "created"));
        out.println("made by     " + text(manifest, "model") + ", bundle " + text(manifest, "bundle"));
        out.println("judged by   " + manifest.path("policy").path("name").asText("?")
                + (manifest.path("policy").hasNonNull("digest")
                        ? ", document " + manifest.path("policy").path("digest").asText()
                        : ""));
        out.println("seed        " + text(manifest, "seed") + ", candidate " + text(manifest, "candidate"));
        out.println("source type " + text(manifest, "digital_source_type"));
        for (JsonNode reference : manifest.path("references")) {
            out.println("reference   " + text(reference, "name") + " (" + text(reference, "role") + ") "
                    + text(reference, "sha256"));
        }
        out.println("picture     " + word(verification.picture()) + ", "
                + manifest.path("image").path("sha256").asText("?"));
        out.println("signature   " + word(verification.signature())
                + (verification.keyId() == null ? "" : ", key " + verification.keyId()));
    }

    private static String sentence(Verification verification) {
        return switch (verification.verdict()) {
            case AUTHENTIC -> "Authentic: this is the picture that the manifest is about, and a trusted key signed it.";
            case ALTERED ->
                verification.picture() == Picture.DIFFERS
                        ? "Altered: this is not the picture that the manifest is about."
                        : "Altered: the manifest is not what the key signed.";
            case UNVERIFIED ->
                switch (verification.signature()) {
                    case UNKNOWN_KEY -> "Not verified: signed by a key that is not trusted here; name it with --key.";
                    case NONE, VALID, INVALID ->
                        verification.manifest() == null
                                ? "Not verified: the file carries no provenance."
                                : "Not verified: the picture fits its manifest, but nobody signed it.";
                };
        };
    }

    private void printJson(Path file, Verification verification) {
        ObjectNode report = Json.mapper().createObjectNode();
        report.put("file", file.toString());
        report.put("verdict", word(verification.verdict()));
        report.put("picture", word(verification.picture()));
        report.put("signature", word(verification.signature()));
        report.put("key_id", verification.keyId());
        report.set("manifest", verification.manifest());
        console.out().println(report.toPrettyString());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("?");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
