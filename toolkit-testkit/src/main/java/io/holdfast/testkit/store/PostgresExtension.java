package io.holdfast.testkit.store;

/** Resolves {@link Postgres} parameters; see {@link PostgresTest}. */
final class PostgresExtension extends SharedServer<Postgres> {

    PostgresExtension() {
        super(Postgres.class, Postgres::start);
    }
}
