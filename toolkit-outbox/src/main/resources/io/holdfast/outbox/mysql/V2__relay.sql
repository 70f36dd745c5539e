-- What the relays share. One lease row for each shard: their number is the number of shards.
CREATE TABLE ${outbox}_lease (
    shard smallint PRIMARY KEY,
    owner varchar(255),
    epoch bigint NOT NULL DEFAULT 0,
    expires_at datetime(6)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
INSERT INTO ${outbox}_lease (shard)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${shards}) SELECT i FROM n;

-- Relays that are alive, so that each knows its fair share.
CREATE TABLE ${outbox}_relay (
    instance varchar(255) PRIMARY KEY,
    expires_at datetime(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Rows that Kafka will not take (rejected), rows of their keys (behind), and rows given up (dead).
CREATE TABLE ${outbox}_parked (
    shard smallint NOT NULL,
    seq bigint NOT NULL,
    id varchar(64) NOT NULL,
    aggregatetype varchar(255) NOT NULL,
    aggregateid varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    type varchar(255) NOT NULL,
    payload longblob,
    headers json,
    state varchar(16) NOT NULL CHECK (state IN ('rejected', 'behind', 'dead')),
    reason varchar(1000),
    request varchar(16) CHECK (request IN ('redrive', 'skip')),
    requested_by varchar(255),
    parked_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (shard, seq),
    KEY (aggregatetype, aggregateid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
