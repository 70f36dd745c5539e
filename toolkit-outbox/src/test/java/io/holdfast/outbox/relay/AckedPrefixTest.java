package io.holdfast.outbox.relay;

import static io.holdfast.outbox.relay.RowFate.ACKED;
import static io.holdfast.outbox.relay.RowFate.BEHIND;
import static io.holdfast.outbox.relay.RowFate.LEFT;
import static io.holdfast.outbox.relay.RowFate.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.outbox.store.OutboxRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckedPrefixTest {

    @Test
    void a_row_acknowledged_behind_one_that_is_left_stays_but_other_keys_go() {
        assertThat(kept(List.of("a", "b", "a", "b"), LEFT, ACKED, ACKED, ACKED))
                .containsExactly(LEFT, ACKED, LEFT, ACKED);
    }

    @Test
    void a_row_before_the_one_that_is_left_goes() {
        assertThat(kept(List.of("a", "a", "a"), ACKED, LEFT, ACKED)).containsExactly(ACKED, LEFT, LEFT);
    }

    @Test
    void a_key_is_not_parked_while_an_earlier_row_of_it_has_to_be_sent_again() {
        assertThat(kept(List.of("a", "a", "a"), LEFT, REJECTED, BEHIND)).containsExactly(LEFT, LEFT, LEFT);
    }

    @Test
    void rows_without_a_key_have_no_order() {
        List<String> keys = new ArrayList<>();
        keys.add(null);
        keys.add(null);
        assertThat(kept(keys, LEFT, ACKED)).containsExactly(LEFT, ACKED);
    }

    private static List<RowFate> kept(List<String> keys, RowFate... fates) {
        List<OutboxRow> rows = new ArrayList<>();
        for (String key : keys) rows.add(Rows.row(rows.size() + 1, key));
        AckedPrefix.keep(rows, fates);
        return List.of(fates);
    }
}
