-- Who of the operators knows of an alert, since when, and of how many of its events.
alter table alert add column noted_by varchar(64);
alter table alert add column noted_ms bigint;
alter table alert add column noted_count bigint;
