package io.holdfast.outbox.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.outbox.relay.RelayStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /livez}: the loop makes passes, whatever the database and the brokers do; when not, restart the process.
 * {@code /readyz}: both sides answer and the relay owns shards or stands by. {@code /metrics}: for Prometheus.
 * {@code /status}: JSON for people.
 */
final class Endpoints implements AutoCloseable {
    private static final Duration HANGS = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<RelayStatus> status;

    Endpoints(String host, int port, Supplier<RelayStatus> status, PrometheusMeterRegistry registry)
            throws IOException {
        this.status = status;
        this.server = HttpServer.create(new InetSocketAddress(host, port), 16);
        this.threads = Executors.newFixedThreadPool(2, runnable -> {
            Thread thread = new Thread(runnable, "http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/livez", exchange -> {
            RelayStatus now = status.get();
            boolean alive = now.state() != RelayStatus.State.STOPPED
                    && now.sinceProgress().compareTo(HANGS) < 0;
            answer(
                    exchange,
                    alive ? 200 : 503,
                    "text/plain",
                    alive ? "ok\n" : "no progress for " + now.sinceProgress() + "\n");
        });
        server.createContext("/readyz", exchange -> {
            RelayStatus now = status.get();
            String error = now.lastError() == null ? "" : " (" + now.lastError() + ")";
            answer(exchange, now.ready() ? 200 : 503, "text/plain", now.state() + error + "\n");
        });
        server.createContext(
                "/metrics",
                exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
        server.createContext("/status", exchange -> answer(exchange, 200, "application/json", json()));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private String json() throws IOException {
        RelayStatus now = status.get();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("instance", now.instance());
        shown.put("state", now.state());
        shown.put("ready", now.ready());
        shown.put("lastError", now.lastError());
        shown.put("millisSinceProgress", now.sinceProgress().toMillis());
        shown.put("shards", now.shards());
        shown.put("shardsInAll", now.shardsInAll());
        shown.put("members", now.members());
        shown.put("published", now.published());
        shown.put("inFlightBytes", now.inFlightBytes());
        shown.put("barredKeys", now.barredKeys());
        shown.put("blockedTypes", now.blockedTypes());
        shown.put("floorBlockers", now.floorBlockers());
        return JSON.writeValueAsString(shown);
    }

    private static void answer(HttpExchange exchange, int code, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
