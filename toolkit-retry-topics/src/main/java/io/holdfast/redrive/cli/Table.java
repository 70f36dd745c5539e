package io.holdfast.redrive.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Rows under bold headings; numbers to the right. Cells must be safe already. */
final class Table {

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) row.add(String.valueOf(cell));
        rows.add(row);
        return this;
    }

    void print(PrintWriter out, Ansi ansi) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (List<String> row : rows) widths[i] = Math.max(widths[i], length(row.get(i)));
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) pad(line, headings.get(i), widths[i], isNumeric(i));
        // Never through Ansi markup: a record could contain it. Only this line of our own words gets colour.
        out.println(
                ansi.enabled()
                        ? "\u001b[1m" + line.toString().stripTrailing() + "\u001b[0m"
                        : line.toString().stripTrailing());
        for (List<String> row : rows) {
            line.setLength(0);
            for (int i = 0; i < widths.length; i++) pad(line, row.get(i), widths[i], isNumeric(i));
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("-?[0-9,]+"));
    }

    private static void pad(StringBuilder line, String cell, int width, boolean right) {
        String spaces = " ".repeat(width - length(cell));
        line.append(right ? spaces + cell : cell + spaces).append("  ");
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
