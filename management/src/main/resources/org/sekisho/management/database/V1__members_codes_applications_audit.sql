-- SQL that SQLite and PostgreSQL both take. Times are milliseconds since the epoch.
create table member (
  id varchar(64) primary key,
  role varchar(16) not null,
  names text not null,
  state varchar(16) not null,
  version varchar(64),
  report text,
  seen_ms bigint
);

create table certificate (
  serial varchar(64) primary key,
  member varchar(64) not null references member (id),
  issued_ms bigint not null,
  expires_ms bigint not null,
  revoked_ms bigint
);

create index certificate_member on certificate (member);

create table code (
  member varchar(64) primary key references member (id),
  salt varchar(32) not null,
  hash varchar(64) not null,
  expires_ms bigint not null
);

create table application (
  id varchar(64) primary key,
  scopes text not null,
  secret varchar(200) not null,
  created_ms bigint not null
);

create table audit (
  no bigint primary key,
  at_ms bigint not null,
  who varchar(100) not null,
  what varchar(100) not null,
  about varchar(200) not null,
  source varchar(64) not null
);
