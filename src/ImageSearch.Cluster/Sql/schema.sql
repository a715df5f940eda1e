-- What a cluster knows. Run as often as wanted: what is there stays.
CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE IF NOT EXISTS {schema}.store (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version int NOT NULL,
    uri text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS {schema}."index" (
    name text PRIMARY KEY,
    generation bigint NOT NULL DEFAULT 0,
    epoch bigint NOT NULL DEFAULT 0,
    writer text,
    lease_until timestamptz
);

-- Numbers are never used twice, so that an object that is being deleted is never the one that somebody is making.
CREATE SEQUENCE IF NOT EXISTS {schema}.segment_number;

CREATE TABLE IF NOT EXISTS {schema}.segment (
    index_name text NOT NULL REFERENCES {schema}."index" (name),
    sha256 text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    bytes bigint NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now(),
    going boolean NOT NULL DEFAULT false,
    PRIMARY KEY (index_name, sha256)
);

CREATE TABLE IF NOT EXISTS {schema}.generation (
    index_name text NOT NULL REFERENCES {schema}."index" (name),
    generation bigint NOT NULL,
    epoch bigint NOT NULL,
    sha256 text NOT NULL,
    number bigint NOT NULL,
    bytes bigint NOT NULL,
    images bigint NOT NULL,
    rows bigint NOT NULL,
    made_by text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (index_name, generation)
);

-- Which nodes there are, as Orleans' membership protocol keeps it: nodes with shards alone are here. A row of the first table is the version of
-- the second one, which grows with each change of it.
CREATE TABLE IF NOT EXISTS {schema}.member_version (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version int NOT NULL
);

-- Of these nodes together: no other cluster has it, not even a copy of this one, which is made without these tables.
ALTER TABLE {schema}.member_version ADD COLUMN IF NOT EXISTS cluster text;

INSERT INTO {schema}.member_version (version) VALUES (0) ON CONFLICT (one) DO NOTHING;

CREATE TABLE IF NOT EXISTS {schema}.member (
    silo text PRIMARY KEY,
    name text NOT NULL,
    host text NOT NULL,
    status int NOT NULL,
    proxy_port int NOT NULL,
    suspected text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    tag bigint NOT NULL
);

-- What a node says of itself: its version, what it was started with. JSON, to which later versions may add.
ALTER TABLE {schema}.member ADD COLUMN IF NOT EXISTS settings text NOT NULL DEFAULT '';
