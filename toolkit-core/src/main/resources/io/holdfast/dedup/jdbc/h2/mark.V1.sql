create table if not exists ${table} (
    ${consumer} varchar(100) not null,
    ${message_id} varchar(200) not null,
    ${marked_at} timestamp(6) with time zone default current_timestamp not null,
    primary key (${consumer}, ${message_id})
);
create index if not exists ${index}_age on ${table} (${consumer}, ${marked_at});
