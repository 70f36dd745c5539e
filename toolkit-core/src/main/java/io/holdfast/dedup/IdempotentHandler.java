package io.holdfast.dedup;

import static java.util.Objects.requireNonNull;

import io.holdfast.handler.BatchHandler;
import io.holdfast.handler.Delivery;
import io.holdfast.handler.Outcome;
import io.holdfast.handler.RecordHandler;
import java.util.List;
import javax.sql.DataSource;

/**
 * A handler whose effects happen once for each {@linkplain MessageId message id}, however often the message comes.
 *
 * <p>What it guarantees depends on the store. {@link #inTransaction}: exactly once, because id and effect are one
 * commit. {@link #leased}: once, unless the process dies after the effect and before the mark.
 *
 * <p>What a record gets besides the handler's own outcome:
 *
 * <table>
 * <caption>Outcomes</caption>
 * <tr><td>id marked already</td><td>{@code Duplicate}; the handler is not called</td></tr>
 * <tr><td>id leased by another</td><td>{@code Release} until the lease is over, at most a second</td></tr>
 * <tr><td>store down, commit outcome unknown</td><td>{@code Release} with a delay that doubles up to
 *     {@link DedupOptions#maxWait()}</td></tr>
 * <tr><td>no id found</td><td>{@code DeadLetter}</td></tr>
 * <tr><td>stands after a record that is not finished</td><td>{@code Release} without delay, so that order holds</td></tr>
 * <tr><td>repeats an id within its batch</td><td>{@code Duplicate} if the first is finished, else {@code Release}</td></tr>
 * </table>
 *
 * <p>{@code Done}, {@code Duplicate} and {@code Drop} leave a mark. A throwable and any other outcome leave none. A
 * throwable is passed on after the records before it have been marked and the others released.
 *
 * <p>It is both a record and a batch handler: one that is handed a run of records asks the store about all of them in
 * one round trip. It needs no engine and works wherever records are handled, if that place honours the outcome: a
 * record that is not finished must be handed in again before its offset is committed.
 *
 * <p>Thread: any, concurrently. The store is called on the caller's thread.
 */
public final class IdempotentHandler<K, V> implements RecordHandler<K, V>, BatchHandler<K, V> {

    private final BatchHandler<K, V> protocol;

    private IdempotentHandler(BatchHandler<K, V> protocol) {
        this.protocol = protocol;
    }

    /** Claims the id, calls {@code handler}, marks the id; for effects outside the store's database. */
    public static <K, V> IdempotentHandler<K, V> leased(LeaseStore store, RecordHandler<K, V> handler) {
        return leased(store, handler, DedupOptions.defaults());
    }

    /** As {@link #leased(LeaseStore, RecordHandler)}. */
    public static <K, V> IdempotentHandler<K, V> leased(
            LeaseStore store, RecordHandler<K, V> handler, DedupOptions options) {
        requireNonNull(store, "store");
        return leased((LeaseStore.Partitioned) delivery -> store, handler, options);
    }

    /** As {@link #leased(LeaseStore, RecordHandler)}, with the store that serves the record's partition. */
    public static <K, V> IdempotentHandler<K, V> leased(
            LeaseStore.Partitioned stores, RecordHandler<K, V> handler, DedupOptions options) {
        return new IdempotentHandler<>(new LeaseProtocol<>(stores, LeasedEffects.oneByOne(handler), options));
    }

    /** As {@link #leased(LeaseStore, RecordHandler)}, for a handler that takes the new records of a batch in one call. */
    public static <K, V> IdempotentHandler<K, V> leasedBatch(
            LeaseStore.Partitioned stores, BatchHandler<K, V> handler, DedupOptions options) {
        return new IdempotentHandler<>(new LeaseProtocol<>(stores, LeasedEffects.together(handler), options));
    }

    /** As {@link #leasedBatch(LeaseStore.Partitioned, BatchHandler, DedupOptions)}. */
    public static <K, V> IdempotentHandler<K, V> leasedBatch(
            LeaseStore store, BatchHandler<K, V> handler, DedupOptions options) {
        requireNonNull(store, "store");
        return leasedBatch((LeaseStore.Partitioned) delivery -> store, handler, options);
    }

    /** Inserts the id and calls {@code handler} in one transaction of {@code database}; records of a run share it. */
    public static <K, V> IdempotentHandler<K, V> inTransaction(
            DataSource database, TransactionalStore store, TransactionalHandler<K, V> handler) {
        return inTransaction(database, store, handler, DedupOptions.defaults());
    }

    /** As {@link #inTransaction(DataSource, TransactionalStore, TransactionalHandler)}. */
    public static <K, V> IdempotentHandler<K, V> inTransaction(
            DataSource database, TransactionalStore store, TransactionalHandler<K, V> handler, DedupOptions options) {
        return new IdempotentHandler<>(
                new TransactionProtocol<>(database, store, TransactionalEffects.oneByOne(handler), options));
    }

    /** As {@link #inTransaction(DataSource, TransactionalStore, TransactionalHandler)}, all new records in one call. */
    public static <K, V> IdempotentHandler<K, V> batchInTransaction(
            DataSource database,
            TransactionalStore store,
            TransactionalHandler.BatchEffect<K, V> effect,
            DedupOptions options) {
        return new IdempotentHandler<>(
                new TransactionProtocol<>(database, store, TransactionalEffects.together(effect), options));
    }

    @Override
    public Outcome handle(Delivery<K, V> delivery) throws Exception {
        return protocol.handle(List.of(delivery)).get(0);
    }

    @Override
    public List<Outcome> handle(List<Delivery<K, V>> run) throws Exception {
        return run.isEmpty() ? List.of() : protocol.handle(run);
    }
}
