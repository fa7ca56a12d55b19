create table customers (
    id bigint unsigned not null auto_increment primary key,
    email varchar(80) not null unique,
    is_active tinyint(1) not null default 1,
    tiny tinyint default -1,
    tiny_unsigned tinyint unsigned,
    small smallint, medium mediumint unsigned, plain int default 0, big bigint,
    balance decimal(10,2) default 0.00,
    rate double default 1.5, single float,
    nickname varchar(20) default 'it''s',
    code char(3), note text default null, long_note longtext,
    computed varchar(40) default (concat('a', 'b')),
    feeling enum('so so','it''s','a)') default 'so so',
    tags set('a','b'),
    token uuid default uuid(),
    home inet6,
    born date default '2000-01-01',
    founded year,
    alarm time(3),
    made_at datetime(6) default current_timestamp(6),
    seen_at timestamp null default current_timestamp on update current_timestamp,
    settings json default '{}',
    checked longtext check (json_valid(`checked`) and length(checked) > 1),
    photo longblob, hash binary(32),
    flags bit(8), is_bit bit(1),
    place point,
    `select` text,
    label varchar(100) generated always as (lower(email)) virtual,
    size int generated always as (length(email)) stored
);
create table `order lines` (
    order_id int not null, line_no int not null, customer_id bigint unsigned,
    replaces_order int, replaces_line int,
    primary key (order_id, line_no),
    constraint `the customer` foreign key (customer_id) references customers (id) on delete cascade,
    foreign key (replaces_order, replaces_line) references `order lines` (order_id, line_no)
);
create table words (word varchar(20) not null, other varchar(200), third varchar(20), unique third_other (third, other), unique beginning (other(5)), key plain (third));
create table versions (id int primary key, name varchar(20)) with system versioning;
create sequence numbers;
create view active_customers as select id, email, balance * 2 as doubled from customers where is_active;
create function twice(n int) returns int return n * 2;
