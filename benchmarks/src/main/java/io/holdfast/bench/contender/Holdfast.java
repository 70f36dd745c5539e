package io.holdfast.bench.contender;

import io.holdfast.core.Ordering;
import io.holdfast.core.ReliableConsumer;
import io.holdfast.handler.Outcome;
import java.time.Duration;
import java.util.List;

/** Holdfast as its documentation shows it, with the given concurrency: all other settings are the defaults. */
final class Holdfast implements Contender {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    @Override
    public AutoCloseable start(Consumption consumption, RecordWork work) {
        ReliableConsumer consumer = ReliableConsumer.<byte[], byte[]>builder(
                        consumption.consumerProperties(), List.of(consumption.topic()))
                .ordering(Ordering.KEY)
                .concurrency(consumption.concurrency())
                .handler(delivery -> {
                    work.handle(delivery.record());
                    return Outcome.done();
                })
                .build();
        consumer.start();
        return () -> consumer.close(CLOSE_WITHIN);
    }
}
