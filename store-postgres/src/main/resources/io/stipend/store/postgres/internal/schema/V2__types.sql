-- The types in which functions take and return what they work on.
--
-- Inputs:     the tables.
-- Outputs:    composite types; no table has a column of any of them.
-- Invariants: the store binds "batch" and "calendar" and reads "answer", by the order of their columns.

-- Commands, and the accounts that their reserves name. One element of each array is one command, or one account; amounts,
-- limits and overdrafts have six for each.
CREATE TYPE batch AS (
    verbs           smallint[], -- 0 reserve, 1 track, 2 extend, 3 settle, 4 release, 5 expire, 6 bind a step,
                                -- 7 charge, 8 split
    tenants         text[],
    targets         text[],     -- reservations; steps where by_step says so
    by_step         boolean[],
    operations      text[],     -- of a split: the child
    fingerprints    bigint[],   -- of the callers' requests
    amounts         bigint[],   -- the envelope, the report, the final figures, or by how much the hold is to change
    reported        smallint[], -- which of them were reported: bit 0 CREDITS ... bit 4 MEMORY
    leases          bigint[],
    most_held       bigint[],   -- how much an extended reservation may hold, -1 for any; empty if no command says so
    at_least        bigint[],   -- how much more of each an extension must be granted; empty if the batch has none
    policies        smallint[], -- for an overrun, or a charge: 0 charge, 1 cap, 2 reject; of a reserve or a split, what its expiry books:
                                -- 0 what was tracked, 1 what is held, -1 as its parent's; of an extension that takes what there is: 1 once due
                                -- holds are expired, as far as they can be
    asks_balances   boolean[],  -- whether the answer to a report or an extension has the path's balances; empty if none has
    swarms          text[],
    steps           text[],     -- to be bound
    attributes      text[],
    attribute_ends  integer[],  -- how many of "attributes" belong to this command and those before it
    paths           integer[],  -- indexes into "accounts": of a reserve's or a charge's path, or of what an extension knows of it
    path_ends       integer[],  -- how many of "paths" belong to this command and those before it
    fits            bigint[],   -- what must be available for a reserve; empty if no more is compared than what is held
    ceilings        bigint[],   -- of each of "paths", how much may be in use with the command, -1 for any; empty likewise
    account_tenants text[],
    accounts        text[],
    needs           bigint[],   -- what the reserves hold on each account in all
    charges         bigint[],   -- what the charges book on each account in all; empty if the batch has none
    limits          bigint[],   -- policy's terms of each account
    overdrafts      bigint[],
    period_codes    integer[],
    zones           text[],
    account_fits    bigint[],   -- what must be available of each account, so that each reserve, and each charge that may be refused
                                -- or capped, fits after those before it; empty if no more is compared than what is held
    max_in_use      bigint[]);  -- how much of it may be in use, so that each is below its ceiling after those before it; likewise

-- One command of a batch, by its number in it; its holder is the reservation that has the step it wants to bind.
CREATE TYPE command AS (
    number     integer,
    verb       smallint,
    tenant     text,
    target     text,
    holder     text,
    operation  text,
    fingerprint bigint,
    amounts    bigint[],
    reported   smallint,
    lease      bigint,
    most_held  bigint[],
    at_least   bigint[],
    policy     smallint,
    swarm      text,
    step       text,
    attributes text[],
    path       text[],
    fit        bigint[],
    ceilings   bigint[],
    asks_balances boolean);

-- Policy's terms of an account.
CREATE TYPE terms AS (limits bigint[], overdraft bigint[], code integer, zone text);

-- When periods begin and end, as the caller's calendar has it: several of each code and zone, around now.
CREATE TYPE calendar AS (codes integer[], zones text[], starts bigint[], ends bigint[]);

-- What the caller of a command is told.
CREATE TYPE answer AS (
    command   integer,  -- its number; 0 is one answer to all reserves and charges of a batch
    outcome   smallint, -- 0 done, 1 done before, 2 not found, 3 conflict, 4 already closed, 5 insufficient, 6 step taken,
                        -- 7 other step, 8 overrun rejected, 9 a sum out of range, 10 the reservation would be too large,
                        -- 11 a ceiling leaves too little, 12 frozen, 13 too little of a parent is idle
    at        bigint,
    subject   text,     -- the account, step or reservation that the outcome is about; after one that has too little,
                        -- a line each, the due reservations that hold on the path, or what it has of them; after one that is frozen, in a line of its
                        -- own, who froze it and why
    resource  smallint,
    needed    bigint,
    available bigint,
    entry     entry,
    balances  bigint[]);  -- if asked for: what is available, six for each account of the path, null for a resource without a limit

-- What a command does: either its refusal, or the reservation as it is afterwards, the journal's entry, and what moves on each
-- account of the path; where a part of the hold moves between it and its parent, that and its entry besides.
CREATE TYPE change AS (
    refusal answer, reservation reservation, entry entry, hold_by bigint[], spend_by bigint[], parent reservation, parent_entry entry);

-- An account that was changed, and the journal's entries of that.
CREATE TYPE account_change AS (account account, entries entry[]);

-- What a batch has locked, in the order of keys: reservations, and accounts with the terms that its reserves have for them, and
-- the keys of the accounts that were made for it.
CREATE TYPE locked_rows AS (
    reservation_keys text[],
    reservations     reservation[],
    account_keys     text[],
    accounts         account[],
    terms            terms[],
    made             text[]);
