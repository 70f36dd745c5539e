-- What the relays share. One lease row for each shard: their number is the number of shards.
CREATE TABLE ${outbox}_lease (
    shard smallint PRIMARY KEY,
    owner varchar(255),
    epoch bigint NOT NULL DEFAULT 0,
    expires_at timestamptz
) WITH (fillfactor = 50);
INSERT INTO ${outbox}_lease (shard) SELECT generate_series(0, ${shards} - 1);

-- Relays that are alive, so that each knows its fair share.
CREATE TABLE ${outbox}_relay (
    instance varchar(255) PRIMARY KEY,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Rows that Kafka will not take (rejected), rows of their keys (behind), and rows given up (dead).
CREATE TABLE ${outbox}_parked (
    shard smallint NOT NULL,
    seq bigint NOT NULL,
    id varchar(64) NOT NULL,
    aggregatetype varchar(255) NOT NULL,
    aggregateid varchar(255),
    type varchar(255) NOT NULL,
    payload bytea,
    headers jsonb,
    state varchar(16) NOT NULL CHECK (state IN ('rejected', 'behind', 'dead')),
    reason varchar(1000),
    request varchar(16) CHECK (request IN ('redrive', 'skip')),
    requested_by varchar(255),
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, seq)
);
CREATE INDEX ON ${outbox}_parked (aggregatetype, aggregateid);
