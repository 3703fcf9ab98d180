import { OWN_PREFIX } from '../databases/sqlite-describe.ts'

/** What both roles keep while replicas are compared. At a store its own number is 0. */
export const verifySchema = `
  CREATE TABLE ${OWN_PREFIX}comparisons (
    store INTEGER PRIMARY KEY,
    about TEXT    NOT NULL          -- JSON: how far the comparison has come
  ) STRICT;

  -- Ranges of keys whose checksums came from the other side or are to go to it.
  CREATE TABLE ${OWN_PREFIX}ranges (
    id         INTEGER PRIMARY KEY,
    store      INTEGER NOT NULL,
    table_name TEXT    NOT NULL,
    beyond     TEXT,                -- SQL literals, comma-separated, in key order; null: from the first key
    upto       TEXT,                -- the same; null: to the last key
    rows       INTEGER NOT NULL,
    sum        BLOB    NOT NULL,
    state      TEXT    NOT NULL,    -- theirs: to be compared; differs; ours: to be sent; list: row by row to be sent
    batch      INTEGER              -- number of the payload it was sent in
  ) STRICT;
  CREATE INDEX ${OWN_PREFIX}ranges_of ON ${OWN_PREFIX}ranges (store, state, table_name);

  -- At the office: rows found to differ. At a store: rows that the office wants to have settled.
  CREATE TABLE ${OWN_PREFIX}differences (
    store      INTEGER NOT NULL,
    table_name TEXT    NOT NULL,
    row_key    TEXT    NOT NULL,    -- SQL literals, comma-separated, in key order (without the store's GUID)
    kind       TEXT    NOT NULL,    -- missing at store, missing at office, differs; at a store: repair
    batch      INTEGER,             -- number of the payload it was sent in to be settled
    PRIMARY KEY (store, table_name, row_key)
  ) STRICT, WITHOUT ROWID;
`
