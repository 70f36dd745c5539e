-- The outbox: insert-only for writers, a row is there until Kafka has acknowledged it.
-- seq is the order within a key; shard says which relay publishes the row. Writers set neither.
-- created_at tells operators how old the backlog is; nothing is ordered by it.
CREATE TABLE ${outbox} (
    ${seq} bigint NOT NULL AUTO_INCREMENT,
    ${id} char(36) NOT NULL,
    ${aggregatetype} varchar(255) NOT NULL,
    ${aggregateid} varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    ${type} varchar(255) NOT NULL,
    ${payload} longblob,
    ${headers} json,
    created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    ${shard} smallint AS (mod(crc32(coalesce(${aggregateid}, ${id})), ${shards})) STORED,
    PRIMARY KEY (${seq}),
    UNIQUE KEY (${shard}, ${seq})
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
