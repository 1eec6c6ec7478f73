-- The tables: accounts, the reservations that hold on them, and the journal of every change.
--
-- Inputs:     none. Applied once; a later version changes these tables by a file with a higher number.
-- Outputs:    tables, their indexes, and the domains and functions that their constraints need.
-- Invariants: amounts are arrays of six, in the order CREDITS (units of 0.00000001), TOKENS, API_CALLS, COMPUTE_TIME (ms), MEMORY
--             (bytes), SLOTS; each from 0 to max_amount(). The first four are consumable, the last two come back when a
--             reservation closes. Times are milliseconds since 1970-01-01 UTC. Every key begins with the tenant, so that a
--             tenant's rows stay together where tables are partitioned or distributed. Texts sort by code point.

-- The largest amount: 2^53 - 1, so that no double anywhere rounds it. Queries take in the number when they are planned.
CREATE FUNCTION max_amount() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ${max_amount};

-- What may be in the columns. Domains rather than constraints of the tables: those are read anew by every statement and
-- checked at every change of a row, these only where the column is written. They hold whatever program writes.

CREATE DOMAIN amounts AS bigint[]
    CHECK (cardinality(VALUE) = 6 AND 0 <= ALL (VALUE) AND max_amount() >= ALL (VALUE));

CREATE DOMAIN limits AS bigint[] -- -1 is none
    CHECK (cardinality(VALUE) = 6 AND -1 <= ALL (VALUE) AND max_amount() >= ALL (VALUE));

CREATE DOMAIN account_key AS text COLLATE "C" -- kind:name
    CHECK (VALUE ~ '^(user|swarm|pool|tenant):.');

CREATE DOMAIN account_path AS text[] COLLATE "C"
    CHECK (cardinality(VALUE) <= 8);

