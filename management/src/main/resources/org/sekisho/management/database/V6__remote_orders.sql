-- Orders to gateways, who may approve an unlocking, and the proofs of erasure that came back.
create table remote_order (
  id varchar(36) primary key,
  number bigint not null,
  gateway varchar(64) not null references member (id),
  kind varchar(16) not null,
  asked_by varchar(400) not null,
  issued_ms bigint not null,
  expires_ms bigint not null,
  outcome varchar(100),
  answered_ms bigint
);

create index remote_order_gateway on remote_order (gateway, number);

create table approver (
  name varchar(64) primary key,
  salt varchar(32) not null,
  hash varchar(64) not null
);

create table unlock_approval (
  gateway varchar(64) not null references member (id),
  approver varchar(64) not null references approver (name),
  at_ms bigint not null,
  primary key (gateway, approver)
);

create table erasure (
  id varchar(64) primary key,
  gateway varchar(64) not null,
  serial varchar(64) not null,
  cause varchar(32) not null,
  order_id varchar(36) not null,
  received_ms bigint not null,
  signed text not null
);
