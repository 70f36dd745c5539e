package io.holdfast.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ShardCursorTest {
    private static final long NONE_LEFT = Long.MAX_VALUE;

    @Test
    void the_floor_stays_where_it_is_without_a_proof() {
        ShardCursor cursor = new ShardCursor();
        assertThat(cursor.next(0, false)).isZero();
        cursor.finished(1, cursor.provenSoFar(), 10, false, NONE_LEFT, false, 10, 1);
        assertThat(cursor.next(2, false)).isZero();
    }

    @Test
    void the_floor_moves_to_what_was_proven_before_a_whole_read() {
        ShardCursor cursor = new ShardCursor();
        read(cursor, 0, 10);
        cursor.proven(10);
        assertThat(cursor.next(1, false)).isZero();
        cursor.finished(1, cursor.provenSoFar(), 12, false, NONE_LEFT, false, 2, 1);
        assertThat(cursor.floor()).isEqualTo(10);
    }

    @Test
    void a_proof_that_came_after_the_read_began_moves_nothing() {
        ShardCursor cursor = new ShardCursor();
        assertThat(cursor.next(0, false)).isZero();
        long before = cursor.provenSoFar();
        cursor.proven(10);
        cursor.finished(0, before, 10, false, NONE_LEFT, false, 10, 1);
        assertThat(cursor.floor()).isZero();
    }

    @Test
    void a_row_left_in_the_table_holds_the_floor_and_the_tail() {
        ShardCursor cursor = new ShardCursor();
        cursor.proven(10);
        assertThat(cursor.next(0, false)).isZero();
        cursor.finished(0, 10, 10, false, 4, false, 9, 1);
        assertThat(cursor.floor()).isEqualTo(3);
        assertThat(cursor.tail()).isEqualTo(3);
    }

    @Test
    void a_truncated_read_proves_no_more_than_it_returned() {
        ShardCursor cursor = new ShardCursor();
        cursor.proven(10);
        assertThat(cursor.next(0, false)).isZero();
        cursor.finished(0, 10, 6, true, NONE_LEFT, false, 6, 1);
        assertThat(cursor.floor()).isEqualTo(6);
    }

    @Test
    void a_read_that_left_types_out_moves_no_floor() {
        ShardCursor cursor = new ShardCursor();
        cursor.proven(10);
        assertThat(cursor.next(0, true)).isZero();
        cursor.finished(0, 10, 10, false, NONE_LEFT, true, 10, 1);
        assertThat(cursor.floor()).isZero();
    }

    @Test
    void many_dead_rows_above_a_stuck_floor_are_skipped_but_for_a_look_now_and_then() {
        ShardCursor cursor = new ShardCursor();
        cursor.next(0, false);
        cursor.finished(0, 0, 5_000, false, NONE_LEFT, false, 5_000, 1);
        assertThat(cursor.next(1, false)).isEqualTo(5_000);
        assertThat(cursor.next(200_000_000L, false)).isZero();
    }

    /** Writers that draw a number and commit or roll back whenever they like: every committed row is read. */
    @Test
    void whatever_the_order_of_commits_nothing_committed_is_ever_below_the_floor() {
        for (long seed = 0; seed < 3_000; seed++) {
            Table table = new Table(new Random(seed));
            for (int step = 0; step < 200; step++) table.step();
            assertThat(table.belowFloor()).as("seed %d", seed).isEmpty();
        }
    }

    /** The same with the proof asked for in the wrong order, which must be seen to fail. */
    @Test
    void asking_for_holders_before_noting_the_tail_is_caught() {
        boolean caught = false;
        for (long seed = 0; seed < 3_000 && !caught; seed++) {
            Table table = new Table(new Random(seed));
            table.wrongOrder = true;
            for (int step = 0; step < 200; step++) table.step();
            caught = !table.belowFloor().isEmpty();
        }
        assertThat(caught).isTrue();
    }

    private static void read(ShardCursor cursor, long now, long last) {
        cursor.next(now, false);
        cursor.finished(now, cursor.provenSoFar(), last, false, NONE_LEFT, false, (int) last, 1);
    }

    /** One shard's table, its open transactions, and a reader that goes by cursor and proof. */
    private static final class Table {
        private final Random random;
        private final TreeSet<Long> committed = new TreeSet<>();
        private final Map<String, TreeSet<Long>> open = new TreeMap<>();
        private final ShardCursor cursor = new ShardCursor();
        private final FloorProof proof = new FloorProof();
        private boolean wrongOrder;
        private Set<String> heldBefore = Set.of();
        private long seq;
        private int names;
        private long now;

        private Table(Random random) {
            this.random = random;
        }

        void step() {
            now += 1_000_000;
            switch (random.nextInt(6)) {
                case 0 -> open.put("t" + names++, new TreeSet<>());
                case 1, 2 -> any(rows -> rows.add(++seq));
                case 3 -> end(random.nextInt(4) > 0);
                case 4 -> read();
                default -> prove();
            }
        }

        private void any(Consumer<Set<Long>> use) {
            if (open.isEmpty()) return;
            use.accept(List.copyOf(open.values()).get(random.nextInt(open.size())));
        }

        private void end(boolean commit) {
            if (open.isEmpty()) return;
            String name = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
            TreeSet<Long> rows = open.remove(name);
            if (commit) committed.addAll(rows);
        }

        private void read() {
            long after = cursor.next(now, false);
            long before = cursor.provenSoFar();
            int limit = 1 + random.nextInt(5);
            List<Long> found =
                    committed.tailSet(after, false).stream().limit(limit).toList();
            long last = found.isEmpty() ? 0 : found.get(found.size() - 1);
            committed.removeAll(found);
            cursor.finished(now, before, last, found.size() == limit, NONE_LEFT, false, found.size() * 700, 1);
        }

        private void prove() {
            Map<Integer, Long> tails = new HashMap<>(Map.of(0, cursor.tail()));
            Set<String> holders = Set.copyOf(open.keySet());
            if (!proof.open()) proof.begin(tails, wrongOrder ? heldBefore : holders);
            heldBefore = holders;
            Long proven = proof.observe(wrongOrder ? heldBefore : holders).get(0);
            if (proven != null) cursor.proven(proven);
        }

        Set<Long> belowFloor() {
            for (TreeSet<Long> rows : List.copyOf(open.values())) committed.addAll(rows);
            return committed.headSet(cursor.floor(), true);
        }
    }
}
