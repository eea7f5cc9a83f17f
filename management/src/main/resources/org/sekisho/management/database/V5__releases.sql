-- Releases for gateways, the orders to install them, and what gateways say about it.
create table release_file (
  number bigint primary key,
  version varchar(64) not null unique,
  epoch integer not null,
  size_bytes bigint not null,
  sha256 varchar(64) not null,
  sha1 varchar(40) not null,
  md5 varchar(32) not null,
  added_ms bigint not null
);

create table release_order (
  number bigint primary key,
  gateway varchar(64) not null,
  version varchar(64) not null,
  forced integer not null,
  state varchar(16) not null,
  detail varchar(300) not null,
  made_ms bigint not null,
  changed_ms bigint not null
);

create index release_order_gateway on release_order (gateway, number);

create table release_feedback (
  order_number bigint not null references release_order (number),
  place integer not null,
  at_ms bigint not null,
  execution varchar(16) not null,
  finished varchar(16) not null,
  detail varchar(300) not null,
  primary key (order_number, place)
);

create table release_fact (
  gateway varchar(64) not null,
  name varchar(64) not null,
  value varchar(256) not null,
  told_ms bigint not null,
  primary key (gateway, name)
);
