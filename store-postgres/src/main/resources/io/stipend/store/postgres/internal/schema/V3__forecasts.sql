-- What forecasters learned, kept beside the books and no part of them: a record for each node.
--
-- Inputs:     none. Applied once.
-- Outputs:    a table.
-- Invariants: written_at is in milliseconds since 1970-01-01 UTC, on the database's clock. What is in a record, its writer knows.

CREATE TABLE forecast (
    node       text COLLATE "C" PRIMARY KEY,
    record     bytea  NOT NULL,
    written_at bigint NOT NULL
);

-- A record is replaced whole each minute, and most are too large for a page.
ALTER TABLE forecast ALTER COLUMN record SET STORAGE EXTERNAL;
