import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { outboxSchema } from './outbox-schema.ts'
import { verifySchema } from './verify-schema.ts'

/** What the office keeps in its database beside the collated tables. */
export const officeSchema = `
  -- One row. The tick counts merges and exports; every change carries the tick it was made in.
  CREATE TABLE ${OWN_PREFIX}state (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    format        INTEGER NOT NULL,
    tick          INTEGER NOT NULL DEFAULT 0,
    restarts      INTEGER NOT NULL DEFAULT 0,  -- how often this database was found to be restored
    restored_at   INTEGER,                     -- when it last was, milliseconds
    lives         TEXT    NOT NULL DEFAULT '[]', -- JSON of names of its lives, the first apart
    refill_tick   INTEGER NOT NULL DEFAULT 0,  -- how much of the office the best informed store had heard that refilled it
    replica_setup TEXT    NOT NULL             -- JSON
  ) STRICT;

  -- While a row stands in here (only ever inside a transaction), the triggers look away.
  CREATE TABLE ${OWN_PREFIX}applying (one INTEGER PRIMARY KEY) STRICT;

  CREATE TABLE ${OWN_PREFIX}stores (
    id             INTEGER PRIMARY KEY,
    guid           TEXT    NOT NULL UNIQUE,
    number         TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    ignored        INTEGER NOT NULL DEFAULT 0,  -- Ignore this store
    retired_at     INTEGER,                     -- since when nothing is exchanged with it, office clock; null: it takes part
    rows_kept      INTEGER NOT NULL DEFAULT 1,  -- 0: its rows were deleted when it was retired
    forgotten      INTEGER NOT NULL DEFAULT 0,  -- 1: retired, and its number may be given to another store
    cleaned        INTEGER NOT NULL DEFAULT 0,  -- 1: retired, its files are off the site and word was left for it
    invited_at     INTEGER NOT NULL,
    up_epoch       TEXT,                        -- null: nothing from the store yet
    applied        INTEGER NOT NULL DEFAULT 0,  -- number of its last payload applied
    applied_tags   TEXT    NOT NULL DEFAULT '[]', -- JSON of the tags of its last ones, up to that
    owes           INTEGER NOT NULL DEFAULT 0,  -- 1: rows were applied that the store has not been told of
    down_epoch     TEXT    NOT NULL,
    exported       INTEGER NOT NULL DEFAULT 0,  -- number of the last payload made for it
    tag            TEXT    NOT NULL DEFAULT '', -- of that payload
    acknowledged   INTEGER NOT NULL DEFAULT 0,  -- highest number it says it has applied
    sent_tick      INTEGER NOT NULL DEFAULT 0,  -- everything up to this tick has been put into payloads for it
    due            TEXT    NOT NULL DEFAULT '', -- JSON: where making payloads for it stopped; '': all were made
    sent_setup     INTEGER NOT NULL DEFAULT 0,  -- version of the replica setup last sent to it
    known_setup    INTEGER NOT NULL DEFAULT 0,  -- version it says it works with
    schema         TEXT    NOT NULL DEFAULT '[]',
    refused        TEXT    NOT NULL DEFAULT '[]', -- JSON: tables it cannot transmit, each with the reason
    declined       TEXT    NOT NULL DEFAULT '[]', -- JSON: tables of it that do not fit the office's, each with the reason
    declined_told  TEXT    NOT NULL DEFAULT '[]', -- JSON: of which the store was told; '': not known
    definitions    TEXT    NOT NULL DEFAULT '[]', -- JSON: how the store's database is made
    sequences      TEXT    NOT NULL DEFAULT '{}', -- JSON: how far AUTOINCREMENT has come in it
    last_contact   INTEGER,                     -- office clock, milliseconds
    held_rows      INTEGER NOT NULL DEFAULT 0,
    load_rows      INTEGER,                     -- rows received of the load that is under way; null: none is
    program        TEXT    NOT NULL DEFAULT '',
    restart        TEXT    NOT NULL DEFAULT '', -- JSON of why the stream to it began anew; '': it is the first
    awaits         INTEGER NOT NULL DEFAULT 0,  -- 1: it was asked for everything and has not answered
    refill_rules   TEXT    NOT NULL DEFAULT '', -- JSON: how its rows are merged while it refills the office; '': it does not
    refill         TEXT    NOT NULL DEFAULT '', -- JSON: how far the office has refilled it; '': nothing to do
    restarts       INTEGER NOT NULL DEFAULT 0,  -- how often it was refilled
    restored_at    INTEGER,                     -- when it last began anew, office clock, milliseconds
    ended_down     TEXT    NOT NULL DEFAULT '[]', -- JSON of epochs of the stream to it that have ended
    ended          TEXT    NOT NULL DEFAULT '[]', -- JSON of its epochs that have ended
    over           TEXT,                        -- an epoch of its that has ended, and in which it went on
    refused_epoch  TEXT,                        -- an epoch of its that follows none: another database sends in it
    seen_former    TEXT    NOT NULL DEFAULT '{}', -- JSON by epoch of its: the last manifest that was dealt with
    unfinished     TEXT,                        -- digest of a manifest of its that seemed to be on its way
    restarted_at   INTEGER NOT NULL DEFAULT 0   -- what the epoch of its that is followed began with; a greater one follows it
  ) STRICT;

  CREATE UNIQUE INDEX ${OWN_PREFIX}store_numbers ON ${OWN_PREFIX}stores (number) WHERE forgotten = 0;

  -- Replicated tables. The id numbers their row logs.
  CREATE TABLE ${OWN_PREFIX}tables (
    id          INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: working tables of a connection are named by it
    name        TEXT    NOT NULL UNIQUE,
    sharing     TEXT    NOT NULL,
    description TEXT    NOT NULL,   -- JSON
    seeded_by   INTEGER             -- the store whose initial load filled an office-maintained table
  ) STRICT;

  -- Collated tables that no store transmits to any more: their rows are kept until somebody drops them.
  CREATE TABLE ${OWN_PREFIX}set_aside (
    kept_as     TEXT    PRIMARY KEY, -- its name in this database now
    name        TEXT    NOT NULL,    -- the shop's table
    sharing     TEXT    NOT NULL,
    description TEXT    NOT NULL,    -- JSON
    version     INTEGER NOT NULL,    -- of the replica setup that ended it
    at          INTEGER NOT NULL     -- office clock, milliseconds
  ) STRICT;

  ${outboxSchema}
  ${verifySchema}
  -- Every value that lost, and every question that waits for a person.
  CREATE TABLE ${OWN_PREFIX}conflicts (
    id           INTEGER PRIMARY KEY,
    tick         INTEGER NOT NULL,
    noticed_at   INTEGER NOT NULL,  -- office clock, milliseconds
    table_name   TEXT    NOT NULL,
    store        INTEGER NOT NULL,
    row_key      TEXT    NOT NULL,  -- SQL literals, comma-separated, in key order (without the store's GUID)
    column_name  TEXT,              -- null: the whole row
    kind         TEXT    NOT NULL,  -- update, insert, deleted at store, deleted at office, office table
    base         ANY,               -- what the store had before
    office_value ANY,
    store_value  ANY,
    office_at    INTEGER,
    office_store INTEGER,           -- store that the office's value came from; null: the office itself, or not known
    store_at     INTEGER,
    rule         TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,  -- office, store, open; a person's decision: decided
    decided      ANY,
    decided_at   INTEGER,
    put_back     ANY,               -- the value, or for a whole row a word, that was put back after it had lost
    put_back_at  INTEGER            -- null: nothing was
  ) STRICT;
  CREATE INDEX ${OWN_PREFIX}conflicts_open ON ${OWN_PREFIX}conflicts (id) WHERE outcome = 'open';
`
