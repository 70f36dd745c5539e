package io.holdfast.dedup.streams;

import io.holdfast.dedup.MessageId;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** One task's processor. */
final class DropDuplicates<K, V> implements FixedKeyProcessor<K, V, V> {
    private static final byte[] SEEN = {1};

    private final Function<FixedKeyRecord<K, V>, Optional<MessageId>> ids;
    private final long window;
    private final String storeName;
    private FixedKeyProcessorContext<K, V> context;
    private WindowStore<String, byte[]> seen;

    DropDuplicates(Function<FixedKeyRecord<K, V>, Optional<MessageId>> ids, long window, String storeName) {
        this.ids = ids;
        this.window = window;
        this.storeName = storeName;
    }

    @Override
    public void init(FixedKeyProcessorContext<K, V> context) {
        this.context = context;
        this.seen = context.getStateStore(storeName);
    }

    @Override
    public void process(FixedKeyRecord<K, V> record) {
        Optional<MessageId> id = ids.apply(record);
        if (id.isPresent()) {
            if (seenNear(id.get().text(), record.timestamp())) return;
            seen.put(id.get().text(), SEEN, record.timestamp());
        }
        context.forward(record);
    }

    private boolean seenNear(String id, long timestamp) {
        try (WindowStoreIterator<byte[]> near = seen.fetch(id, Math.max(0, timestamp - window), timestamp + window)) {
            return near.hasNext();
        }
    }
}
