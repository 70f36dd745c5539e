package io.holdfast.core;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

final class SimulationRun {
    public static void main(String[] args) {
        ((Logger) LoggerFactory.getLogger("io.holdfast")).setLevel(Level.OFF);
        long from = Long.parseLong(args[0]), count = Long.parseLong(args[1]);
        SimReport report = new SimReport();
        if (count == 1) {
            java.util.List<String> trace = new java.util.ArrayList<>();
            try { EngineSimulation.run(from, new SimSabotage(), report, trace); } finally { trace.forEach(System.out::println); }
            return;
        }
        long t = System.nanoTime();
        int failed = 0; java.util.Map<String, Integer> kinds = new java.util.TreeMap<>();
        for (long s = from; s < from + count; s++) {
            try { EngineSimulation.run(s, new SimSabotage(), report); }
            catch (AssertionError e) { String k = e.getMessage().split(":")[0]; if (kinds.merge(k, 1, Integer::sum) <= 3 | failed++ < 0) { if (args.length > 2) e.printStackTrace(); else System.out.println("seed " + s + " " + e.getMessage()); } }
        }
        System.out.println(report);
        System.out.println(kinds + " failed " + failed + " wall " + (System.nanoTime() - t) / 1e9);
    }
}
