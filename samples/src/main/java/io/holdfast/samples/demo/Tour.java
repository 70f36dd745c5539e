package io.holdfast.samples.demo;

import io.holdfast.samples.shop.ServiceSettings;
import io.holdfast.samples.shop.Shop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** Sends what is planned to an order service, strikes it, starts it again, and waits until all is done or nothing moves. */
final class Tour {
    private static final int PARTITIONS = 6;
    /** How long the work takes at least, however fast the machine, so that the strikes meet a service at work. */
    private static final double WORK_SECONDS = 8;

    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(45);
    private static final long PAUSE_MILLIS = 200;

    private final OrderPlan plan;
    private final List<Strike> strikes;
    private final Stage stage;
    private final Class<?> serviceMain;
    private final Progress progress;
    private final DataSource database;
    private int run;

    Tour(OrderPlan plan, List<Strike> strikes, Stage stage, Class<?> serviceMain, Progress progress) {
        this.plan = plan;
        this.strikes = strikes;
        this.stage = stage;
        this.serviceMain = serviceMain;
        this.progress = progress;
        this.database = stage.database();
    }

    Verdict take() throws SQLException, InterruptedException {
        Shop.createTables(database);
        stage.kafka().createTopic(stage.topic(), PARTITIONS, Map.of());
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(this::send);
        for (Strike strike : strikes) serve(strike);
        serveToTheEnd(traffic);
        return DemoCheck.judge(plan, Evidence.collect(stage));
    }

    private void send() {
        stage.kafka()
                .send(plan.sendings().stream()
                        .map(sending -> sending.to(stage.topic()))
                        .toList());
        progress.say("all %,d records are sent".formatted(plan.sendings().size()));
    }

    private void serve(Strike strike) throws SQLException, InterruptedException {
        long due = Math.round(strike.share() * plan.orders().size());
        try (ServiceProcess service = start()) {
            await(service, shipped -> shipped >= due);
            service.suffer(strike.how());
            progress.say("%s to process %d, %,d orders shipped"
                    .formatted(strike.how(), service.pid(), Shop.countShipments(database)));
        }
    }

    private void serveToTheEnd(CompletableFuture<Void> traffic) throws SQLException, InterruptedException {
        try (ServiceProcess service = start()) {
            await(service, shipped -> traffic.isDone() && lag() == 0);
            traffic.join();
            service.suffer(Strike.How.SIGTERM);
        }
        progress.say("the topic is read to its end, the order service is stopped");
    }

    private ServiceProcess start() {
        run++;
        ServiceSettings settings = new ServiceSettings(
                stage.kafka().bootstrapServers(),
                stage.topic(),
                stage.group(),
                stage.databaseUrl(),
                run,
                plan.sendings().size() / WORK_SECONDS);
        ServiceProcess service = ServiceProcess.start(serviceMain, settings);
        progress.say("order service #%d runs as process %d".formatted(run, service.pid()));
        return service;
    }

    /** Waits for it, or until nothing has moved for so long that it will not come; the check then says what is missing. */
    private void await(ServiceProcess service, LongPredicate reached) throws SQLException, InterruptedException {
        long giveUpAt = System.nanoTime() + GIVE_UP_AFTER.toNanos();
        long lagBefore = Long.MAX_VALUE;
        long before = -1;
        while (true) {
            long shipped = Shop.countShipments(database);
            progress.shipped(shipped, plan.orders().size());
            if (reached.test(shipped)) return;
            service.requireAlive();
            long lag = lag();
            if (shipped != before || lag != lagBefore) giveUpAt = System.nanoTime() + GIVE_UP_AFTER.toNanos();
            if (System.nanoTime() - giveUpAt > 0) {
                progress.say("nothing has moved for " + GIVE_UP_AFTER.toSeconds() + " s");
                return;
            }
            before = shipped;
            lagBefore = lag;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private long lag() {
        Map<TopicPartition, Long> committed = Evidence.committed(stage);
        return stage.kafka().endOffsets(stage.topic()).entrySet().stream()
                .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
                .sum();
    }
}
