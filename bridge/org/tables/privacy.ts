/** What is kept of what is not kept any more, and how far the clean-up has come. */
export const privacy = `
  CREATE TABLE forgotten (           -- invitations that were purged or erased: never asked again, and counted; nothing here names anybody
    id       TEXT PRIMARY KEY,       -- the invitation's: a hash of program, record and occasion
    program  TEXT NOT NULL,
    status   TEXT NOT NULL,          -- the last it had
    asked_on INTEGER NOT NULL,       -- the day
    why      TEXT NOT NULL           -- purged, erased
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sweeps (              -- the clean-up looks at one kind of row after the other, in the order of its key
    kind      TEXT PRIMARY KEY,
    looked_to TEXT NOT NULL,         -- key of the last row looked at; '' at the beginning
    due_at    INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO sweeps (kind, looked_to, due_at)
    SELECT value, '', 0 FROM json_each('["payloads", "attempts", "invitations", "notifications", "slots", "notes"]')
    WHERE EXISTS (SELECT 1 FROM org)`
