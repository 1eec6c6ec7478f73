-- Budgets of AI agents: accounts, the reservations that hold on them, and the journal of every change.
--
-- Amounts are arrays of six, in the order CREDITS (millionths), TOKENS, API_CALLS, COMPUTE_TIME (ms), MEMORY (bytes),
-- SLOTS; each from 0 to 2^53 - 1. The first four are consumable, the last two come back when a reservation closes.
-- Times are milliseconds since 1970-01-01 UTC. Every key begins with the tenant, so that a tenant's rows stay together
-- where tables are partitioned or distributed. Texts sort by code point.

-- What the CHECK constraints ask. They are functions because a constraint is read anew by every statement, and a long
-- one takes longer to read than to check. They hold whatever program writes.

CREATE FUNCTION are_amounts(vectors bigint[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(cardinality(vectors) % 6 = 0 AND 0 <= ALL (vectors) AND 9007199254740991 >= ALL (vectors), false);
END $$;

-- Limits are amounts or none, and those in force are the overrides where there are any; nothing occupied is ever spent,
-- and what is held and spent together is an amount.
CREATE FUNCTION are_books(
        limits bigint[], policy_limits bigint[], overrides bigint[], grants bigint[], overdraft bigint[],
        reserved bigint[], spent bigint[])
    RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(
        cardinality(limits) = 6 AND cardinality(policy_limits) = 6 AND cardinality(overrides) = 6
        AND cardinality(grants) = 6 AND cardinality(overdraft) = 6
        AND cardinality(reserved) = 6 AND cardinality(spent) = 6
        AND -1 <= ALL (limits) AND 9007199254740991 >= ALL (limits || grants || overdraft)
        AND 0 <= ALL (grants || overdraft || reserved || spent)
        AND (limits = policy_limits AND overrides = '{NULL,NULL,NULL,NULL,NULL,NULL}'
            OR limits = ARRAY[
                coalesce(overrides[1], policy_limits[1]), coalesce(overrides[2], policy_limits[2]),
                coalesce(overrides[3], policy_limits[3]), coalesce(overrides[4], policy_limits[4]),
                coalesce(overrides[5], policy_limits[5]), coalesce(overrides[6], policy_limits[6])])
        AND spent[5] = 0 AND spent[6] = 0
        AND 9007199254740991 >= ALL (ARRAY[
            reserved[1] + spent[1], reserved[2] + spent[2], reserved[3] + spent[3], reserved[4] + spent[4],
            reserved[5], reserved[6]]),
        false);
END $$;

CREATE TABLE account (
    tenant        text     COLLATE "C" NOT NULL,
    account       text     COLLATE "C" NOT NULL,                  -- kind:name, kind one of user, swarm, pool
    limits        bigint[] NOT NULL DEFAULT '{-1,-1,-1,-1,-1,-1}', -- in force; -1 is none
    policy_limits bigint[] NOT NULL DEFAULT '{-1,-1,-1,-1,-1,-1}', -- as policy said last
    overrides     bigint[] NOT NULL DEFAULT '{NULL,NULL,NULL,NULL,NULL,NULL}', -- win over policy's; NULL is none
    grants        bigint[] NOT NULL DEFAULT '{0,0,0,0,0,0}',
    overdraft     bigint[] NOT NULL DEFAULT '{0,0,0,0,0,0}',
    reserved      bigint[] NOT NULL DEFAULT '{0,0,0,0,0,0}',
    spent         bigint[] NOT NULL DEFAULT '{0,0,0,0,0,0}',
    period_unit   smallint NOT NULL DEFAULT 0,                    -- 0 never, 1 hour, 2 day, 3 month
    period_zone   text     NOT NULL DEFAULT 'UTC',
    period_end    bigint   NOT NULL DEFAULT 9223372036854775807,
    sequence      bigint   NOT NULL DEFAULT 0,                    -- of its latest journal entry
    PRIMARY KEY (tenant, account),
    CONSTRAINT account_kind CHECK (account ~ '^(user|swarm|pool):.'),
    CONSTRAINT account_books CHECK (are_books(limits, policy_limits, overrides, grants, overdraft, reserved, spent)),
    CONSTRAINT account_period CHECK (period_unit BETWEEN 0 AND 3 AND sequence >= 0)
) WITH (fillfactor = 50); -- room for the new version of a row beside the old one: no index has to change

CREATE TABLE reservation (
    tenant            text     COLLATE "C" NOT NULL,
    id                text     COLLATE "C" NOT NULL,
    path              text[]   COLLATE "C" NOT NULL, -- the accounts it holds on, in the order in which they are checked
    asked             bigint[] NOT NULL,             -- the envelope first asked for
    held              bigint[] NOT NULL,             -- the envelope now; when closed, the one it had
    used              bigint[] NOT NULL,
    peak              float8   NOT NULL DEFAULT 0,   -- the highest usage ratio a report led to
    lease_millis      bigint   NOT NULL,
    opened_at         bigint   NOT NULL,
    expires_at        bigint   NOT NULL,
    swarm             text     COLLATE "C",
    asked_step        text     COLLATE "C",          -- the step given with the reserve
    step              text     COLLATE "C",          -- the step bound to it
    attributes        text[],                        -- key, value, key, value, ... by key
    sequence          bigint   NOT NULL DEFAULT 1,   -- of its latest journal entry
    state             smallint NOT NULL DEFAULT 0,   -- 0 open, 1 settled, 2 released, 3 expired
    closed_at         bigint,
    closing_operation text     COLLATE "C",
    report            bigint[],                      -- the final figures as reported
    reported          smallint,                      -- which of them were reported: bit 0 CREDITS ... bit 4 MEMORY
    overrun_policy    smallint,                      -- 0 charge, 1 cap, 2 reject
    charged           bigint[],                      -- what was booked on each account, in all
    booked_before     bigint[],                      -- the part of it that its expiry had booked
    late              boolean  NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, id),
    CONSTRAINT reservation_amounts CHECK (are_amounts(asked || held || used) AND cardinality(path) <= 8),
    CONSTRAINT reservation_closing CHECK ((state = 0) = (charged IS NULL))
);
CREATE INDEX reservation_due ON reservation (expires_at) WHERE state = 0;
CREATE INDEX reservation_closed ON reservation (closed_at) WHERE state > 0;

-- Which reservation a step names: the open one that has it, else the last one that had.
CREATE TABLE step (
    tenant      text COLLATE "C" NOT NULL,
    step        text COLLATE "C" NOT NULL,
    reservation text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, step)
);

