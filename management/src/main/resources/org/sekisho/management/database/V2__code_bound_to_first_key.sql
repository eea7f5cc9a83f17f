-- A code belongs to the key that used it first: the same key may ask again when an answer was lost.
alter table code add column key_sha256 varchar(64);
