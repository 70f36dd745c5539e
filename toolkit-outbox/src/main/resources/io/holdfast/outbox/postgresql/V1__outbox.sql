-- The outbox: insert-only for writers, a row is there until Kafka has acknowledged it.
-- seq is the order within a key; shard says which relay publishes the row. Writers set neither.
-- created_at tells operators how old the backlog is; nothing is ordered by it.
CREATE TABLE ${outbox} (
    ${seq} bigint GENERATED ALWAYS AS IDENTITY,
    ${shard} smallint NOT NULL GENERATED ALWAYS AS ((abs(hashtext(coalesce(${aggregateid}, ${id}::text)) % ${shards}))::smallint) STORED,
    ${id} uuid NOT NULL,
    ${aggregatetype} varchar(255) NOT NULL,
    ${aggregateid} varchar(255),
    ${type} varchar(255) NOT NULL,
    ${payload} bytea,
    ${headers} jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (${shard}, ${seq})
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
