package io.holdfast.docs;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/** Which package may know which, and who may touch clocks and threads. */
final class HouseRules {

    /** The classes of the engine that own its threads, its waits and its clocks. Lanes, ledger, router and loop do not. */
    static final Set<String> OWN_THREADS_AND_CLOCKS = Set.of(
            "BatchWorker",
            "ConsumerEngine",
            "EngineAssembly",
            "LoopRunner",
            "Mailbox",
            "Pace",
            "StartCheck",
            "Threads",
            "WorkerPool");

    private static final String[] CORE_MODULE = {
        "io.holdfast.names..",
        "io.holdfast.handler..",
        "io.holdfast.failure..",
        "io.holdfast.core..",
        "io.holdfast.dedup..",
        "io.holdfast.decorate.."
    };
    private static final String[] FAILURES = {"io.holdfast.retry..", "io.holdfast.redrive.."};
    private static final String OUTBOX = "io.holdfast.outbox..";
    private static final String TESTKIT = "io.holdfast.testkit..";
    private static final String SAMPLES = "io.holdfast.samples..";
    private static final String BENCH = "io.holdfast.bench..";

    static final ArchRule NOBODY_KNOWS_SAMPLES_AND_BENCHMARKS = not(
            DescribedPredicate.not(resideInAnyPackage(SAMPLES, BENCH)),
            "know samples or benchmarks",
            resideInAnyPackage(SAMPLES, BENCH));

    static final ArchRule SAMPLES_DO_NOT_KNOW_BENCHMARKS =
            not(resideInAPackage(SAMPLES), "know benchmarks", resideInAPackage(BENCH));

    static final ArchRule BENCHMARKS_DO_NOT_KNOW_SAMPLES =
            not(resideInAPackage(BENCH), "know samples", resideInAPackage(SAMPLES));

    static final ArchRule CORE_KNOWS_NO_OTHER_MODULE = not(
            resideInAnyPackage(CORE_MODULE),
            "know retry topics, redrive, outbox or testkit",
            resideInAnyPackage(FAILURES).or(resideInAnyPackage(OUTBOX, TESTKIT)));

    static final ArchRule RETRY_DOES_NOT_KNOW_OUTBOX =
            not(resideInAnyPackage(FAILURES), "know outbox or testkit", resideInAnyPackage(OUTBOX, TESTKIT));

    static final ArchRule OUTBOX_DOES_NOT_KNOW_RETRY = not(
            resideInAPackage(OUTBOX),
            "know retry topics, redrive or testkit",
            resideInAnyPackage(FAILURES).or(resideInAPackage(TESTKIT)));

    static final ArchRule TESTKIT_KNOWS_NO_OTHER_MODULE = not(
            resideInAPackage(TESTKIT),
            "know another module",
            resideInAPackage("io.holdfast..").and(DescribedPredicate.not(resideInAPackage(TESTKIT))));

    static final ArchRule NAMES_KNOW_NOBODY = onlyKnows("io.holdfast.names..");
    static final ArchRule HANDLER_KNOWS_NAMES = onlyKnows("io.holdfast.handler..", "io.holdfast.names..");
    static final ArchRule FAILURE_KNOWS_HANDLER =
            onlyKnows("io.holdfast.failure..", "io.holdfast.handler..", "io.holdfast.names..");
    static final ArchRule CORE_KNOWS_FAILURE =
            onlyKnows("io.holdfast.core..", "io.holdfast.failure..", "io.holdfast.handler..", "io.holdfast.names..");
    static final ArchRule DEDUP_KNOWS_HANDLER =
            onlyKnows("io.holdfast.dedup..", "io.holdfast.failure..", "io.holdfast.handler..", "io.holdfast.names..");
    static final ArchRule DECORATE_KNOWS_FAILURE = onlyKnows(
            "io.holdfast.decorate..",
            "io.holdfast.dedup..",
            "io.holdfast.failure..",
            "io.holdfast.handler..",
            "io.holdfast.names..");

    static final ArchRule LOGS_BY_SLF4J =
            not(alwaysTrue(), "log by java.util.logging", resideInAPackage("java.util.logging.."));

    static final ArchRule LIBRARY_DOES_NOT_PRINT = noClasses()
            .that()
            .resideInAnyPackage(CORE_MODULE)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("a library logs");

    static final ArchRule DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("io.holdfast.core")
            .and(DescribedPredicate.not(ownThreadsAndClocks()))
            .should()
            .accessTargetWhere(touchesThreadOrClock())
            .because("the simulation runs the classes that production runs, with time as an argument");

    static final List<ArchRule> ALL = List.of(
            NOBODY_KNOWS_SAMPLES_AND_BENCHMARKS,
            SAMPLES_DO_NOT_KNOW_BENCHMARKS,
            BENCHMARKS_DO_NOT_KNOW_SAMPLES,
            CORE_KNOWS_NO_OTHER_MODULE,
            RETRY_DOES_NOT_KNOW_OUTBOX,
            OUTBOX_DOES_NOT_KNOW_RETRY,
            TESTKIT_KNOWS_NO_OTHER_MODULE,
            NAMES_KNOW_NOBODY,
            HANDLER_KNOWS_NAMES,
            FAILURE_KNOWS_HANDLER,
            CORE_KNOWS_FAILURE,
            DEDUP_KNOWS_HANDLER,
            DECORATE_KNOWS_FAILURE,
            LOGS_BY_SLF4J,
            LIBRARY_DOES_NOT_PRINT,
            DECIDERS_OWN_NO_THREAD_AND_NO_CLOCK);

    /** A package that does not exist yet breaks no rule. */
    private static ArchRule not(
            DescribedPredicate<? super JavaClass> those, String may, DescribedPredicate<? super JavaClass> others) {
        return noClasses()
                .that(those)
                .should()
                .dependOnClassesThat(others)
                .allowEmptyShould(true)
                .because("these may not " + may);
    }

    private static ArchRule onlyKnows(String subject, String... known) {
        return not(
                resideInAPackage(subject),
                "know more of us than " + List.of(known),
                resideInAPackage("io.holdfast..")
                        .and(DescribedPredicate.not(resideInAPackage(subject)))
                        .and(DescribedPredicate.not(resideInAnyPackage(known))));
    }

    static DescribedPredicate<JavaClass> ownThreadsAndClocks() {
        return DescribedPredicate.describe(
                "own threads or clocks",
                type -> OWN_THREADS_AND_CLOCKS.contains(outermost(type).getSimpleName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }

    static DescribedPredicate<JavaAccess<?>> touchesThreadOrClock() {
        return DescribedPredicate.describe("start threads, wait, or read a clock", access -> {
            JavaClass owner = access.getTargetOwner();
            String target = access.getTarget().getName();
            if (owner.isEquivalentTo(System.class))
                return Set.of("nanoTime", "currentTimeMillis").contains(target);
            if (owner.isEquivalentTo(java.util.concurrent.Executors.class)) return true;
            if (owner.isAssignableTo(java.util.concurrent.ThreadFactory.class)) return target.equals("newThread");
            if (owner.isAssignableTo(Thread.class))
                return Set.of("<init>", "sleep", "start").contains(target);
            if (owner.isEquivalentTo(java.util.concurrent.locks.LockSupport.class)) return target.startsWith("park");
            if (owner.isEquivalentTo(java.time.Clock.class)) return target.startsWith("system");
            return owner.getPackageName().equals("java.time") && target.equals("now");
        });
    }

    private HouseRules() {}
}
