package io.holdfast.core;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

final class SimulationRun {
    public static void main(String[] args) {
        ((Logger) LoggerFactory.getLogger("io.holdfast")).setLevel(Level.OFF);
        long from = Long.parseLong(args[0]), count = Long.parseLong(args[1]);
        SimReport report = new SimReport();
        long t = System.nanoTime();
        int failed = 0;
        for (long s = from; s < from + count; s++) {
            try { EngineSimulation.run(s, new SimSabotage(), report); }
            catch (AssertionError e) { if (failed++ < 5) { if (args.length > 2) e.printStackTrace(); else System.out.println("seed " + s + " " + e.getMessage()); } }
        }
        System.out.println(report);
        System.out.println("failed " + failed + " wall " + (System.nanoTime() - t) / 1e9);
    }
}