-- Reports and extensions with their first answers, so that they can be answered again; as old as their reservation.
CREATE TABLE operation (
    tenant      text     COLLATE "C" NOT NULL,
    reservation text     COLLATE "C" NOT NULL,
    operation   text     COLLATE "C" NOT NULL,
    verb        smallint NOT NULL,  -- 1 track, 2 extend
    report      bigint[] NOT NULL,  -- what was reported, or is held in addition
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
    PRIMARY KEY (tenant, reservation, operation),
    CONSTRAINT operation_verb CHECK (verb IN (1, 2))
);

-- What administrators did, so that it is not done twice; kept for ever, as the record of who changed money, and why.
CREATE TABLE account_operation (
    tenant          text     COLLATE "C" NOT NULL,
    account         text     COLLATE "C" NOT NULL,
    operation       text     COLLATE "C" NOT NULL,
    verb            smallint NOT NULL, -- 0 set limit, 1 clear limit, 2 grant, 3 adjust
    resource        smallint NOT NULL, -- 0 CREDITS ... 5 SLOTS
    amount          bigint   NOT NULL,
    reason          text     NOT NULL,
    sequence        bigint   NOT NULL,
    at              bigint   NOT NULL,
    new_limit       bigint   NOT NULL,
    allowance_delta bigint   NOT NULL,
    spent_delta     bigint   NOT NULL,
    PRIMARY KEY (tenant, account, operation)
);

-- An entry of the journal: one change, in figures that never change again.
CREATE TYPE entry AS (
    kind            smallint,  -- 0 opened, 1 tracked, 2 extended, 3 closed, 4 account changed
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
    change          smallint,  -- 0 terms, 1 limit, 2 grant, 3 adjustment, 4 period
    resource        smallint,  -- 0 CREDITS ... 5 SLOTS
    new_limit       bigint,
    allowance_delta bigint,
    spent_delta     bigint,
    reason          text
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
