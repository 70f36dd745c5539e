create table if not exists ${table} (
    ${consumer} varchar(100) not null,
    ${message_id} varchar(200) not null,
    ${token} uuid not null,
    ${lease_until} timestamp(6) with time zone not null,
    ${done_at} timestamp(6) with time zone,
    primary key (${consumer}, ${message_id})
);
create index if not exists ${index}_age on ${table} (${consumer}, ${done_at});
