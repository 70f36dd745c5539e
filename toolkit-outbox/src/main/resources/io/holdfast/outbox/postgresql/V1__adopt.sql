-- Turns an outbox table in Debezium's shape into one that can be polled. Writers go on as they are.
ALTER TABLE ${outbox} ADD COLUMN ${seq} bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE ${outbox} ADD COLUMN ${shard} smallint NOT NULL
    GENERATED ALWAYS AS ((abs(hashtext(coalesce(${aggregateid}::text, ${id}::text)) % ${shards}))::smallint) STORED;
CREATE UNIQUE INDEX ON ${outbox} (${shard}, ${seq});
