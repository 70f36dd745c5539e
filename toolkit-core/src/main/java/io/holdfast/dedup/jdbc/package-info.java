/**
 * Marks and leases in the tables of a relational database, one class for each protocol, expiry by the database's clock.
 *
 * <p>The SQL that makes the tables lies beside this package, one directory for each database, one file for each
 * version; every file may be run again. Any thread; each call blocks for its round trips.
 */
package io.holdfast.dedup.jdbc;
