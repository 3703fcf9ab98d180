import { OWN_PREFIX } from '../databases/sqlite-describe.ts'

/** Payloads made and not yet acknowledged: at a store its own (store 0), at the office those for every store. */
export const outboxSchema = `
  CREATE TABLE ${OWN_PREFIX}outbox (
    store    INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    part     TEXT    NOT NULL,      -- JSON of what its manifest says about the stream
    tag      TEXT    NOT NULL,
    rows     INTEGER NOT NULL,
    has_file INTEGER NOT NULL,      -- 0: nothing but an acknowledgement
    dat      TEXT    NOT NULL,      -- JSON of size and SHA-256 of the sealed file; '' until it is sealed
    uploaded INTEGER NOT NULL DEFAULT 0,
    before   TEXT    NOT NULL,      -- JSON of what to go back to if it is taken back unsealed
    PRIMARY KEY (store, number)
  ) STRICT, WITHOUT ROWID;

  -- What the files of a store take on the site, as of the last visit.
  CREATE TABLE ${OWN_PREFIX}site_use (
    store     INTEGER PRIMARY KEY,
    bytes     INTEGER NOT NULL,
    held_back INTEGER NOT NULL,     -- 1: payloads wait in the outbox because no more are allowed
    cleared   TEXT    NOT NULL DEFAULT '' -- life of the stream in which former ones have left nothing on the site
  ) STRICT;
`
