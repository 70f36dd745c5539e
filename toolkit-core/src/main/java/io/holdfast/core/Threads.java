package io.holdfast.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for workers: virtual ones where the JVM has them (21 and later), named daemon threads elsewhere. */
final class Threads {
    private Threads() {}

    static ThreadFactory forWorkers(String name) {
        ThreadFactory virtual = virtualOrNull(name);
        return virtual != null ? virtual : platform(name);
    }

    static ThreadFactory platform(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** By reflection, because the classes are compiled for 17. */
    private static ThreadFactory virtualOrNull(String name) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                    .invoke();
            MethodHandle named =
                    lookup.findVirtual(ofVirtual, "name", MethodType.methodType(ofVirtual, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(ofVirtual, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(named.invoke(builder, name, 0L));
        } catch (Throwable notThere) {
            return null;
        }
    }
}
