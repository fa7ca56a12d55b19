create table customers (
    id integer primary key,
    email varchar(80) not null unique collate nocase,
    is_active boolean not null default true,
    balance decimal(10, 2) default 0.00,
    credit numeric default -1.5,
    score real default 1e3,
    nickname text default 'it''s',
    note text default null,
    computed text default (lower('X')),
    born date,
    seen_at datetime default current_timestamp,
    stamp timestamp with time zone,
    alarm time,
    settings json,
    photo blob default x'00',
    token uuid,
    anything,
    odd wibble,
    big bigint unsigned,
    "select" text,
    label text generated always as (email || '!') virtual,
    size integer as (length(email)) stored
);
create table "order lines" (
    order_id integer not null,
    line_no integer not null,
    customer_id integer references CUSTOMERS,
    replaces_order integer,
    replaces_line integer,
    primary key (order_id, line_no),
    foreign key (replaces_order, replaces_line) references "order lines" (ORDER_ID, line_no)
) without rowid;
create table words (word text primary key, other text, third text, unique (third, other));
create unique index words_partial on words (other) where other is not null;
create unique index words_expression on words (lower(other));
create unique index words_full on words (other, word);
create index words_plain on words (third);
create table counters (id integer primary key autoincrement, n int not null default 0);
create table not_row_number (id int primary key);
create table strict_one (id integer primary key, a any, b blob, c text not null) strict;
create table dangling (id integer primary key, gone integer references nowhere (id));
create view active_customers as select id, email, balance * 2 as doubled from customers where is_active;
create view broken as select * from nowhere;
create virtual table search using fts5(body);
create trigger counted after insert on words begin insert into counters (n) values (1); end;
create temp table temporary_one (id integer);
