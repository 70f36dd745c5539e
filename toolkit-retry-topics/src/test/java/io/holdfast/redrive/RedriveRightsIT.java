package io.holdfast.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.redrive.plan.PlanRequest;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.Target;
import io.holdfast.testkit.EmbeddedKafka;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** With an authorizer: one target of five may not be written to, and so nothing moves at all. */
class RedriveRightsIT {

    @Test
    void movesNothingBeforeEveryTargetIsCleared() throws Exception {
        Map<String, String> authorizer = Map.of(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "true");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(authorizer)) {
            Dead dead = Dead.topics(kafka, 1);
            for (int i = 0; i < 5; i++) {
                String target = kafka.topic("target" + i, 1);
                for (int n = 0; n < 10; n++) {
                    dead.write(dead.letter(0, i * 10 + n, "k" + n, "v").with("holdfast-origin-topic", target));
                }
                if (i == 3) deny(kafka, target);
            }
            try (Redrive redrive = dead.redrive()) {
                RedrivePlan plan = redrive.plan(
                        PlanRequest.redrive(dead.dlq, "tester", "because").to(Target.source()));
                assertThat(plan.targets()).hasSize(5);
                assertThat(plan.warnings()).anyMatch(warning -> warning.contains("not allowed to write to target3"));
                redrive.save(plan);
                assertThatThrownBy(() -> redrive.run(plan.id(), RunOptions.defaults()))
                        .isInstanceOf(RedriveRefused.class)
                        .hasMessageContaining("nothing has been moved")
                        .hasMessageContaining("not allowed to write to target3");
                for (String target : plan.targets().keySet())
                    assertThat(dead.values(target)).isEmpty();
                assertThat(redrive.tasks().get(0).progress().status()).isEqualTo(TaskStatus.PLANNED);
            }
        }
    }

    /** WRITE for somebody else only; the tester may still describe and read. */
    private static void deny(EmbeddedKafka kafka, String topic) throws Exception {
        ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        kafka.admin()
                .createAcls(List.of(
                        new AclBinding(
                                pattern,
                                new AccessControlEntry("User:*", "*", AclOperation.WRITE, AclPermissionType.DENY)),
                        new AclBinding(
                                pattern,
                                new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.ALLOW)),
                        new AclBinding(
                                pattern,
                                new AccessControlEntry(
                                        "User:*", "*", AclOperation.DESCRIBE_CONFIGS, AclPermissionType.ALLOW))))
                .all()
                .get();
    }
}
