package dev.refinery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {
    private static final String JOB = "01936f00-0000-7000-8000-000000000001";
    private static final String UPLOAD = "upl_" + "0a".repeat(16);
    private final TenantId tenant = new TenantId("acme");
    private final JobId job = JobId.parse(JOB);

    @Test
    void theLayoutIsAsDocumented() {
        String sha = "ab" + "0".repeat(62);
        CandidateId third = new CandidateId(job, 2, 3);
        CandidateId last = CandidateId.finalRender(job, 1);
        assertThat(ObjectKeys.reference(tenant, sha, "png")).isEqualTo("acme/ref/sha256/ab/" + sha + ".png");
        assertThat(ObjectKeys.candidate(third, tenant, "png")).isEqualTo("acme/cand/" + JOB + "/2/3.png");
        assertThat(ObjectKeys.candidate(last, tenant, "png")).isEqualTo("acme/cand/" + JOB + "/final/1.png");
        assertThat(ObjectKeys.mask(third, tenant, "mug")).isEqualTo("acme/cand/" + JOB + "/2/3.mug.mask.png");
        assertThat(ObjectKeys.result(tenant, job, 1, "webp")).isEqualTo("acme/final/" + JOB + "/result-1.webp");
        assertThat(ObjectKeys.referenceSource(tenant, sha)).isEqualTo("acme/ref/source/ab/" + sha + ".json");
        assertThat(ObjectKeys.uploadedPicture(tenant, UPLOAD)).isEqualTo("acme/upload/" + UPLOAD + "/picture.bin");
        assertThat(ObjectKeys.uploadTicket(tenant, UPLOAD)).isEqualTo("acme/upload/" + UPLOAD + "/ticket.json");
    }

    @Test
    void noKeyIsAFolderOfAnother() {
        CandidateId c = new CandidateId(job, 0, 1);
        List<String> keys = List.of(
                ObjectKeys.reference(tenant, "0".repeat(64), "png"),
                ObjectKeys.referenceSource(tenant, "0".repeat(64)),
                ObjectKeys.uploadedPicture(tenant, UPLOAD),
                ObjectKeys.uploadTicket(tenant, UPLOAD),
                ObjectKeys.candidate(c, tenant, "png"),
                ObjectKeys.candidate(new CandidateId(job, 0, 10), tenant, "png"),
                ObjectKeys.mask(c, tenant, "mug"),
                ObjectKeys.mask(c, tenant, "mug-2"),
                ObjectKeys.result(tenant, job, 1, "png"),
                ObjectKeys.policy(tenant, "catalog@1"),
                ObjectKeys.policy(tenant, "catalog@1.1"));
        for (String a : keys) {
            for (String b : keys) {
                assertThat(b.startsWith(a + "/")).isFalse();
            }
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void readsKeysBack() {
        assertThat(ObjectKeys.parse(ObjectKeys.mask(new CandidateId(job, 0, 1), tenant, "mug")))
                .contains(new ObjectKeys.Expiring.OfCandidate(tenant, job));
        assertThat(ObjectKeys.parse(ObjectKeys.result(tenant, job, 0, "png")))
                .contains(new ObjectKeys.Expiring.Result(tenant, job));
        assertThat(ObjectKeys.parse(ObjectKeys.idempotencyClaim(tenant, "ab".repeat(32))))
                .contains(new ObjectKeys.Expiring.IdempotencyClaim(tenant));
        assertThat(ObjectKeys.parse(ObjectKeys.uploadTicket(tenant, UPLOAD)))
                .contains(new ObjectKeys.Expiring.Upload(tenant));
        assertThat(ObjectKeys.parse(ObjectKeys.batchFile(tenant, "batch_" + "0".repeat(26), "items-12")))
                .contains(new ObjectKeys.Expiring.BatchFile(tenant));
        assertThatThrownBy(() -> ObjectKeys.batchFile(tenant, "batch_1", "items-1"))
                .isInstanceOf(InvalidValueException.class);
        assertThat(ObjectKeys.parse(ObjectKeys.referenceSource(tenant, "ab".repeat(32))))
                .isEmpty();
    }

    @Test
    void policiesBelongToTheirTenantAndToNoJob() {
        String key = ObjectKeys.policy(tenant, "strict-product@1.2");
        assertThat(key).isEqualTo("acme/policy/strict-product@1.2.yaml");
        assertThat(ObjectKeys.policyOf(key)).contains("strict-product@1.2");
        assertThat(ObjectKeys.policyOf("acme/policy/other.yaml")).isEmpty();
        assertThat(ObjectKeys.parse(key)).isEmpty();
        for (String bad : List.of("../x@1", "a/b@1", "a@", "@1", "A@1", "a@1/..", "")) {
            assertThatThrownBy(() -> ObjectKeys.policy(tenant, bad)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void apiKeysBelongToNoTenant() {
        String key = ObjectKeys.apiKey("0123456789abcdef");
        assertThat(key).isEqualTo("_access/keys/0123456789abcdef.json").startsWith(ObjectKeys.apiKeys());
        assertThat(ObjectKeys.apiKeyOf(key)).contains("0123456789abcdef");
        assertThat(ObjectKeys.apiKeyOf("_access/keys/notes.json")).isEmpty();
        assertThat(ObjectKeys.apiKeyOf("acme/keys/0123456789abcdef.json")).isEmpty();
        assertThat(ObjectKeys.parse(key)).isEmpty();
        assertThatThrownBy(() -> ObjectKeys.apiKey("../x")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new TenantId("_access")).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "acme/ref/sha256/ab/x.png",
                "acme/cand/not-a-job/0/1.png",
                "ACME/cand/" + JOB + "/0/1.png",
                "_janitor/lease-1.txt"
            })
    void foreignKeysAreNobodys(String key) {
        assertThat(ObjectKeys.parse(key)).isEmpty();
    }

    @Test
    void nothingEscapesItsFolder() {
        CandidateId c = new CandidateId(job, 0, 1);
        assertThatThrownBy(() -> ObjectKeys.mask(c, tenant, "../x")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ObjectKeys.idempotencyClaim(tenant, "../x")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ObjectKeys.candidate(c, tenant, "p/ng")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ObjectKeys.reference(tenant, "../../x", "png"))
                .isInstanceOf(InvalidValueException.class);
    }
}
