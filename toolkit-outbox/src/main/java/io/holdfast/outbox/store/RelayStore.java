package io.holdfast.outbox.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The relay's statements for one kind of database. Times are the database's, never this machine's.
 *
 * <p>Guarantees asked of an implementation: rows come back in order of seq within a shard; whatever takes a row out of
 * the outbox does so only while the caller's epoch is the shard's; every method is one transaction, done when it
 * returns. Connections come in auto-commit mode.
 */
public interface RelayStore {

    /**
     * Checks table, columns, rights and the number of shards.
     *
     * @return the number of shards
     * @throws OutboxTableException with the cure, when something is not as it must be
     */
    int inspect(Connection connection) throws SQLException;

    /** Settings for the connection that reads. */
    void openReader(Connection connection) throws SQLException;

    /** Settings for the connection that deletes; losing its last commits in a crash only means duplicates. */
    void openWriter(Connection connection) throws SQLException;

    /**
     * Reads unpublished rows.
     *
     * @param without aggregate types to leave where they are
     * @param inlineBytes payloads longer than this are not read
     */
    List<OutboxRow> fetch(Connection connection, List<ShardRead> from, Set<String> without, int inlineBytes)
            throws SQLException;

    /** Reads the payloads that {@link #fetch} left behind. Rows no longer there stay unloaded. */
    void loadPayloads(Connection connection, List<OutboxRow> rows) throws SQLException;

    /**
     * Deletes published rows.
     *
     * @return how many; fewer than asked means that a lease was lost, or somebody else deleted them
     */
    int delete(Connection connection, String owner, List<ShardRows> rows) throws SQLException;

    /** Moves rows of one shard into the parked table. */
    int park(Connection connection, String owner, ShardEpoch owned, List<Move> moves) throws SQLException;

    /**
     * Renews the leases held, takes free or expired ones up to the fair share, gives back {@code release}.
     *
     * @param lease how long from now, on the database's clock
     */
    Beat beat(Connection connection, String owner, Duration lease, Collection<Integer> release) throws SQLException;

    /** Gives back every lease and leaves. */
    void leave(Connection connection, String owner) throws SQLException;

    /** Keys that wait in these shards, and what has been asked for them. */
    List<ParkedKey> parkedKeys(Connection connection, Collection<Integer> shards) throws SQLException;

    /** Carries out the request on a key: its rows go back to the outbox, with their seq; a skipped one dies. */
    int release(Connection connection, String owner, ShardEpoch owned, ParkedKey key) throws SQLException;

    /**
     * Transactions that may still insert rows below the highest seq seen. Once all of a set are gone, nothing more
     * appears below a seq read before the set was taken.
     *
     * @return names of transactions; empty optional when this database, or this user, cannot tell
     */
    Optional<Set<String>> writers(Connection connection) throws SQLException;

    /** Counts up to {@code cap} rows. */
    Backlog backlog(Connection connection, long cap) throws SQLException;
}
