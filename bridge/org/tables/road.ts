/** The tables of one org's object. Moments are ms since the epoch; 0 and 1 are booleans. Append only: a released table is changed by a later migration. */
export const road = `
  CREATE TABLE org (                 -- one row: who this object belongs to; empty until it is connected
    org_id        TEXT NOT NULL,     -- 15 characters
    org_key       TEXT NOT NULL,
    name          TEXT NOT NULL,
    is_sandbox    INTEGER NOT NULL,
    base_url      TEXT NOT NULL,     -- where customers reach the bridge
    integration_user_id TEXT,        -- whose own events are dropped
    generation    INTEGER NOT NULL,  -- of the credentials handed out now
    settings_json TEXT NOT NULL,     -- definitions/settings.ts
    connected_at  INTEGER NOT NULL,
    registered_at INTEGER            -- in the directory; NULL = due
  ) STRICT;

  CREATE TABLE revocations (         -- a credential's generation that opens no door any more
    door       TEXT NOT NULL,
    generation INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    PRIMARY KEY (door, generation)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE documents (           -- immutable once stored
    kind         TEXT NOT NULL,      -- survey, program, mapping
    name         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    body_json    TEXT NOT NULL,      -- as its schema gives it
    published_at INTEGER NOT NULL,
    PRIMARY KEY (kind, name, version)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE notifications (
    id          TEXT PRIMARY KEY,    -- 04l… of an outbound message, or the id an event names
    object      TEXT NOT NULL,
    record_id   TEXT NOT NULL,       -- 18 characters where Salesforce sent an id; '' when the record was deleted
    fields_json TEXT,                -- NULL when there are none to keep, see note
    note        TEXT,                -- NULL, 'deleted', 'too_wide', 'missed' (found in Salesforce, no message came), 'asked' (by a person), 'purged' or 'erased'
    needs_read  INTEGER NOT NULL DEFAULT 0, -- a program needs fields that only Salesforce has
    decide_at   INTEGER,             -- NULL once every program has decided
    received_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notifications_due ON notifications (needs_read, decide_at) WHERE decide_at IS NOT NULL;

  CREATE TABLE marks (               -- up to when the events of a program have been looked for in Salesforce
    program   TEXT PRIMARY KEY,
    looked_at INTEGER NOT NULL,
    due_at    INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE decisions (           -- one per notification and program; program '' when none is about this object
    notification_id TEXT NOT NULL,
    program         TEXT NOT NULL,
    program_version INTEGER NOT NULL,
    record_id       TEXT NOT NULL,
    outcome         TEXT NOT NULL,   -- invited or not_invited
    reason          TEXT NOT NULL,   -- '' when invited
    ask_again_at    INTEGER,         -- when asking becomes possible
    invitation_id   TEXT,
    decided_at      INTEGER NOT NULL,
    PRIMARY KEY (notification_id, program)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX decisions_record ON decisions (record_id);

  CREATE TABLE invitations (
    id              TEXT PRIMARY KEY,  -- a hash of program, record and occasion: an event has one; also its key in Salesforce
    program         TEXT NOT NULL,
    program_version INTEGER NOT NULL,
    survey          TEXT NOT NULL,
    survey_version  INTEGER NOT NULL,
    notification_id TEXT NOT NULL,
    object          TEXT NOT NULL,
    record_id       TEXT NOT NULL,
    occasion        TEXT NOT NULL,     -- value of the field the program names, e.g. ClosedDate
    channel         TEXT NOT NULL,     -- email or link
    language        TEXT,              -- NULL: the page follows the browser
    recipient_json  TEXT NOT NULL,     -- {person, email, name}
    records_json    TEXT NOT NULL,     -- {role: record id} as it was when we asked
    fields_json     TEXT NOT NULL,     -- values the texts, actions and mappings may use
    status          TEXT NOT NULL,     -- as in Salesforce: Queued, Held, Sent …
    reason          TEXT,              -- why it was not sent
    ask_again_at    INTEGER,
    is_test         INTEGER NOT NULL,
    counts          INTEGER NOT NULL DEFAULT 1, -- towards the hold of a mass close: until it ends unsent, or a person lets it go
    step            TEXT,              -- what happens next: send, remind, expire; NULL: nothing
    due_at          INTEGER,           -- when; NULL while held
    reminders       INTEGER NOT NULL DEFAULT 0,
    asked_at        INTEGER NOT NULL,
    sent_at         INTEGER,
    opened_at       INTEGER,
    completed_at    INTEGER,
    expires_at      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invitations_due ON invitations (channel, step, due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX invitations_unsent ON invitations (status, id) WHERE status IN ('Queued', 'Held');
  CREATE INDEX invitations_record ON invitations (record_id);
  CREATE INDEX invitations_recent ON invitations (program, asked_at) WHERE counts = 1;

  CREATE TABLE invited_records (     -- for 'once per record', whatever the role the record plays
    program       TEXT NOT NULL,
    role          TEXT NOT NULL,
    record_id     TEXT NOT NULL,     -- as a hash: kept when the invitation is gone
    invitation_id TEXT NOT NULL,
    PRIMARY KEY (program, role, record_id, invitation_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invited_records_invitation ON invited_records (invitation_id);

  CREATE TABLE slots (               -- who was asked when; a cap matches on any key. Given back when the invitation ends unsent
    person_key    TEXT NOT NULL,     -- contact:, lead: or email: and a hash
    invitation_id TEXT NOT NULL,
    reserved_at   INTEGER NOT NULL,
    PRIMARY KEY (person_key, reserved_at, invitation_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX slots_invitation ON slots (invitation_id);

  CREATE TABLE suppressions (        -- our own list of people who must not be asked
    person_key TEXT PRIMARY KEY,
    reason     TEXT NOT NULL,        -- unsubscribed, bounced, complained
    at         INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE links (               -- one row for each mail, reminder and copied link; deleted = revoked
    ref           TEXT PRIMARY KEY,  -- 20 hex characters
    invitation_id TEXT NOT NULL,
    kind          TEXT NOT NULL,     -- mail, reminder, link, agent
    created_at    INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_invitation ON links (invitation_id);

  CREATE TABLE sends (
    id            TEXT PRIMARY KEY,  -- also the idempotency key where a provider takes one
    invitation_id TEXT NOT NULL,
    kind          TEXT NOT NULL,     -- invite, reminder
    connection    TEXT NOT NULL,
    ref           TEXT NOT NULL,     -- its link
    state         TEXT NOT NULL,     -- waiting, in_flight, sent, refused, unknown
    due_at        INTEGER,
    claimed_at    INTEGER,
    provider_id   TEXT,              -- the Message-ID, or what the provider answered
    code          TEXT,              -- why it was refused or is unknown
    settled_by    TEXT,              -- what ended an unknown one: event, opening, answer, resend
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sends_due ON sends (connection, due_at) WHERE state = 'waiting';
  CREATE INDEX sends_in_flight ON sends (claimed_at) WHERE state = 'in_flight'; -- every commit asks for the oldest
  CREATE INDEX sends_ref ON sends (ref);
  CREATE INDEX sends_open ON sends (state) WHERE state IN ('in_flight', 'unknown');
  CREATE INDEX sends_invitation ON sends (invitation_id);
  CREATE INDEX sends_provider ON sends (provider_id) WHERE provider_id IS NOT NULL;

  CREATE TABLE responses (
    invitation_id TEXT PRIMARY KEY,
    state         TEXT NOT NULL,     -- partial or completed
    version       INTEGER NOT NULL,  -- 1 for the first; each later edit adds one
    answers_json  TEXT NOT NULL,     -- {question id: answer}, see definitions/survey.ts
    language      TEXT NOT NULL,
    via_agent     INTEGER NOT NULL,  -- answered through a link an agent copied
    is_bot        INTEGER NOT NULL,
    seconds       INTEGER,           -- from the first view to sending, where the page's script told us
    started_at    INTEGER NOT NULL,
    submitted_at  INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE connections (
    name             TEXT PRIMARY KEY,  -- salesforce, mail, …
    app              TEXT NOT NULL,     -- salesforce, smtp, send_email
    config_json      TEXT NOT NULL,
    credentials      TEXT,              -- compact JWE
    opens_at         INTEGER,           -- for calls that write; NULL: stopped until a person reconnects it
    reads_at         INTEGER,           -- for calls that read: a write that hangs delays no mail
    failures         INTEGER NOT NULL DEFAULT 0,  -- of calls, in a row
    chunk            INTEGER NOT NULL DEFAULT 200,
    successes        INTEGER NOT NULL DEFAULT 0,  -- of calls, in a row
    api_used         INTEGER,
    api_limit        INTEGER,
    last_error_json  TEXT,
    last_success_at  INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE changes (             -- what follows from them in the apps is not planned yet
    due_at        INTEGER NOT NULL,
    invitation_id TEXT NOT NULL,
    event         TEXT NOT NULL,     -- invitation.changed, response.partial, response.completed
    PRIMARY KEY (due_at, invitation_id, event)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE writes (
    key           TEXT PRIMARY KEY,  -- invitation | mapping, for an answer # question: at most one pending write per key, those of one invitation side by side
    connection    TEXT NOT NULL,
    mapping       TEXT NOT NULL,     -- its document; rendered when it is sent. '' for an update that is ours
    operation     TEXT NOT NULL,     -- upsert (by external id), update (by id), delete (what an erasure names)
    subject_kind  TEXT NOT NULL,     -- invitation, response, answer; do_not_survey, survey_link for updates; person for deletes
    subject_id    TEXT NOT NULL,     -- invitation id, or invitation id # question; '' for a person
    parent_key    TEXT,              -- the write whose record must stand before this one
    depth         INTEGER NOT NULL,  -- 0 for one without a parent: parents first
    state         TEXT NOT NULL,     -- waiting, in_flight, done, dead, dismissed
    due_at        INTEGER,           -- NULL while it waits for its parent
    claimed_at    INTEGER,
    attempts      INTEGER NOT NULL DEFAULT 0,
    wanted        INTEGER NOT NULL DEFAULT 1,  -- counts the changes asked for
    claimed       INTEGER NOT NULL DEFAULT 0,  -- the change the call in flight carries
    suspect_until INTEGER,           -- until then an older call whose end is unknown may still be done: written once more
    lookups_json  TEXT,              -- {field: id or null}: parents that were merged or deleted; of a delete what to look for
    record_id     TEXT,
    error_json    TEXT,              -- {kind, status, message, field, value, hint}
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX writes_due ON writes (connection, operation, depth, due_at) WHERE state = 'waiting' AND due_at IS NOT NULL;
  CREATE INDEX writes_waiting ON writes (connection, due_at) WHERE state = 'waiting' AND due_at IS NOT NULL;
  CREATE INDEX writes_in_flight ON writes (claimed_at) WHERE state = 'in_flight';
  CREATE INDEX writes_open ON writes (state, key) WHERE state <> 'done';

  CREATE TABLE attempts (            -- one per write and call, kept for the person who asks what happened
    write_key TEXT NOT NULL,
    n         INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    outcome   TEXT NOT NULL,         -- done, retried, dead
    status    TEXT,                  -- the app's own code
    PRIMARY KEY (write_key, n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE alerts (
    id         TEXT PRIMARY KEY,     -- code and what it is about: the same trouble is one alert
    code       TEXT NOT NULL,
    detail     TEXT NOT NULL,        -- a sentence and the next step; never a value of a record
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    times      INTEGER NOT NULL,
    closed_at  INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    n    INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    who  TEXT NOT NULL,              -- operator, admin, or user and the id of who pressed in Salesforce
    what TEXT NOT NULL,              -- replay, dismiss, resend, copy_link, release …
    of   TEXT NOT NULL               -- the id it was done to
  ) STRICT`
