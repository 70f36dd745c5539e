package io.holdfast.samples.demo;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.List;

/** All findings about a tour. */
record Verdict(List<Finding> findings) {

    boolean ok() {
        return findings.stream().allMatch(Finding::ok);
    }

    /** What differs, for the last line; empty when nothing does. */
    String differences() {
        return findings.stream()
                .filter(finding -> !finding.ok())
                .map(Finding::toString)
                .collect(joining("; "));
    }

    void print(PrintStream out) {
        out.printf("%n  %-42s %10s %10s%n", "found in PostgreSQL and Kafka", "expected", "found");
        for (Finding finding : findings) {
            String remark = finding.ok() ? finding.note() : finding.difference();
            out.printf(
                    "  %-42s %,10d %,10d  %s%n",
                    finding.what(),
                    finding.expected(),
                    finding.found(),
                    (finding.ok() ? "ok  " : "DIFFERS  ") + remark);
        }
        out.println();
    }
}
