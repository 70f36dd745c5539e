package io.holdfast.testkit.fault;

import io.holdfast.testkit.fault.TcpProxy.Direction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What is wrong with the network at one moment; {@code resets} counts the bytes that still pass before a reset. */
record Faults(Duration delay, Set<Direction> cuts, boolean refusing, Map<Direction, Long> resets) {

    static final Faults NONE = new Faults(Duration.ZERO, Set.of(), false, Map.of());

    Faults {
        cuts = Set.copyOf(cuts);
        resets = Map.copyOf(resets);
        resets.forEach((direction, bytes) -> {
            if (bytes < 0) {
                throw new IllegalArgumentException(
                        "bytes=" + bytes + " before a reset " + direction + ": not negative");
            }
        });
    }

    Faults withDelay(Duration newDelay) {
        return new Faults(newDelay, cuts, refusing, resets);
    }

    Faults withCut(Direction direction) {
        Set<Direction> more = EnumSet.of(direction);
        more.addAll(cuts);
        return new Faults(delay, more, refusing, resets);
    }

    Faults withRefusal() {
        return new Faults(delay, cuts, true, resets);
    }

    Faults withReset(Direction direction, long bytes) {
        Map<Direction, Long> more = new EnumMap<>(Direction.class);
        more.putAll(resets);
        more.put(direction, bytes);
        return new Faults(delay, cuts, refusing, more);
    }

    Faults withoutReset(Direction direction) {
        Map<Direction, Long> fewer = new EnumMap<>(Direction.class);
        fewer.putAll(resets);
        fewer.remove(direction);
        return new Faults(delay, cuts, refusing, fewer);
    }
}
