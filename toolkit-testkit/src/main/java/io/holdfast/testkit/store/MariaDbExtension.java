package io.holdfast.testkit.store;

/** Resolves {@link MariaDb} parameters; see {@link MariaDbTest}. */
final class MariaDbExtension extends SharedServer<MariaDb> {

    MariaDbExtension() {
        super(MariaDb.class, MariaDb::start);
    }
}
