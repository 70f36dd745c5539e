package io.holdfast.redrive.cli;

import io.holdfast.redrive.plan.Action;
import io.holdfast.redrive.plan.RedrivePlan;
import io.holdfast.redrive.plan.RedrivePlan.Census;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** A plan on one screen: what will be moved where, what will stay and why, and what to read before saying yes. */
final class PlanView {

    static void print(PrintWriter out, Ansi ansi, RedrivePlan plan) {
        Census census = plan.census();
        String verb = plan.request().action().name().toLowerCase(Locale.ROOT);
        out.println("Plan " + plan.id() + ": " + verb + " " + census.matched() + " of " + census.scanned()
                + " dead letters of " + SafeText.of(plan.request().dlq()));
        out.println("  reason      " + SafeText.of(plan.request().reason()) + " (by "
                + SafeText.of(plan.request().by()) + ")");
        out.println("  left alone  " + census.unmatched() + " not selected"
                + (census.ineligible() == 0 ? "" : ", " + census.ineligible() + " that cannot be moved"));
        if (census.matched() > 0) {
            out.println("  dead since  " + Instant.ofEpochMilli(census.oldest()) + " to "
                    + Instant.ofEpochMilli(census.newest()));
        }
        if (plan.request().action() == Action.REDRIVE) details(out, plan);
        out.println("  hash        " + plan.hash());
        out.println();
        tables(out, ansi, plan);
        for (String warning : plan.warnings()) {
            out.println((ansi.enabled() ? "\u001b[33mwarning:\u001b[0m " : "warning: ") + SafeText.of(warning));
        }
        out.flush();
    }

    private static void details(PrintWriter out, RedrivePlan plan) {
        Census census = plan.census();
        long disordered =
                plan.ranges().stream().mapToLong(range -> range.disordered()).sum();
        out.println("  keys        " + census.keys() + ", at most " + census.mostOfAKey() + " records of one; "
                + disordered + " records will be put back into order");
        out.println("  size        " + census.bytes() / 1024 + " KiB");
        out.println("  redriven    "
                + (census.redriveCounts().isEmpty() ? "-" : census.redriveCounts() + " (times=records)")
                + (census.parked() == 0 ? "" : "; " + census.parked() + " of them to the parking topic"));
        out.println("  samples     " + SafeText.of(String.join(", ", census.samples())));
    }

    private static void tables(PrintWriter out, Ansi ansi, RedrivePlan plan) {
        Census census = plan.census();
        if (!plan.targets().isEmpty()) {
            Table targets = new Table("TARGET", "RECORDS", "KIB", "GROUPS THAT WILL SEE THEM");
            plan.targets()
                    .forEach((topic, target) -> targets.row(
                            SafeText.of(topic),
                            target.records(),
                            target.bytes() / 1024,
                            target.groups().isEmpty()
                                    ? "(none known)"
                                    : SafeText.of(String.join(", ", target.groups()))));
            targets.print(out, ansi);
            out.println();
        }
        if (!census.errors().isEmpty()) {
            Table errors = new Table("FINGERPRINT", "RECORDS", "ERROR");
            census.errors().stream()
                    .limit(10)
                    .forEach(error ->
                            errors.row(error.fingerprint(), error.count(), SafeText.of(error.errorClass(), 80)));
            errors.print(out, ansi);
            out.println();
        }
        if (!census.byCause().isEmpty()) {
            Table causes = new Table("CANNOT BE MOVED", "RECORDS");
            census.byCause().forEach((cause, count) -> causes.row(SafeText.of(cause, 100), count));
            causes.print(out, ansi);
            out.println();
        }
    }

    private PlanView() {}
}
