package io.holdfast.bench.row;

import static java.util.Objects.requireNonNull;

/**
 * What Holdfast's arm shall reach in a row, judged on medians of one run.
 *
 * <p>A goal that is missed is a figure like any other: it fails no build and changes no exit code.
 */
public sealed interface Goal {

    /** At least so many times a peer's median of the row's main measure. */
    static Goal ratio(String peer, double atLeast) {
        return new Ratio(peer, atLeast);
    }

    /** The median of a measure is at least {@code limit}. */
    static Goal atLeast(Measure measure, double limit) {
        return new Figure(measure, Bound.AT_LEAST, limit);
    }

    /** The median of a measure is at most {@code limit}. */
    static Goal atMost(Measure measure, double limit) {
        return new Figure(measure, Bound.AT_MOST, limit);
    }

    record Ratio(String peer, double atLeast) implements Goal {
        public Ratio {
            requireNonNull(peer, "peer");
        }
    }

    record Figure(Measure measure, Bound bound, double limit) implements Goal {
        public Figure {
            requireNonNull(measure, "measure");
            requireNonNull(bound, "bound");
        }
    }

    /** Which side of the limit is good. */
    enum Bound {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        @Override
        public String toString() {
            return sign;
        }
    }
}
