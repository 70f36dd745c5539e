package io.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets constructors, lifecycle methods and test methods take a {@link Kafka} parameter: one cluster for all tests of
 * the JVM, started by the first that asks and closed after the last test.
 *
 * <p>Which cluster: {@code HOLDFAST_TEST_BOOTSTRAP_SERVERS} names an existing one; else the system property {@code
 * holdfast.test.kafka} says {@code embedded} (default), {@code process} or {@code container}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(KafkaExtension.class)
public @interface KafkaTest {}
