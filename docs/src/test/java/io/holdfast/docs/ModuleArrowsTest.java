package io.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.holdfast.core.ClockReadingLanes;
import io.holdfast.handler.KnowsTheEngine;
import io.holdfast.outbox.PeeksIntoRetryTopics;
import io.holdfast.retry.PeeksIntoOutbox;
import io.holdfast.testkit.KnowsTheToolkit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house hold, and would not if somebody broke them. */
class ModuleArrowsTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast");

    @Test
    void theHouse_isLookedAtAsAWhole() {
        assertThat(HOUSE.stream().map(JavaClass::getName))
                .contains(
                        "io.holdfast.core.ConsumerLoop",
                        "io.holdfast.dedup.IdempotentHandler",
                        "io.holdfast.testkit.EmbeddedKafka",
                        "io.holdfast.samples.demo.Demo",
                        "io.holdfast.bench.Bench")
                .doesNotContain(ClockReadingLanes.class.getName());
    }

    static List<ArchRule> rules() {
        return HouseRules.ALL;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRule_holds(ArchRule rule) {
        rule.check(HOUSE);
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(HouseRules.DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK, ClockReadingLanes.class, "nanoTime"),
                Arguments.of(HouseRules.DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK, ClockReadingLanes.class, "Instant.now"),
                Arguments.of(HouseRules.DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK, ClockReadingLanes.class, "Thread.<init>"),
                Arguments.of(HouseRules.DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK, ClockReadingLanes.class, "systemUTC"),
                Arguments.of(HouseRules.LIBRARY_DOES_NOT_PRINT, ClockReadingLanes.class, "System.out"),
                Arguments.of(HouseRules.LOGS_BY_SLF4J, ClockReadingLanes.class, "java.util.logging.Logger"),
                Arguments.of(HouseRules.HANDLER_KNOWS_NAMES, KnowsTheEngine.class, "ReliableConsumer"),
                Arguments.of(HouseRules.TESTKIT_KNOWS_NO_OTHER_MODULE, KnowsTheToolkit.class, "ReliableConsumer"),
                Arguments.of(
                        HouseRules.NOBODY_KNOWS_SAMPLES_AND_BENCHMARKS, KnowsTheToolkit.class, "samples.demo.Demo"),
                Arguments.of(HouseRules.RETRY_DOES_NOT_KNOW_OUTBOX, PeeksIntoOutbox.class, "PeeksIntoRetryTopics"),
                Arguments.of(HouseRules.OUTBOX_DOES_NOT_KNOW_RETRY, PeeksIntoRetryTopics.class, "PeeksIntoOutbox"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void whoBreaksTheRule_isCaught(ArchRule rule, Class<?> culprit, String caughtAt) {
        JavaClasses classes = new ClassFileImporter().importClasses(culprit);
        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(caughtAt);
    }

    @Test
    void whoMayTouchThreadsAndClocks_doesSo() {
        assertThat(HOUSE.stream()
                        .filter(type -> type.getPackageName().equals("io.holdfast.core"))
                        .filter(HouseRules.ownThreadsAndClocks())
                        .filter(type -> type.getAccessesFromSelf().stream().anyMatch(HouseRules.touchesThreadOrClock()))
                        .map(type -> type.getName().replaceAll(".*\\.|\\$.*", "")))
                .as("a class that no longer needs to be excepted is taken off the list")
                .containsAll(HouseRules.OWN_THREADS_AND_CLOCKS);
    }
}