-- Nothing occupied is ever spent, and what is held and spent together is an amount. A function, because it is shorter to
-- read anew than what it says. It has the number itself: a dump is restored with an empty search path, in which max_amount()
-- would not be found.
CREATE FUNCTION are_books(reserved bigint[], spent bigint[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(
        reserved[1] + spent[1] <= ${max_amount} AND reserved[2] + spent[2] <= ${max_amount}
        AND reserved[3] + spent[3] <= ${max_amount} AND reserved[4] + spent[4] <= ${max_amount}
        AND spent[5] = 0 AND spent[6] = 0, false);
END $$;

-- How long a period is, and where it begins: 0 never, 1 an hour, 101 to 131 a month from that day, n * 1000 + k periods of n
-- days, one of which begins k days after 1970-01-01.
CREATE DOMAIN period_code AS integer
    CHECK (VALUE IN (0, 1) OR VALUE BETWEEN 101 AND 131
        OR VALUE / 1000 BETWEEN 1 AND 366 AND VALUE % 1000 < VALUE / 1000);

CREATE TABLE account (
    tenant        text COLLATE "C" NOT NULL,
    account       account_key NOT NULL,
    limits        limits   NOT NULL DEFAULT '{-1,-1,-1,-1,-1,-1}', -- in force: the overrides, else policy's
    policy_limits limits   NOT NULL DEFAULT '{-1,-1,-1,-1,-1,-1}', -- as policy said last
    overrides     bigint[] NOT NULL DEFAULT '{NULL,NULL,NULL,NULL,NULL,NULL}', -- NULL is none
    grants        amounts  NOT NULL DEFAULT '{0,0,0,0,0,0}',
    overdraft     amounts  NOT NULL DEFAULT '{0,0,0,0,0,0}',
    reserved      amounts  NOT NULL DEFAULT '{0,0,0,0,0,0}',
    spent         amounts  NOT NULL DEFAULT '{0,0,0,0,0,0}',
    period_code   period_code NOT NULL DEFAULT 0,
    period_zone   text     NOT NULL DEFAULT 'UTC',
    period_from   bigint   NOT NULL DEFAULT 0,                    -- since when spent counts; 0 in the first period
    period_end    bigint   NOT NULL DEFAULT 9223372036854775807,
    period_number bigint   NOT NULL DEFAULT 0,                    -- one more with each that is begun, whatever the clock says
    sequence      bigint   NOT NULL DEFAULT 0,                    -- of its latest journal entry
    frozen        text,                                           -- who froze it and why
    PRIMARY KEY (tenant, account),
    CONSTRAINT account_books CHECK (are_books(reserved, spent))
) WITH (fillfactor = 50); -- room for the new version of a row beside the old one: no index has to change

-- Tenants that are frozen, as their own accounts say (tenant:NAME). Beside the accounts, so that a reserve has a look at a table
-- that is nearly always empty, not at one account more.
CREATE TABLE frozen_tenant (
    tenant text COLLATE "C" PRIMARY KEY,
    reason text NOT NULL
);

CREATE TABLE reservation (
    tenant            text     COLLATE "C" NOT NULL,
    id                text     COLLATE "C" NOT NULL,
    path              account_path NOT NULL, -- the accounts it holds on, in the order in which they are checked
    fingerprint       bigint   NOT NULL,     -- of the caller's request
    asked             amounts  NOT NULL,     -- the envelope first asked for
    held              amounts  NOT NULL,     -- the envelope now; when closed, the one it had
    used              amounts  NOT NULL DEFAULT '{0,0,0,0,0,0}',
    peak              float8   NOT NULL DEFAULT 0,   -- the highest usage ratio a report led to
    lease_millis      bigint   NOT NULL,
    on_expiry         smallint NOT NULL DEFAULT 0,   -- what is booked when it is over: 0 what was tracked, 1 what is held
    opened_at         bigint   NOT NULL,
    expires_at        bigint   NOT NULL,
    swarm             text     COLLATE "C",
    asked_step        text     COLLATE "C",          -- the step given with the reserve
    step              text     COLLATE "C",          -- the step bound to it
    attributes        text[],                        -- key, value, key, value, ...
    sequence          bigint   NOT NULL DEFAULT 1,   -- of its latest journal entry
    state             smallint NOT NULL DEFAULT 0,   -- 0 open, 1 settled, 2 released, 3 expired, 4 charged: never open
    closed_at         bigint,
    closing_operation text     COLLATE "C",
    closing_fingerprint bigint,              -- of the request that closed it
    report            amounts,                       -- the final figures as reported
    reported          smallint,                      -- which of them were reported: bit 0 CREDITS ... bit 4 MEMORY
    overrun_policy    smallint,                      -- 0 charge, 1 cap, 2 reject
    charged           amounts,                       -- what was booked on each account, in all
    booked_before     amounts,                       -- what its expiry had booked
    booked_at         bigint,                        -- when its expiry did, of one that was settled late
    late              boolean  NOT NULL DEFAULT false,
    parent            text     COLLATE "C",          -- the reservation that it was split from
    parent_opened_at  bigint,                        -- when that was opened: another of the same id is not its parent
    PRIMARY KEY (tenant, id),
    CONSTRAINT reservation_closing CHECK ((state = 0) = (charged IS NULL)),
    CONSTRAINT reservation_parent CHECK ((parent IS NULL) = (parent_opened_at IS NULL))
);
CREATE INDEX reservation_due ON reservation (expires_at) WHERE state = 0;
CREATE INDEX reservation_closed ON reservation (closed_at) WHERE state > 0;
CREATE INDEX reservation_children ON reservation (tenant, parent) WHERE parent IS NOT NULL AND state = 0;

-- What reservations that are forgotten had charged to an account in its current period; of an earlier one, if its number is lower than
-- the account's. Beside the accounts, so that to forget is not to lock them. An amount of max_amount() is that or more.
CREATE TABLE forgotten (
    tenant  text    COLLATE "C" NOT NULL,
    account text    COLLATE "C" NOT NULL,
    period  bigint  NOT NULL,
    charged amounts NOT NULL,
    PRIMARY KEY (tenant, account)
) WITH (fillfactor = 50);

-- Which reservation a step names: the open one that has it, else the last one that had.
CREATE TABLE step (
    tenant      text COLLATE "C" NOT NULL,
    step        text COLLATE "C" NOT NULL,
    reservation text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, step)
);

-- Reports and extensions with their first answers, so that they can be answered again; as old as their reservation. And what moved
-- between it and its children, each by an operation of its own, whose name no caller can give: a tab and the sequence.
CREATE TABLE operation (
    tenant      text     COLLATE "C" NOT NULL,
    reservation text     COLLATE "C" NOT NULL,
    operation   text     COLLATE "C" NOT NULL,
    fingerprint bigint   NOT NULL,  -- of the caller's request
    verb        smallint NOT NULL,  -- 1 track, 2 extend, 3 split, or what came back of one
    report      bigint[] NOT NULL,  -- what was reported, or by how much the hold changed: what was given back is below zero
    reported    smallint NOT NULL,
    lease_millis bigint  NOT NULL,
    sequence    bigint   NOT NULL,
    at          bigint   NOT NULL,
    step        text     COLLATE "C",
    held        bigint[] NOT NULL,
    used        bigint[] NOT NULL,
    peak_before float8   NOT NULL,
    peak        float8   NOT NULL,
    expires_at  bigint   NOT NULL,
    asked       bigint[],           -- of an extension: by how much the hold was to change
    at_least    bigint[],           -- of it, how much more there had to be
    child       text     COLLATE "C", -- with which a part of the hold moved
    PRIMARY KEY (tenant, reservation, operation),
    CONSTRAINT operation_verb CHECK (verb IN (1, 2, 3)),
    CONSTRAINT operation_child CHECK ((verb = 3) = (child IS NOT NULL)),
    CONSTRAINT operation_asked CHECK ((verb = 2) = (asked IS NOT NULL AND at_least IS NOT NULL))
);

-- What administrators did, so that it is not done twice; kept for ever, as the record of who changed money, and why.
CREATE TABLE account_operation (
    tenant          text     COLLATE "C" NOT NULL,
    account         text     COLLATE "C" NOT NULL,
    operation       text     COLLATE "C" NOT NULL,
    verb            smallint NOT NULL, -- 0 set limit, 1 clear limit, 2 grant, 3 adjust, 4 repair, 5 revoke, 6 freeze, 7 unfreeze, 8 announce
    resource        smallint NOT NULL, -- 0 CREDITS ... 5 SLOTS
    amount          bigint   NOT NULL, -- of a revocation, what it was to take at most; of an announcement, which entry it follows
    reason          text     NOT NULL,
    sequence        bigint   NOT NULL,
    at              bigint   NOT NULL,
    new_limit       bigint   NOT NULL,
    allowance_delta bigint   NOT NULL,
    spent_delta     bigint   NOT NULL,
    sums            bigint[],          -- of a repair: reserved and spent as they were found, and as they are then
    PRIMARY KEY (tenant, account, operation)
);
CREATE INDEX account_operation_order ON account_operation (tenant, account, sequence);

-- An entry of the journal: one change, in figures that never change again.
CREATE TYPE entry AS (
    kind            smallint,  -- 0 opened, 1 tracked, 2 extended, 3 closed, 4 account changed, 5 charged, 6 split
    tenant          text,
    stream          text,      -- the reservation's id, or the account
    sequence        bigint,    -- within the stream, from 1 without gaps
    at              bigint,
    -- of a reservation
    path            text[],
    swarm           text,
    step            text,
    attributes      text[],
    opened_at       bigint,
    expires_at      bigint,
    lease_millis    bigint,
    operation       text,
    report          bigint[],
    reported        smallint,
    held            bigint[],
    used            bigint[],
    peak_before     float8,
    peak            float8,
    state           smallint,
    overrun_policy  smallint,
    charged         bigint[],
    booked_before   bigint[],
    late            boolean,
    -- of an account
    change          smallint,  -- 0 terms, 1 limit, 2 grant, 3 adjustment, 4 period, 5 repair, 6 revocation, 7 frozen, 8 unfrozen
    resource        smallint,  -- 0 CREDITS ... 5 SLOTS
    new_limit       bigint,
    allowance_delta bigint,
    spent_delta     bigint,
    reason          text,
    -- of a reservation: of the request that made the change
    fingerprint     bigint,
    -- of an extension: by how much the hold was to change, and how much more there had to be
    asked           bigint[],
    at_least        bigint[],
    -- of an opening: as the reservation has it
    on_expiry       smallint,
    -- of a reservation: what it was split from, if it was; of a split: the child
    parent          text,
    child           text
);

-- The journal as an outbox: each entry waits here until its events are published, and is then deleted. Numbers are drawn
-- while the stream's row is locked, so they follow each stream's sequence. They need not follow the order of commits:
-- nothing is remembered of the numbers that were read, so a low one that commits late is read late.
CREATE TABLE outbox (
    tenant text   COLLATE "C" NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    entry  entry  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX outbox_order ON outbox (number);
