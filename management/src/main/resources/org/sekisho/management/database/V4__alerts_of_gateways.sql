-- Alerts as the gateways tell them; the id is the gateway's, so that none comes twice.
create table alert (
  member varchar(64) not null references member (id),
  id varchar(36) not null,
  alert_class varchar(16) not null,
  kind varchar(64) not null,
  state varchar(16) not null,
  title_ja text not null,
  title_en text not null,
  device varchar(128) not null,
  source varchar(64) not null,
  detail text not null,
  count bigint not null,
  since_ms bigint not null,
  last_ms bigint not null,
  received_ms bigint not null,
  updated_ms bigint not null,
  primary key (member, id)
);

create index alert_received on alert (member, received_ms);

-- The last signed end of each gateway's log: one that goes back later shows a log that was cut.
create table log_anchor (
  member varchar(64) primary key references member (id),
  log varchar(36) not null,
  number bigint not null,
  signature text not null,
  received_ms bigint not null
);
