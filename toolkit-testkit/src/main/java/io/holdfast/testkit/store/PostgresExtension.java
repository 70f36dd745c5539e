package io.holdfast.testkit.store;

/** Resolves {@link Postgres} parameters; see {@link PostgresTest}. */
public final class PostgresExtension extends SharedServer<Postgres> {

    public PostgresExtension() {
        super(Postgres.class, Postgres::start);
    }
}
