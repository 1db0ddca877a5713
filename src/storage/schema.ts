/** "LNTL" in ASCII. It distinguishes Lintel's database from other SQLite files. */
export const APPLICATION_ID = 0x4c4e544c;

/** Migration steps. `user_version` in a database is the number of steps already run on it. */
export const MIGRATIONS: readonly string[] = [
  `
  -- The ring: one row per window and revision. Payloads are deflated JSON (BLOB), or JSON (TEXT) when short.
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    start INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    boot TEXT NOT NULL,
    mono INTEGER NOT NULL,
    wall INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    payload BLOB NOT NULL,
    crc INTEGER NOT NULL
  );
  CREATE INDEX record_window ON record (duration, start);
  -- Alarms and health, out of the way of eviction.
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    boot TEXT NOT NULL,
    mono INTEGER NOT NULL,
    wall INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    payload BLOB NOT NULL,
    crc INTEGER NOT NULL
  );
  -- The checkpoint, the outbox (numbers not acknowledged) and the counters.
  CREATE TABLE state (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    value BLOB NOT NULL,
    crc INTEGER NOT NULL
  );
  CREATE TABLE parked (seq INTEGER PRIMARY KEY, reason TEXT NOT NULL);
  CREATE TABLE gap (
    from_seq INTEGER PRIMARY KEY,
    to_seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    lost INTEGER
  );
  `,
  `
  -- What the engine counted, for the device's own pages; 'record' held it before, in another form.
  DROP INDEX record_window;
  ALTER TABLE record RENAME TO window;
  CREATE INDEX window_start ON window (start);
  -- The rows that leave, by lane: count, indoor, day, meaning. Only count rows are merged.
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    start INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    boot TEXT NOT NULL,
    mono INTEGER NOT NULL,
    wall INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    payload BLOB NOT NULL,
    crc INTEGER NOT NULL
  );
  CREATE INDEX record_count ON record (duration, start) WHERE lane = 'count';
  `,
  `
  -- Windows summed up by local days, for the device's own pages: kind 0 is a day, 1 its hours.
  CREATE TABLE roll_up (
    start INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    end INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    payload BLOB NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (start, kind)
  );
  `,
  `
  -- A window's number says when it begins (renumber-windows.ts has seen to it).
  DROP INDEX window_start;
  `,
];

export const SCHEMA_VERSION: number = MIGRATIONS.length;
