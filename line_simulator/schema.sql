CREATE TABLE IF NOT EXISTS setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS citizen (
    number INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    friend INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    menu TEXT,
    spoke_at INTEGER
);

-- Every message body once, however many people received it. first_text is the text of the first bubble.
CREATE TABLE IF NOT EXISTS body (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    content TEXT NOT NULL,
    first_text TEXT
);

-- One sequence for all that happens: API calls, webhooks and what citizens do.
-- recipients: little-endian uint32 citizen numbers who got the messages.
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    method TEXT,
    path TEXT,
    status INTEGER,
    request_id TEXT,
    retry_key TEXT,
    body INTEGER REFERENCES body (id),
    raw TEXT,
    recipients BLOB,
    citizen INTEGER,
    first_message INTEGER,
    accepted INTEGER,
    fault INTEGER,
    answer TEXT,
    ms REAL,
    detail TEXT
);
CREATE INDEX IF NOT EXISTS record_kind ON record (kind, seq);
CREATE INDEX IF NOT EXISTS record_citizen ON record (citizen) WHERE citizen IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_request ON record (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS reply_token (
    token TEXT PRIMARY KEY,
    citizen INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    used INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS retry_key (
    key TEXT PRIMARY KEY,
    accepted_at INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    sent_messages TEXT
);

CREATE TABLE IF NOT EXISTS content (
    message_id TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes BLOB,
    state TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS menu (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    definition TEXT NOT NULL,
    media_type TEXT,
    image BLOB
);

CREATE TABLE IF NOT EXISTS alias (
    id TEXT PRIMARY KEY,
    menu TEXT NOT NULL
);
