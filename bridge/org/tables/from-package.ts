/** What people in Salesforce ask for, what the last doctor found, and what is left of an org that was removed. */
export const fromPackage = `
  ALTER TABLE invitations ADD COLUMN asked_by TEXT; -- the user who asked for it; NULL: an event did

  CREATE TABLE doctor (              -- the last result only
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    at          INTEGER NOT NULL,
    checks_json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE removed (             -- what is left of an org: its credentials never open anything again
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL      -- the last it had
  ) STRICT`
