create table if not exists ${table} (
    ${consumer} varchar(100) collate "C" not null,
    ${message_id} varchar(200) collate "C" not null,
    ${marked_at} timestamptz not null default now(),
    primary key (${consumer}, ${message_id})
);
create index if not exists ${index}_age on ${table} using brin (${marked_at});
