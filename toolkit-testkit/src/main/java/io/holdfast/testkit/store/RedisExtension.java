package io.holdfast.testkit.store;

/** Resolves {@link Redis} parameters; see {@link RedisTest}. */
final class RedisExtension extends SharedServer<Redis> {

    RedisExtension() {
        super(Redis.class, Redis::start);
    }
}
