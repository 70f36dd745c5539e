package io.holdfast.dedup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A script beside this package that answers one number for each key. Sent whole only to a server that has not seen it. */
final class Script {
    private final String text;
    private volatile String digest;

    private Script(String text) {
        this.text = text;
    }

    static Script read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            return new Script(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Long> run(RedisCommands<String, String> redis, String[] keys, String[] arguments) {
        if (digest == null) digest = redis.digest(text);
        try {
            return redis.evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
        } catch (RedisNoScriptException unknown) {
            return redis.eval(text, ScriptOutputType.MULTI, keys, arguments);
        }
    }
}
