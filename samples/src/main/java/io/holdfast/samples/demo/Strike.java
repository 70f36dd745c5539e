package io.holdfast.samples.demo;

import java.util.List;
import java.util.Random;

/**
 * What is done to the order service, and when.
 *
 * @param share of the orders that are shipped by then, from 0 to 1
 */
record Strike(How how, double share) {

    enum How {
        /** No chance to do anything more. */
        SIGKILL,
        /** It may finish what it has begun. */
        SIGTERM
    }

    /** Two kills and an orderly end, spread over the run at random. */
    static List<Strike> three(long seed) {
        Random random = new Random(seed);
        return List.of(
                new Strike(How.SIGKILL, 0.20 + random.nextDouble() / 10),
                new Strike(How.SIGKILL, 0.45 + random.nextDouble() / 10),
                new Strike(How.SIGTERM, 0.70 + random.nextDouble() / 10));
    }
}
