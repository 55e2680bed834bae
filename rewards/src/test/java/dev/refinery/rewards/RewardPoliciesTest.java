package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.RewardPolicy.Calibration;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RewardPoliciesTest {
    @Test
    void catalogJudgesEveryRoleButPose() {
        RewardPolicy policy = RewardPolicies.load("catalog@1");
        assertThat(policy.reference()).isEqualTo("catalog@1");
        assertThat(policy.digest()).matches("[0-9a-f]{64}");
        for (Role role : Role.values()) {
            RewardPolicy.RoleRule rule = policy.rule(role);
            if (role == Role.POSE) {
                assertThat(rule.metrics()).isEmpty();
                assertThat(rule.masked()).isNotBlank();
            } else {
                assertThat(rule.metrics()).isNotEmpty();
                assertThat(rule.holdout()).isNotNull();
                assertThat(rule.metrics()).noneMatch(use -> use.equals(rule.holdout()));
            }
        }
        assertThat(policy.rule(Role.SUBJECT).gate(true))
                .isLessThan(policy.rule(Role.SUBJECT).gate(false));
    }

    @Test
    void refusesUnknownNamesAndTouchesNoOtherResource() {
        assertThatThrownBy(() -> RewardPolicies.load("../secret@1"))
                .isInstanceOf(RewardPolicies.UnknownPolicyException.class)
                .hasMessageContaining("catalog@1");
    }

    @Test
    void refusesMalformedDocuments() {
        assertThatThrownBy(() -> RewardPolicies.parse("name: [".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RewardPolicies.parse(
                        "name: a\nversion: \"1\"\nquality: {gate: 1.5}\nroles: {}\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gate");
    }

    @Test
    void calibrationIsALogisticCurve() {
        Calibration calibration = new Calibration(0.4, 0.1);
        assertThat(calibration.apply(0.4)).isEqualTo(0.5);
        assertThat(calibration.apply(0.6)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
        assertThatThrownBy(() -> new Calibration(0.4, 0)).hasMessageContaining("scale");
    }
}
