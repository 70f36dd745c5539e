package io.holdfast.samples.demo;

/**
 * One thing that was looked at.
 *
 * @param difference what is wrong, in words; empty if the two numbers say it all
 * @param note worth knowing and not wrong; may be empty
 */
record Finding(String what, long expected, long found, String difference, String note) {

    static Finding of(String what, long expected, long found) {
        return new Finding(what, expected, found, "", "");
    }

    Finding butFor(String wrong) {
        return new Finding(what, expected, found, wrong, note);
    }

    Finding noting(String more) {
        return new Finding(what, expected, found, difference, more);
    }

    boolean ok() {
        return expected == found && difference.isEmpty();
    }

    @Override
    public String toString() {
        String numbers = "%s: expected %,d, found %,d".formatted(what, expected, found);
        return difference.isEmpty() ? numbers : numbers + " (" + difference + ")";
    }
}
