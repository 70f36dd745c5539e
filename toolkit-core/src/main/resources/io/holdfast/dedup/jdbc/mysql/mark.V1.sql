create table if not exists ${table} (
    ${consumer} varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
    ${message_id} varchar(200) character set ascii collate ascii_bin not null,
    token char(36) character set ascii collate ascii_bin not null,
    ${marked_at} datetime(6) not null,
    primary key (${consumer}, ${message_id}),
    index ${index}_age (${consumer}, ${marked_at})
) engine = innodb;
