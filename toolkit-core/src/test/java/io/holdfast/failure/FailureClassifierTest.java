package io.holdfast.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.handler.Outcome;
import io.holdfast.handler.Outcome.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {

    @Test
    void anUnknownFailure_isTriedAgainWithBackoff_untilAttemptsAreUsedUp() {
        FailureClassifier classifier = FailureClassifier.builder()
                .maxAttempts(3)
                .backoff(attempt -> Duration.ofSeconds(attempt))
                .build();
        IOException failure = new IOException("down");

        assertThat(classifier.classify(failure, 1)).isEqualTo(Outcome.retryAfter(Duration.ofSeconds(1), failure));
        assertThat(classifier.classify(failure, 2)).isEqualTo(Outcome.retryAfter(Duration.ofSeconds(2), failure));
        assertThat(classifier.classify(failure, 3)).isEqualTo(Outcome.deadLetter("gave up after attempt 3", failure));
    }

    @Test
    void attemptsBeyondTheLimit_areDeadLettersToo_howeverLarge() {
        assertThat(FailureClassifier.defaults()
                        .classify(new IOException(), Integer.MAX_VALUE)
                        .kind())
                .isEqualTo(Kind.DEAD_LETTER);
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.IllegalArgumentException, DEAD_LETTER",
        "java.lang.NullPointerException, DEAD_LETTER",
        "java.lang.ClassCastException, DEAD_LETTER",
        "java.lang.UnsupportedOperationException, DEAD_LETTER",
        "java.lang.AssertionError, DEAD_LETTER",
        "java.lang.NoClassDefFoundError, DEAD_LETTER",
        "java.lang.StackOverflowError, DEAD_LETTER",
        "java.lang.OutOfMemoryError, STOP",
        "java.lang.RuntimeException, RETRY",
        "java.util.concurrent.TimeoutException, RETRY",
        "java.sql.SQLTransientException, RETRY",
    })
    void whatIsNotNamed_isDecidedByItsNature(Class<? extends Throwable> type, Kind kind) throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();
        assertThat(FailureClassifier.defaults().classify(failure, 1).kind()).isEqualTo(kind);
    }

    @Test
    void undecodableRecords_areDeadLettersAtOnce() {
        Throwable cause = new SerializationException("bad bytes");
        assertThat(FailureClassifier.defaults()
                        .classify(new UndecodableRecordException("value", "Json", cause), 1)
                        .kind())
                .isEqualTo(Kind.DEAD_LETTER);
        assertThat(FailureClassifier.defaults().classify(cause, 1).kind()).isEqualTo(Kind.DEAD_LETTER);
    }

    @Test
    void rulesAreAskedInOrder_beforeTheBuiltInOnes() {
        FailureClassifier classifier = FailureClassifier.builder()
                .drop(FileNotFoundException.class)
                .release(IOException.class, Duration.ofSeconds(5))
                .retry(IllegalArgumentException.class)
                .deadLetter(IllegalStateException.class)
                .stop(SecurityException.class)
                .maxAttempts(2)
                .build();

        assertThat(classifier.classify(new FileNotFoundException(), 1).kind()).isEqualTo(Kind.DROP);
        assertThat(classifier.classify(new IOException(), 99))
                .isEqualTo(Outcome.release(Duration.ofSeconds(5), "java.io.IOException"));
        assertThat(classifier.classify(new IllegalArgumentException(), 1).kind())
                .isEqualTo(Kind.RETRY);
        assertThat(classifier.classify(new IllegalArgumentException(), 2).kind())
                .isEqualTo(Kind.DEAD_LETTER);
        assertThat(classifier.classify(new IllegalStateException(), 1).kind()).isEqualTo(Kind.DEAD_LETTER);
        assertThat(classifier.classify(new SecurityException(), 1).kind()).isEqualTo(Kind.STOP);
    }

    @Test
    void carriersAreUnwrapped() {
        Throwable wrapped = new ExecutionException(new CompletionException(new IllegalArgumentException("bad")));
        assertThat(FailureClassifier.defaults().classify(wrapped, 1))
                .isInstanceOfSatisfying(Outcome.DeadLetter.class, dead -> assertThat(dead.cause())
                        .hasMessage("bad"));
    }

    @Test
    void aBuiltClassifier_isNotChangedByItsBuilder() {
        FailureClassifier.Builder builder =
                FailureClassifier.builder().maxAttempts(2).retry(IOException.class);
        FailureClassifier classifier = builder.build();
        builder.maxAttempts(50).drop(IOException.class);
        assertThat(classifier.classify(new IOException(), 2).kind()).isEqualTo(Kind.DEAD_LETTER);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> FailureClassifier.builder().maxAttempts(0))
                .hasMessage("maxAttempts must be at least 1, was 0");
        assertThatThrownBy(() -> Backoff.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("most (PT1S) must not be less than first (PT2S)");
        assertThatThrownBy(() -> Backoff.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(2), 1.0))
                .hasMessage("jitter must be from 0 to below 1, was 1.0");
        assertThatThrownBy(() -> Backoff.fixed(Duration.ofMillis(-1)))
                .hasMessage("delay must not be negative, was PT-0.001S");
    }

    @Test
    void exponentialBackoff_doublesToItsMost_andJitterStaysInItsShare() {
        Backoff plain = Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(1), 0);
        assertThat(plain.after(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(plain.after(2)).isEqualTo(Duration.ofMillis(200));
        assertThat(plain.after(9)).isEqualTo(Duration.ofSeconds(1));
        Backoff moved = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(1));
        for (int i = 0; i < 200; i++)
            assertThat(moved.after(2)).isBetween(Duration.ofMillis(100), Duration.ofMillis(300));
    }
}
