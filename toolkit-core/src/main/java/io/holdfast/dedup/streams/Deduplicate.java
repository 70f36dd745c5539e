package io.holdfast.dedup.streams;

import static java.util.Objects.requireNonNull;

import io.holdfast.dedup.MessageId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Drops records whose id was seen within the window: {@code stream.processValues(Deduplicate.byHeader("ce_id", window))}.
 *
 * <p>Exactly as sure as the topology: with {@code processing.guarantee=exactly_once_v2} an id is remembered if and only if
 * what came of its record was committed; with at-least-once a crash may forward a record twice. State is a windowed
 * store with a changelog, so it moves with the task and survives restarts.
 *
 * <p>Two records are duplicates if their ids are equal and their timestamps lie no further apart than the window,
 * whichever came first. A record that is more than the window behind the newest one is forwarded and may not be
 * remembered. Duplicates must be in one partition, as records of one key are. A record without id is forwarded.
 */
public final class Deduplicate<K, V> implements FixedKeyProcessorSupplier<K, V, V> {
    private static final String DEFAULT_STORE = "holdfast-dedup";

    private final Function<FixedKeyRecord<K, V>, Optional<MessageId>> ids;
    private final Duration window;
    private final String storeName;

    private Deduplicate(Function<FixedKeyRecord<K, V>, Optional<MessageId>> ids, Duration window, String storeName) {
        this.ids = requireNonNull(ids, "ids");
        this.window = requireNonNull(window, "window");
        this.storeName = requireNonNull(storeName, "storeName");
        if (window.toMillis() < 1) throw new IllegalArgumentException("window must be at least 1 ms, was " + window);
    }

    /** By what {@code id} finds in a record; null or empty where there is none. */
    public static <K, V> Deduplicate<K, V> byId(Function<FixedKeyRecord<K, V>, String> id, Duration window) {
        requireNonNull(id, "id");
        return new Deduplicate<>(record -> MessageId.of(id.apply(record)), window, DEFAULT_STORE);
    }

    /** By the last header called {@code name}. */
    public static <K, V> Deduplicate<K, V> byHeader(String name, Duration window) {
        requireNonNull(name, "name");
        return new Deduplicate<>(
                record -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null ? Optional.empty() : MessageId.of(header.value());
                },
                window,
                DEFAULT_STORE);
    }

    /** With a store of another name, for a second use in one topology. Default {@value #DEFAULT_STORE}. */
    public Deduplicate<K, V> withStore(String name) {
        return new Deduplicate<>(ids, window, name);
    }

    @Override
    public FixedKeyProcessor<K, V, V> get() {
        return new DropDuplicates<>(ids, window.toMillis(), storeName);
    }

    /** Kept for twice the window, so that a record that is one window late finds what is one window older still. */
    @Override
    public Set<StoreBuilder<?>> stores() {
        StoreBuilder<WindowStore<String, byte[]>> store = Stores.windowStoreBuilder(
                Stores.persistentWindowStore(storeName, window.multipliedBy(2), window, false),
                Serdes.String(),
                Serdes.ByteArray());
        return Set.of(store);
    }
}
