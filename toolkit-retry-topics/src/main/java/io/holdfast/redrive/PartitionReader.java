package io.holdfast.redrive;

import io.holdfast.redrive.Batch.Item;
import io.holdfast.redrive.Judge.Verdict;
import io.holdfast.redrive.dialect.DeadLetter;
import io.holdfast.redrive.ledger.LedgerEntry;
import io.holdfast.redrive.ledger.LedgerView;
import io.holdfast.redrive.ledger.PartitionScan;
import io.holdfast.redrive.ledger.RecordState;
import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.RedrivePlan.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads one partition of a dead-letter topic ahead of its writer and turns what the plan has promised into batches: so
 * that reading, looking up and building go on while a transaction is being committed.
 *
 * <p>Owns one thread, which {@link #close} ends. At most {@value #AHEAD} batches wait, each of at most
 * {@value #BATCH_BYTES} bytes and one record more.
 */
final class PartitionReader implements AutoCloseable {

    private static final int AHEAD = 2;
    private static final int BATCH_BYTES = 8 << 20;
    private static final long WAIT_MILLIS = 100;
    private static final int LATE_CHUNK = 500;
    private static final int SCANNED_WITHOUT_BATCH = 200_000;

    /** Either a batch or the end by an error. */
    private record Handover(Batch batch, RuntimeException failure) {}

    private final RunContext context;
    private final Range range;
    private final TopicPartition partition;
    private final LedgerView ledger;
    private final long start;
    private final Set<Long> excluded;
    private final BlockingQueue<Handover> out = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile boolean closed;

    private final List<Item> items = new ArrayList<>();
    private long bytes;
    private long scannedSinceBatch;
    private KeySequences sequences = KeySequences.none();

    /** @param excluded offsets that a broker has refused in this run */
    PartitionReader(RunContext context, Range range, LedgerView ledger, long start, Set<Long> excluded) {
        this.context = context;
        this.range = range;
        this.partition = new TopicPartition(context.plan().request().dlq(), range.partition());
        this.ledger = ledger;
        this.start = start;
        this.excluded = excluded;
        thread = new Thread(this::run, "holdfast-redrive-read-" + partition);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The next batch, the last of which says so; empty when the run has been stopped meanwhile. */
    Optional<Batch> next() throws InterruptedException {
        Handover next = null;
        while (next == null) {
            if (context.gate().stopped()) return Optional.empty();
            next = out.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (next.failure() != null) throw next.failure();
        return Optional.of(next.batch());
    }

    private void run() {
        try {
            read();
        } catch (ClosedException | InterruptedException closed) {
            // the writer has gone; nobody waits for anything
        } catch (RuntimeException failure) {
            out.clear();
            out.add(new Handover(null, failure));
        }
    }

    /** Ends the reading from wherever it is. */
    private static final class ClosedException extends RuntimeException {}

    private void stopIfClosed() {
        if (closed) throw new ClosedException();
    }

    private void read() throws InterruptedException {
        if (context.plan().request().ordered() && range.disordered() > 0) sequences = collectSequences();
        try (PartitionScan scan = new PartitionScan(context.clients(), partition, start, range.end());
                RecordFetcher fetcher = new RecordFetcher(context.clients(), context.topics())) {
            Originals originals = new Originals(fetcher);
            while (!scan.done()) {
                stopIfClosed();
                pass(scan.next(), originals, fetcher);
                context.meter().expired(range.partition(), scan.expired());
                flush(scan.position(), false);
            }
            flush(range.end(), true);
        }
    }

    /** Which keys are out of order among the records still to be moved, and in which order they must go. */
    private KeySequences collectSequences() {
        KeySequences.Collector collector = new KeySequences.Collector();
        for (int pass = 1; pass <= 2; pass++) {
            try (PartitionScan scan = new PartitionScan(context.clients(), partition, start, range.end())) {
                while (!scan.done()) {
                    stopIfClosed();
                    for (ConsumerRecord<byte[], byte[]> record : scan.next()) {
                        DeadLetter letter = context.judge().criteria().read(record);
                        if (!moves(letter)) continue;
                        if (pass == 1) collector.firstPass(letter);
                        else collector.secondPass(letter);
                    }
                }
            }
        }
        return collector.sequences();
    }

    private boolean moves(DeadLetter letter) {
        Verdict verdict = context.judge().judge(letter, ledger);
        return verdict == Verdict.TAKE || verdict == Verdict.PARK;
    }

    private void pass(List<ConsumerRecord<byte[], byte[]>> records, Originals originals, RecordFetcher fetcher)
            throws InterruptedException {
        List<DeadLetter> here = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            DeadLetter letter = context.judge().criteria().read(record);
            if (moves(letter)) here.add(letter);
            else noteChange(letter);
        }
        scannedSinceBatch += records.size();
        Map<DeadLetter, Fetched> found = lookUp(here, originals);
        for (DeadLetter letter : here) {
            long offset = letter.record().offset();
            long[] leaving = sequences.arrive(letter);
            if (leaving.length == 1 && leaving[0] == offset) {
                add(letter, found.get(letter));
            } else {
                late(leaving, originals, fetcher);
            }
            if (!items.isEmpty()) setFrontier(sequences.lowestHeld(offset + 1));
            if (items.size() >= context.options().recordsPerTransaction() || bytes >= BATCH_BYTES) {
                emit(sequences.lowestHeld(offset + 1), false);
            }
        }
    }

    /** A record that the plan promised and that somebody else has dealt with since: it must be told, not hidden. */
    private void noteChange(DeadLetter letter) {
        long offset = letter.record().offset();
        if (ledger.mine(offset) || ledger.state(offset) == RecordState.NEW) return;
        if (context.judge().judge(letter, LedgerView.empty()) != Verdict.LEAVE
                && context.changedSincePlan(range.partition(), offset)) {
            context.meter().changed(range.partition());
        }
    }

    private Map<DeadLetter, Fetched> lookUp(List<DeadLetter> letters, Originals originals) {
        return context.plan().request().action() == Action.REDRIVE ? originals.of(letters) : Map.of();
    }

    /** Records that arrived before their turn are read again: what is held is offsets only. */
    private void late(long[] leaving, Originals originals, RecordFetcher fetcher) throws InterruptedException {
        for (int from = 0; from < leaving.length; from += LATE_CHUNK) {
            long[] chunk = Arrays.copyOfRange(leaving, from, Math.min(leaving.length, from + LATE_CHUNK));
            stopIfClosed();
            Map<Long, Fetched> records = fetcher.fetch(partition, chunk);
            List<DeadLetter> letters = new ArrayList<>(chunk.length);
            for (long offset : chunk) {
                Fetched fetched = records.get(offset);
                if (fetched.missing() == null)
                    letters.add(context.judge().criteria().read(fetched.record()));
            }
            Map<DeadLetter, Fetched> found = lookUp(letters, originals);
            for (DeadLetter letter : letters) add(letter, found.get(letter));
            boolean more = from + LATE_CHUNK < leaving.length;
            if (more && (items.size() >= context.options().recordsPerTransaction() || bytes >= BATCH_BYTES)) {
                emit(lowest(leaving, from + LATE_CHUNK), false);
            }
        }
    }

    /** While a key's run is under way the task's offset must not pass those of it that still wait. */
    private long lowest(long[] leaving, int from) {
        long lowest = Arrays.stream(leaving, from, leaving.length).min().orElseThrow();
        return sequences.lowestHeld(lowest);
    }

    private void add(DeadLetter letter, Fetched original) {
        long offset = letter.record().offset();
        if (excluded.contains(offset)) {
            context.meter().refused(range.partition());
            return;
        }
        Verdict verdict = context.judge().judge(letter, ledger);
        Optional<Built> built = build(letter, original, verdict);
        if (built.isEmpty()) return;
        String to = built.get().target() == null ? "" : built.get().target().topic();
        LedgerEntry entry = new LedgerEntry(
                letter.coordinates(),
                context.plan().topicId(),
                built.get().state(),
                context.plan().id(),
                context.clock().millis(),
                to);
        // The frontier is set when the whole chunk is in place; until then the item must not move the offset.
        items.add(new Item(
                offset,
                built.get().target(),
                context.ledger().record(entry),
                built.get().state(),
                start));
        bytes += 200L
                + Math.max(0, letter.record().serializedKeySize())
                + Math.max(0, letter.record().serializedValueSize());
    }

    private record Built(ProducerRecord<byte[], byte[]> target, RecordState state) {}

    /** Empty for what the plan has counted as not to be moved. */
    private Optional<Built> build(DeadLetter letter, Fetched original, Verdict verdict) {
        Action action = context.plan().request().action();
        if (action != Action.REDRIVE) return Optional.of(new Built(null, action.result()));
        if (verdict == Verdict.PARK) {
            return Optional.of(new Built(
                    Redelivery.parked(letter, RedriveNames.parking(partition.topic()), context.parkingPartitions()),
                    RecordState.PARKED));
        }
        Optional<String> topic = context.plan()
                .request()
                .target()
                .of(letter)
                .filter(context.plan().targets()::containsKey);
        if (topic.isEmpty() || original.missing() != null) return Optional.empty();
        return context.redelivery()
                .of(letter, original.record(), topic.get())
                .filter(record -> Redelivery.size(record) <= context.maxMessageBytes(topic.get()))
                .map(record -> new Built(record, RecordState.REDRIVEN));
    }

    private void setFrontier(long frontier) {
        Item last = items.get(items.size() - 1);
        items.set(items.size() - 1, new Item(last.offset(), last.target(), last.entry(), last.state(), frontier));
    }

    private void flush(long position, boolean last) throws InterruptedException {
        boolean due = !items.isEmpty() || scannedSinceBatch >= SCANNED_WITHOUT_BATCH;
        if (last || (due && out.isEmpty())) emit(sequences.lowestHeld(position), last);
    }

    private void emit(long frontier, boolean last) throws InterruptedException {
        Handover batch = new Handover(new Batch(List.copyOf(items), frontier, last), null);
        while (!out.offer(batch, WAIT_MILLIS, TimeUnit.MILLISECONDS)) stopIfClosed();
        items.clear();
        bytes = 0;
        scannedSinceBatch = 0;
    }

    @Override
    public void close() {
        // Not by interrupt: a Kafka consumer interrupted in its close complains at length.
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
