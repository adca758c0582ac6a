-- The tables of a case. PRAGMA user_version holds the number of this schema.
-- JSON columns are nouns of custodes.model as written by to_json.

CREATE TABLE secret (value BLOB NOT NULL) STRICT;

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'read', 'failed')),
    document TEXT,
    -- of what came out of an archive or message: the SHA-256 of that, and its path in it
    container TEXT NOT NULL DEFAULT '',
    member TEXT NOT NULL DEFAULT '',
    -- from the JSON, for lists and filters; empty until the document is read, or where unknown
    title TEXT NOT NULL DEFAULT '',
    publisher TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    first_day TEXT NOT NULL DEFAULT '',
    last_day TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX documents_container ON documents (container);
-- holds all that lists count by, so that no document is read for it
CREATE INDEX documents_listed ON documents (
    state, kind, language, first_day, last_day, title, name, publisher
);
CREATE INDEX documents_day ON documents (first_day);
CREATE INDEX documents_title ON documents (title);

CREATE TABLE texts (
    sha256 TEXT PRIMARY KEY REFERENCES documents (sha256),
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE analyses (
    sha256 TEXT PRIMARY KEY REFERENCES documents (sha256),
    mentions TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What each document names that may be named in others (sighted.py): no private person. A key that
-- begins with ? is ambiguous; forms and candidates are JSON lists of names.
CREATE TABLE sightings (
    sha256 TEXT NOT NULL REFERENCES documents (sha256),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    forms TEXT NOT NULL,
    mentions INTEGER NOT NULL,
    division TEXT NOT NULL,
    candidates TEXT NOT NULL,
    PRIMARY KEY (sha256, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_key ON sightings (kind, key);

-- Each claim as it stands: corrected where a reviewer corrected it, and what reviewers added.
-- Written anew from the reviews with each decision (standing.py). A rejected one stays here.
CREATE TABLE claims (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES documents (sha256),
    -- what decisions on it are kept under: the identifier before any correction
    key TEXT NOT NULL,
    identifier TEXT NOT NULL,
    type TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    stance TEXT NOT NULL,
    attribution TEXT NOT NULL,
    extractor TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    confidence REAL NOT NULL,
    -- the decision in force, empty for none
    decision TEXT NOT NULL DEFAULT ''
        CHECK (decision IN ('', 'accepted', 'rejected', 'corrected')),
    claim TEXT NOT NULL,
    -- what the extractor made, where that is another; empty where no extractor made it
    extracted TEXT
) STRICT;
CREATE INDEX claims_document ON claims (sha256, start);
CREATE INDEX claims_key ON claims (key);
CREATE INDEX claims_identifier ON claims (identifier);
CREATE INDEX claims_type ON claims (type);
CREATE INDEX claims_queue ON claims (sha256, decision, confidence DESC, start);
CREATE INDEX claims_decision ON claims (decision, type, stance, confidence);

-- which language models were asked about a document; the built-in extractor needs no row
CREATE TABLE asked (
    sha256 TEXT NOT NULL REFERENCES documents (sha256),
    extractor TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    PRIMARY KEY (sha256, extractor, extractor_version)
) STRICT, WITHOUT ROWID;

-- What is searched of each document that was read (search/): case, width and traditional forms
-- folded away; title, body and boilerplate one after the other; jumps lead back to the text.
CREATE TABLE search_keys (
    number INTEGER PRIMARY KEY REFERENCES documents (number),
    content TEXT NOT NULL,
    title_end INTEGER NOT NULL,
    body_end INTEGER NOT NULL,
    jumps BLOB NOT NULL
) STRICT;

-- The index of terms: segments of documents, and for each its terms in pieces, ascending.
CREATE TABLE search_segments (
    number INTEGER PRIMARY KEY,
    level INTEGER NOT NULL,
    documents BLOB NOT NULL
) STRICT;
CREATE INDEX search_segments_level ON search_segments (level);
CREATE TABLE search_postings (
    number INTEGER PRIMARY KEY,
    segment INTEGER NOT NULL REFERENCES search_segments (number),
    first INTEGER NOT NULL,
    pairs BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_postings_terms ON search_postings (segment, first);

-- values of facets that stand in the index as terms
CREATE TABLE search_values (
    number INTEGER PRIMARY KEY,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (facet, value)
) STRICT;

-- how many claims of a type and stance each document has that are not rejected
CREATE TABLE search_claims (
    type TEXT NOT NULL,
    stance TEXT NOT NULL,
    number INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    PRIMARY KEY (type, stance, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER claims_are_counted AFTER INSERT ON claims WHEN new.decision != 'rejected'
BEGIN
    INSERT INTO search_claims
    SELECT new.type, new.stance, number, 1 FROM documents WHERE sha256 = new.sha256
    ON CONFLICT DO UPDATE SET claims = claims + 1;
END;
CREATE TRIGGER claims_are_counted_off AFTER DELETE ON claims WHEN old.decision != 'rejected'
BEGIN
    UPDATE search_claims SET claims = claims - 1 WHERE type = old.type AND stance = old.stance
    AND number = (SELECT number FROM documents WHERE sha256 = old.sha256);
    DELETE FROM search_claims WHERE type = old.type AND stance = old.stance AND claims = 0
    AND number = (SELECT number FROM documents WHERE sha256 = old.sha256);
END;
CREATE TRIGGER claims_are_counted_anew AFTER UPDATE ON claims
BEGIN
    UPDATE search_claims SET claims = claims - 1
    WHERE old.decision != 'rejected' AND type = old.type AND stance = old.stance
    AND number = (SELECT number FROM documents WHERE sha256 = old.sha256);
    DELETE FROM search_claims WHERE type = old.type AND stance = old.stance AND claims = 0
    AND number = (SELECT number FROM documents WHERE sha256 = old.sha256);
    INSERT INTO search_claims
    SELECT new.type, new.stance, number, 1 FROM documents
    WHERE sha256 = new.sha256 AND new.decision != 'rejected'
    ON CONFLICT DO UPDATE SET claims = claims + 1;
END;

-- What the claims of a document are sorted under (facets.py), derived from claims in the form that
-- is named: pairs of claims.number and facet_values.number, little-endian 32 bits each, in the order
-- of the text, and the folded words of each claim, one a line.
CREATE TABLE claim_facets (
    number INTEGER PRIMARY KEY REFERENCES documents (number),
    form TEXT NOT NULL,
    pairs BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE TABLE facet_values (
    number INTEGER PRIMARY KEY,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (facet, value)
) STRICT;

-- pages with their filters that people saved under a name
CREATE TABLE saved_views (
    number INTEGER PRIMARY KEY,
    view TEXT NOT NULL
) STRICT;

-- path is empty for failures of stored originals whose place is in documents.origin
CREATE TABLE failures (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (sha256, path)
) STRICT;

-- decisions are only ever added: the last one on a claim counts, the earlier ones stay
CREATE TABLE reviews (
    number INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    review TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_identifier ON reviews (identifier);
CREATE INDEX reviews_document ON reviews (sha256);

CREATE TABLE notes (
    number INTEGER PRIMARY KEY,
    about TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX notes_about ON notes (about);

-- what editors chose for a dossier: the last one counts, the earlier ones stay
CREATE TABLE outlines (
    number INTEGER PRIMARY KEY,
    outline TEXT NOT NULL
) STRICT;

CREATE TABLE findings (
    number INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL,
    finding TEXT NOT NULL
) STRICT;
CREATE INDEX findings_identifier ON findings (identifier);

-- maps and the like that a finding names by their SHA-256
CREATE TABLE finding_files (
    sha256 TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cleared_names (
    name TEXT PRIMARY KEY,
    reviewer TEXT NOT NULL,
    time TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- documents whose hidden text a reviewer made a part of what they say
CREATE TABLE cleared_hidden (
    sha256 TEXT PRIMARY KEY,
    reviewer TEXT NOT NULL,
    time TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE custody (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;
CREATE INDEX custody_subject ON custody (subject);
CREATE INDEX custody_action ON custody (action, actor);

CREATE TRIGGER custody_is_never_changed BEFORE UPDATE ON custody
BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;

CREATE TRIGGER custody_is_never_shortened BEFORE DELETE ON custody
BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;
