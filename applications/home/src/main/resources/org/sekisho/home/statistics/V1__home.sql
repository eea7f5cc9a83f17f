-- Times: *_us microseconds, *_ms milliseconds, *_s seconds since 1970-01-01T00:00Z.

CREATE TABLE point (
  key    INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  point  TEXT NOT NULL,
  UNIQUE (device, point)
);

-- The newest reading of each point, whatever its quality; type is number, boolean, text or none.
CREATE TABLE latest (
  point   INTEGER PRIMARY KEY REFERENCES point,
  gateway TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  type    TEXT NOT NULL,
  value   TEXT NOT NULL,
  unit    TEXT NOT NULL,
  quality TEXT NOT NULL,
  reason  TEXT NOT NULL,
  clock   TEXT NOT NULL
);

-- Every reading that has entered the statistics, so that a repeated one is known and a late one
-- finds its neighbours. Kept as long as the minutes are.
CREATE TABLE counted (
  point   INTEGER NOT NULL REFERENCES point,
  time_us INTEGER NOT NULL,
  value   REAL NOT NULL,
  good    INTEGER NOT NULL,
  PRIMARY KEY (point, time_us, value)
) WITHOUT ROWID;

-- sum and total are exact decimals in text; total is what a meter counted, NULL for other points.
CREATE TABLE statistic (
  length_s INTEGER NOT NULL,
  point    INTEGER NOT NULL REFERENCES point,
  start_s  INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  sum      TEXT NOT NULL,
  mean     REAL NOT NULL,
  min      REAL NOT NULL,
  max      REAL NOT NULL,
  last     REAL NOT NULL,
  last_us  INTEGER NOT NULL,
  total    TEXT,
  PRIMARY KEY (length_s, point, start_s)
) WITHOUT ROWID;

-- Single facts by name: up to where the readings are complete, the head-end's inventory.
CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- The one person who may sign in, and what was asked of the actuators.
CREATE TABLE owner (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE command (
  id       TEXT PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  by_whom  TEXT NOT NULL,
  device   TEXT NOT NULL,
  point    TEXT NOT NULL,
  value    TEXT NOT NULL,
  status   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  ended_ms INTEGER
);
CREATE INDEX command_at ON command (at_ms);
