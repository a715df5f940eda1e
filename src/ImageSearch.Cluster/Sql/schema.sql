-- What a cluster knows. Run as often as wanted: what is there stays. One at a time: CREATE ... IF NOT EXISTS fails beside another one.
SELECT pg_advisory_xact_lock(hashtext('imagesearch.{schema}'));

-- Looked for first: CREATE SCHEMA IF NOT EXISTS asks for the right to make schemas even where there is none to make.
DO $$ BEGIN
    IF to_regnamespace('{schema}') IS NULL THEN
        CREATE SCHEMA {schema};
    END IF;
END $$;

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
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute
        WHERE attrelid = '{schema}.member_version'::regclass AND attname = 'cluster' AND NOT attisdropped) THEN
        ALTER TABLE {schema}.member_version ADD COLUMN cluster text;
    END IF;
END $$;

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
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute
        WHERE attrelid = '{schema}.member'::regclass AND attname = 'settings' AND NOT attisdropped) THEN
        ALTER TABLE {schema}.member ADD COLUMN settings text NOT NULL DEFAULT '';
    END IF;
END $$;
