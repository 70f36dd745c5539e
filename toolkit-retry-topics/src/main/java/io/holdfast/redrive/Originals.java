package io.holdfast.redrive;

import io.holdfast.handler.Delivery.Origin;
import io.holdfast.redrive.Fetched.Missing;
import io.holdfast.redrive.dialect.DeadLetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Finds the original records of pointer dead letters, many at a time. */
final class Originals {

    private final RecordFetcher fetcher;

    Originals(RecordFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * The record to send for each of these dead letters: its own, or what its pointer leads to. A share group's copy of
     * key and value stands in for an original that is gone; what has nothing at all is answered with the cause.
     */
    Map<DeadLetter, Fetched> of(Collection<DeadLetter> letters) {
        Map<DeadLetter, Fetched> answers = new HashMap<>();
        Map<TopicPartition, Map<DeadLetter, Long>> wanted = new HashMap<>();
        for (DeadLetter letter : letters) {
            if (!letter.pointer()) {
                answers.put(letter, Fetched.of(letter.record()));
            } else if (letter.origin().isEmpty()) {
                answers.put(letter, orCopy(letter, Fetched.missing(Missing.UNREADABLE)));
            } else {
                Origin origin = letter.origin().get();
                wanted.computeIfAbsent(new TopicPartition(origin.topic(), origin.partition()), p -> new HashMap<>())
                        .put(letter, origin.offset());
            }
        }
        wanted.forEach((partition, offsets) -> {
            long[] all = offsets.values().stream().mapToLong(Long::longValue).toArray();
            Map<Long, Fetched> found = fetcher.fetch(partition, all);
            offsets.forEach((letter, offset) -> answers.put(letter, orCopy(letter, found.get(offset))));
        });
        return answers;
    }

    private static Fetched orCopy(DeadLetter letter, Fetched fetched) {
        return fetched.missing() != null && !letter.hollow() ? Fetched.of(letter.record()) : fetched;
    }
}
