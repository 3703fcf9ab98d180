import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { highWaterSchema } from './high-water.ts'
import { outboxSchema } from './outbox-schema.ts'
import { verifySchema } from './verify-schema.ts'

/**
 * What this program keeps inside the shop's database, so that one transaction covers it and the shop's own rows: a
 * backup of the database is a backup of its place in the streams, and a crash leaves both or neither.
 */
export const storeSchema = `
  -- One row: who this store is and how far its two streams have come.
  CREATE TABLE ${OWN_PREFIX}state (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    format        INTEGER NOT NULL,
    guid          TEXT    NOT NULL,
    up_epoch      TEXT    NOT NULL,
    exported      INTEGER NOT NULL DEFAULT 0,  -- number of the last payload made
    tag           TEXT    NOT NULL DEFAULT '', -- of that payload
    down_epoch    TEXT,                        -- null: nothing from the office yet
    applied       INTEGER NOT NULL DEFAULT 0,  -- number of the last payload applied
    applied_tags  TEXT    NOT NULL DEFAULT '[]', -- JSON of the tags of the last ones, up to that
    owes          INTEGER NOT NULL DEFAULT 0,  -- 1: rows were applied that the office has not been told of; 2: nor that a refill of it was all
    last_export   INTEGER NOT NULL DEFAULT 0,  -- when, milliseconds
    seen_tick     INTEGER NOT NULL DEFAULT 0,  -- office tick up to which everything has been seen
    announced     TEXT    NOT NULL DEFAULT '', -- fingerprint of the schema the office knows
    sequences     TEXT    NOT NULL DEFAULT '{}', -- JSON: how far AUTOINCREMENT had come, as the office knows it
    lives         TEXT    NOT NULL DEFAULT '[]', -- JSON of epochs of the stream to the office, up to this one
    restart       TEXT    NOT NULL DEFAULT '', -- JSON of why the stream to the office began anew; '': it is the first
    former_epoch  TEXT,                        -- of the stream to the office before that
    former_number INTEGER NOT NULL DEFAULT 0,  -- what the office had acknowledged of it
    former_tags   TEXT    NOT NULL DEFAULT '{}', -- JSON of tags by number: what it had not
    awaits        INTEGER NOT NULL DEFAULT 0,  -- 1: the office was asked for everything and has not answered
    refilling     INTEGER NOT NULL DEFAULT 0,  -- 1: it has answered and is still sending
    rebuilds      INTEGER NOT NULL DEFAULT 0,  -- 1: this database is new, and the office sends how the lost one was made
    to_make       TEXT    NOT NULL DEFAULT '[]', -- JSON of views and triggers to be made when all rows have come
    restarts      INTEGER NOT NULL DEFAULT 0,  -- how often this database was found to be restored
    restored_at   INTEGER,                     -- when it last was, milliseconds
    ended         TEXT    NOT NULL DEFAULT '[]', -- JSON of the office's epochs that have ended
    over          TEXT,                        -- an epoch of the office that has ended, and in which it went on
    refused_epoch TEXT,                        -- an epoch of the office that follows none: another database sends in it
    seen_former   TEXT    NOT NULL DEFAULT '{}', -- JSON by epoch of the office: its last manifest that was dealt with
    unfinished    TEXT,                        -- digest of a manifest of the office that seemed to be on its way
    restarted_at  INTEGER NOT NULL DEFAULT 0,  -- what the epoch of the office that is followed began with; a greater one follows it
    parked_number INTEGER NOT NULL DEFAULT 0,  -- highest number given to a parked row
    triggers_inspected TEXT NOT NULL DEFAULT '', -- digest of what decides what the shop's triggers write
    setup_refused TEXT    NOT NULL DEFAULT '', -- why the setup that came last was not taken; '': it was
    replica_setup TEXT    NOT NULL             -- JSON
  ) STRICT;

  -- While a row stands in here (only ever inside a transaction), the triggers look away.
  CREATE TABLE ${OWN_PREFIX}applying (one INTEGER PRIMARY KEY) STRICT;

  -- Replicated tables. The id numbers their pending, sent, parked, known and load tables.
  CREATE TABLE ${OWN_PREFIX}tables (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    layout   TEXT NOT NULL,            -- JSON of what is captured, to notice a change
    loaded   INTEGER,                  -- number of the payload that ended its initial load; null: under way
    refills  INTEGER NOT NULL DEFAULT 0, -- 1: it is loaded once more, to refill the office
    declined TEXT,                     -- JSON: why the office does not take the table; null: it does
    off_since INTEGER,                 -- capture is switched off since then, milliseconds; null: it is on
    seen_tick INTEGER                  -- after its triggers were lost: office tick up to which it had seen everything then
  ) STRICT;

  -- Triggers of the shop's program that rows from the office can set off, as they were last inspected.
  CREATE TABLE ${OWN_PREFIX}shop_triggers (
    name       TEXT PRIMARY KEY COLLATE NOCASE,
    table_name TEXT NOT NULL,
    effect     TEXT NOT NULL,          -- nothing, own, transmitted, both, unknown
    writes     TEXT NOT NULL,          -- JSON of the tables it writes
    why        TEXT NOT NULL,          -- why that is not known; '': it is
    choice     TEXT                    -- run, skip; null: as the effect suggests
  ) STRICT, WITHOUT ROWID;

  ${highWaterSchema}
  ${outboxSchema}
  ${verifySchema}
`
