package io.holdfast.outbox.postgres;

import io.holdfast.outbox.OutboxTable;

/**
 * The statements whose text depends on how the payload is stored and whether there are headers, made once.
 *
 * @param fetch without a filter on the aggregate type
 */
record TableShape(
        String fetch,
        String fetchWithout,
        String payloadSql,
        String deleteSql,
        String parkSql,
        String releaseSql,
        boolean hasCreatedAt) {

    static TableShape of(OutboxTable table, String payloadType, boolean headers, boolean hasCreatedAt) {
        OutboxTable.Columns c = table.columns();
        boolean bytes = payloadType.equals("bytea");
        String payload = bytes ? "o." + c.payload() : "convert_to(o." + c.payload() + "::text, 'UTF8')";
        String length = bytes ? "octet_length(o." + c.payload() + ")" : "octet_length(o." + c.payload() + "::text)";
        String back = bytes ? "payload" : "convert_from(payload, 'UTF8')::" + payloadType;
        String parked = table.parkedTable();
        return new TableShape(
                fetch(table, payload, length, headers, ""),
                fetch(table, payload, length, headers, " AND o." + c.aggregateType() + " <> ALL (?)"),
                "SELECT " + payload + " FROM " + table.name() + " o WHERE o." + c.shard() + " = ? AND o." + c.seq()
                        + " = ?",
                "WITH held AS MATERIALIZED (SELECT l.shard FROM " + table.leaseTable()
                        + " l JOIN unnest(?::int4[], ?::int8[]) AS e (shard, epoch)"
                        + " ON l.shard = e.shard AND l.epoch = e.epoch WHERE l.owner = ?)"
                        + " DELETE FROM " + table.name() + " o USING unnest(?::int4[], ?::int8[]) AS d (shard, seq)"
                        + " WHERE o." + c.shard() + " = d.shard AND o." + c.seq() + " = d.seq"
                        + " AND d.shard IN (SELECT shard FROM held)",
                "WITH taken AS (DELETE FROM " + table.name() + " o WHERE o." + c.shard() + " = ? AND o." + c.seq()
                        + " = ? RETURNING o.*)"
                        + " INSERT INTO " + parked
                        + " (shard, seq, id, aggregatetype, aggregateid, type, payload, headers, state, reason)"
                        + " SELECT o." + c.shard() + ", o." + c.seq() + ", o." + c.id() + "::text, o."
                        + c.aggregateType() + ", o." + c.aggregateId() + ", o." + c.type() + ", " + payload + ", "
                        + (headers ? "o." + c.headers() + "::jsonb" : "NULL::jsonb") + ", ?, ? FROM taken o",
                "WITH freed AS (DELETE FROM " + parked + " WHERE shard = ? AND state <> 'dead' AND aggregatetype = ?"
                        + " AND (aggregateid = ? OR aggregateid IS NULL AND seq = ?) RETURNING *)"
                        + " INSERT INTO " + table.name() + " (" + c.seq() + ", " + c.id() + ", " + c.aggregateType()
                        + ", " + c.aggregateId() + ", " + c.type() + ", " + c.payload()
                        + (headers ? ", " + c.headers() : "") + ") OVERRIDING SYSTEM VALUE SELECT seq, id::uuid,"
                        + " aggregatetype, aggregateid, type, " + back + (headers ? ", headers" : "")
                        + " FROM freed ORDER BY seq",
                hasCreatedAt);
    }

    String fetchSql(boolean without) {
        return without ? fetchWithout : fetch;
    }

    private static String fetch(OutboxTable table, String payload, String length, boolean headers, String filter) {
        OutboxTable.Columns c = table.columns();
        return "SELECT s.shard, r.* FROM unnest(?::int4[], ?::int8[], ?::int4[]) AS s (shard, after, most) CROSS JOIN LATERAL (SELECT o."
                + c.seq() + ", o." + c.id() + ", o." + c.aggregateType() + ", o." + c.aggregateId() + ", o." + c.type()
                + ", " + (headers ? "o." + c.headers() + "::text" : "NULL::text") + ", " + length + ", CASE WHEN "
                + length + " <= ? THEN " + payload + " END FROM " + table.name() + " o WHERE o." + c.shard()
                + " = s.shard AND o." + c.seq() + " > s.after" + filter + " ORDER BY o." + c.seq() + " LIMIT s.most) r";
    }
}
