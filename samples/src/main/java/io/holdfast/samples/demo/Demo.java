package io.holdfast.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.samples.shop.OrderService;
import io.holdfast.testkit.EmbeddedKafka;
import io.holdfast.testkit.Kafka;
import io.holdfast.testkit.store.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./holdfast demo}. Exit code 0: all held; 1: something differed or could not be run; 2: wrong arguments. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ships orders once each, whatever happens.",
            "",
            "Starts a Kafka broker and a PostgreSQL of its own, sends orders (5 %% of them twice, 3 %% with a payment that"
                    + " fails at first, and 0.1 %% that are no orders at all), kills the order service with SIGKILL twice"
                    + " and with SIGTERM once, and then looks in PostgreSQL and Kafka at what became of each order.",
            ""
        })
public final class Demo implements Callable<Integer> {
    /** System property, set by the launcher: whether standard output is a terminal. */
    static final String TERMINAL = "holdfast.terminal";

    private static final int FEWEST_ORDERS = 100;
    private static final int MOST_ORDERS = 1_000_000;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed, another plan. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--orders",
            paramLabel = "N",
            description = "How many, 100 to 1,000,000. Default: ${DEFAULT-VALUE}.")
    private int orders = 20_000;

    @Option(
            names = "--keep",
            description = "Leave broker and database running after the report, until Ctrl-C or Enter.")
    private boolean keep;

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        CommandLine command = new CommandLine(new Demo(out));
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            out.println("demo: FAILED " + failure.getMessage());
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (orders < FEWEST_ORDERS || orders > MOST_ORDERS) {
            System.err.printf("--orders must be from %,d to %,d, was %,d%n", FEWEST_ORDERS, MOST_ORDERS, orders);
            return 2;
        }
        Progress progress = new Progress(out, Boolean.getBoolean(TERMINAL));
        progress.say("seed %d: starting a broker and a database".formatted(seed));
        Verdict verdict = withServers(progress);
        out.println(lastLine(verdict, progress));
        return verdict.ok() ? 0 : 1;
    }

    private Verdict withServers(Progress progress) throws Exception {
        CompletableFuture<Postgres> database = CompletableFuture.supplyAsync(Postgres::start);
        try (Kafka kafka = EmbeddedKafka.start();
                Postgres postgres = database.join()) {
            progress.say("Kafka at %s, PostgreSQL at port %d".formatted(kafka.bootstrapServers(), postgres.port()));
            Stage stage = new Stage(kafka, "orders", "order-service", postgres.database("shop"));
            Verdict verdict = tour(stage, progress);
            verdict.print(out);
            if (keep) keep(stage);
            return verdict;
        }
    }

    private Verdict tour(Stage stage, Progress progress) throws Exception {
        OrderPlan plan = new OrderPlan(seed, orders);
        List<Strike> strikes = Strike.three(seed);
        return new Tour(plan, strikes, stage, OrderService.class, progress).take();
    }

    private String lastLine(Verdict verdict, Progress progress) {
        return verdict.ok()
                ? "demo: OK %,d orders, each shipped exactly once and in order, through two SIGKILLs and a SIGTERM, in %.0f s"
                        .formatted(orders, progress.seconds())
                : "demo: FAILED " + verdict.differences();
    }

    private void keep(Stage stage) throws IOException, InterruptedException {
        out.println("  kept until Ctrl-C or Enter:");
        out.println("    Kafka       " + stage.kafka().bootstrapServers() + ", topics " + stage.topic() + " and "
                + stage.deadLetterTopic() + ", group " + stage.group());
        out.println("    PostgreSQL  " + stage.databaseUrl() + ", tables shipment and holdfast_mark");
        out.println();
        // The end of the input is not Enter: without a terminal, only a signal ends it.
        if (System.in.read() < 0) new CountDownLatch(1).await();
    }
}
