-- Turns an outbox table in Debezium's shape into one that can be polled. Writers go on as they are.
ALTER TABLE ${outbox} ADD COLUMN ${seq} bigint NOT NULL AUTO_INCREMENT UNIQUE;
ALTER TABLE ${outbox} ADD COLUMN ${shard} smallint AS (mod(crc32(coalesce(${aggregateid}, ${id})), ${shards})) STORED;
CREATE UNIQUE INDEX holdfast_shard_seq ON ${outbox} (${shard}, ${seq});
