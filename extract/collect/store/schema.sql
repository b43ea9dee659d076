-- The catalogue of a store; docs/store.md explains every table and column. Times are UTC, ISO 8601, as the crawl gave them.

CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    run_key TEXT NOT NULL UNIQUE,
    registry TEXT NOT NULL,
    settings TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
);

CREATE TABLE sites (
    site_id TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    start_url TEXT NOT NULL,
    host TEXT NOT NULL,
    family TEXT NOT NULL,
    scope TEXT NOT NULL,
    status TEXT NOT NULL,
    first_year INTEGER,
    verified_at TEXT NOT NULL,
    row TEXT NOT NULL,
    registered_at TEXT NOT NULL
);

CREATE TABLE site_runs (
    run_id INTEGER NOT NULL REFERENCES runs,
    site_id TEXT NOT NULL REFERENCES sites,
    fingerprint TEXT NOT NULL,
    outcome TEXT,
    counts TEXT,
    complete INTEGER,
    incomplete TEXT,
    PRIMARY KEY (run_id, site_id)
) WITHOUT ROWID;

CREATE TABLE objects (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE archives (
    archive_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    run_id INTEGER NOT NULL REFERENCES runs,
    size INTEGER NOT NULL
);

CREATE TABLE fetches (
    fetch_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs,
    site_id TEXT NOT NULL,
    role TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    key TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    found TEXT NOT NULL,
    status INTEGER,
    headers TEXT NOT NULL,
    sha256 TEXT REFERENCES objects,
    payload_sha256 TEXT,
    answered_by INTEGER REFERENCES fetches,
    parent INTEGER REFERENCES fetches,
    error TEXT NOT NULL,
    ip TEXT NOT NULL,
    seconds REAL,
    archive_id INTEGER REFERENCES archives,
    record_type TEXT,
    record_offset INTEGER,
    record_length INTEGER,
    request_offset INTEGER,
    request_length INTEGER
);
CREATE INDEX fetches_by_key ON fetches (key, fetch_id);
CREATE INDEX fetches_by_payload ON fetches (payload_sha256, fetch_id) WHERE record_type = 'response';
CREATE INDEX fetches_by_site ON fetches (run_id, site_id);

CREATE TABLE listings (
    listing_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs,
    site_id TEXT NOT NULL,
    fetch_id INTEGER NOT NULL REFERENCES fetches,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    list_column TEXT NOT NULL,
    page INTEGER NOT NULL,
    is_list INTEGER NOT NULL,
    column_name TEXT,
    declared_items INTEGER,
    declared_pages INTEGER,
    item_count INTEGER NOT NULL,
    items_hash TEXT NOT NULL,
    items_of INTEGER NOT NULL,
    notes TEXT NOT NULL,
    UNIQUE (run_id, site_id, key, list_column, page)
);
CREATE INDEX listings_by_site ON listings (site_id, run_id);
CREATE INDEX listings_by_items ON listings (items_hash, site_id);

CREATE TABLE items (
    listing_id INTEGER NOT NULL REFERENCES listings,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (listing_id, position)
) WITHOUT ROWID;

CREATE VIEW listed AS
SELECT listings.listing_id, listings.run_id, listings.site_id, listings.list_column, listings.page, items.position,
    items.url, items.address, items.title, items.published, items.source, items.kind, items.year, items.reason
FROM listings JOIN items ON items.listing_id = listings.items_of;

CREATE TABLE documents (
    document_id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    site_id TEXT NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER,
    title TEXT,
    first_run INTEGER NOT NULL REFERENCES runs,
    last_run INTEGER NOT NULL REFERENCES runs,
    gone_run INTEGER REFERENCES runs,
    repost_of INTEGER REFERENCES documents
);
CREATE INDEX documents_by_site ON documents (site_id, year);

CREATE TABLE sightings (
    sighting_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs,
    document_id INTEGER NOT NULL REFERENCES documents,
    site_id TEXT NOT NULL,
    fetch_id INTEGER NOT NULL REFERENCES fetches,
    sha256 TEXT NOT NULL REFERENCES objects,
    version_id INTEGER REFERENCES versions,
    url TEXT NOT NULL,
    asked_address TEXT NOT NULL,
    role TEXT NOT NULL,
    media_type TEXT NOT NULL,
    list_title TEXT,
    list_date TEXT,
    title TEXT,
    published TEXT,
    kind TEXT NOT NULL,
    year INTEGER,
    parent_url TEXT,
    relation TEXT,
    link_text TEXT,
    name TEXT,
    region_hash TEXT NOT NULL,
    table_hash TEXT NOT NULL,
    attachments_hash TEXT NOT NULL,
    adapter TEXT NOT NULL,
    adapter_version INTEGER,
    sources TEXT NOT NULL,
    UNIQUE (run_id, document_id, site_id, sha256)
);
CREATE INDEX sightings_by_document ON sightings (document_id, sighting_id);
CREATE INDEX sightings_by_sha256 ON sightings (sha256);

CREATE TABLE versions (
    version_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents,
    number INTEGER NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs,
    fetch_id INTEGER NOT NULL REFERENCES fetches,
    sha256 TEXT NOT NULL REFERENCES objects,
    media_type TEXT NOT NULL,
    region_hash TEXT NOT NULL,
    table_hash TEXT NOT NULL,
    attachments_hash TEXT NOT NULL,
    adapter TEXT NOT NULL,
    adapter_version INTEGER,
    changes TEXT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE INDEX versions_by_region ON versions (region_hash);
CREATE INDEX versions_by_sha256 ON versions (sha256);

CREATE TABLE links (
    link_id INTEGER PRIMARY KEY,
    parent_address TEXT NOT NULL,
    child_address TEXT NOT NULL,
    relation TEXT NOT NULL,
    parent_url TEXT NOT NULL,
    child_url TEXT NOT NULL,
    text TEXT NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs,
    last_run INTEGER NOT NULL REFERENCES runs,
    UNIQUE (parent_address, child_address, relation)
);
CREATE INDEX links_by_child ON links (child_address);

CREATE TABLE findings (
    finding_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs,
    site_id TEXT NOT NULL,
    code TEXT NOT NULL,
    url TEXT NOT NULL,
    found TEXT NOT NULL,
    UNIQUE (run_id, site_id, code, url)
);
