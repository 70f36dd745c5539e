create table if not exists ${table} (
    ${consumer} varchar(100) collate "C" not null,
    ${message_id} varchar(200) collate "C" not null,
    ${token} uuid not null,
    ${lease_until} timestamptz not null,
    ${done_at} timestamptz,
    primary key (${consumer}, ${message_id})
);
create index if not exists ${index}_age on ${table} using brin (${done_at});
