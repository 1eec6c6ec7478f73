-- Runs a batch of commands in one statement: all of them or, when anything fails, none.
--
-- Inputs:     whether to do them one by one at once, the batch, and the caller's calendar.
-- Outputs:    the answers; one to "command 0" is an answer to all reserves, and to all charges, of which all was booked.
-- Invariants: within a batch no reservation and no step is claimed twice, and an account has one set of terms. If it is not to
--             be done one by one, it has nothing but charges, reserves and splits without steps, and reports, extensions without
--             ceilings, settles and releases, each of a reservation of its own. Locks are taken as in R__5_run_commands.sql.
--
-- The ordinary batch is done set by set, by the functions *_fast, in a fraction of the time. Ordinary is: every reservation to be
-- made is new, or the batch fails with 23505; the others are open and not due, none that is closed or extended was split from
-- another, and the operations are new to them; what is split is idle; what is extended may hold all that is wanted, and its
-- accounts are as those of a reserve are, on the stored terms where none come with it; every account of a reserve or a charge is
-- there, in its period and on its terms, is not frozen, nor is its tenant, and has enough for all of the batch that may be refused
-- for it. Amounts are never negative, so each of them fits then, in whatever order. Where more must fit than is held, or there are
-- ceilings, it has enough for each of them after those before it, in their order. Any other batch is given to run_commands(). One
-- that turns out to be otherwise when something is written already fails with 40001, and is done one by one when it is run again.

-- Whether one of these verbs of the batch is on a reservation that was split from another. Mostly there is none such in the whole store,
-- which an index tells at once.
CREATE OR REPLACE FUNCTION names_children(b batch, of_verbs smallint[]) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN b.verbs && of_verbs
        AND EXISTS (SELECT FROM reservation x WHERE x.parent IS NOT NULL AND x.state = 0)
        -- Looked up one by one: the planner would rather read all children that are open.
        AND EXISTS (
            SELECT FROM unnest(b.verbs, b.tenants, b.targets) AS c(verb, tenant, target)
            WHERE c.verb = ANY (of_verbs) AND (
                SELECT x.parent IS NOT NULL AND x.state = 0 FROM reservation x WHERE x.tenant = c.tenant AND x.id = c.target));
END $$;

-- Locks the reservations of reports, extensions, splits and closings together, or they would not be locked in one order.
CREATE OR REPLACE FUNCTION lock_targets_fast(b batch) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM (
        SELECT FROM unnest(b.verbs, b.tenants, b.targets) AS c(verb, tenant, target)
            JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
        WHERE c.verb > 0 ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
END $$;

-- The journal's entries of the reports of a batch, in their order, those that are ordinary. Locks their reservations.
CREATE OR REPLACE FUNCTION report_fast(b batch) RETURNS entry[]
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            new_entry(kind => 1, tenant => r.tenant, stream => r.id, sequence => r.sequence + 1, at => r.moment,
                path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at,
                expires_at => renewed(r.expires_at, r.moment, r.lease_millis), lease_millis => 0,
                operation => r.operation, report => r.report, reported => r.reported, held => r.held,
                used => r.now_used, peak_before => r.peak, peak => peak_after(r.peak, r.now_used, r.held),
                fingerprint => r.fingerprint, parent => r.parent)
            ORDER BY r.i)
        FROM (
            SELECT l.*, now_millis() AS moment, used_after(l.used, l.report) AS now_used
            FROM (
                SELECT c.i, c.operation, c.fingerprint, c.reported, b.amounts[6 * c.i - 5 : 6 * c.i] AS report, x.tenant, x.id, x.sequence,
                    x.path, x.swarm, x.step, x.opened_at, x.expires_at, x.lease_millis, x.held, x.used, x.peak, x.state, x.parent
                FROM unnest(b.verbs, b.tenants, b.targets, b.operations, b.fingerprints, b.reported)
                        WITH ORDINALITY AS c(verb, tenant, target, operation, fingerprint, reported, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb = 1
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) r
        WHERE r.state = 0 AND r.moment < r.expires_at AND max_amount() >= ALL (r.now_used)
            AND ${is_new_operation});
END $$;

-- The same of its extensions: all that is wanted is held, as far as the reservations are concerned.
CREATE OR REPLACE FUNCTION extend_fast(b batch) RETURNS entry[]
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            new_entry(kind => 2, tenant => r.tenant, stream => r.id, sequence => r.sequence + 1, at => r.moment,
                path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at,
                expires_at => CASE WHEN r.lease > 0 THEN renewed(r.expires_at, r.moment, r.lease) ELSE r.expires_at END,
                lease_millis => r.lease, operation => r.operation, report => r.change, reported => 0::smallint,
                held => plus(r.held, r.change), used => r.used, peak_before => r.peak, peak => r.peak,
                fingerprint => r.fingerprint, asked => r.wanted, at_least => r.at_least)
            ORDER BY r.i)
        FROM (
            SELECT l.*, now_millis() AS moment, hold_change(l.wanted, l.held, l.used) AS change
            FROM (
                SELECT c.i, c.operation, c.fingerprint, c.lease, b.amounts[6 * c.i - 5 : 6 * c.i] AS wanted,
                    b.at_least[6 * c.i - 5 : 6 * c.i] AS at_least, b.most_held[6 * c.i - 5 : 6 * c.i] AS most_held, x.tenant, x.id,
                    x.sequence, x.path, x.swarm, x.step, x.opened_at, x.expires_at, x.held, x.used, x.peak, x.state, x.parent
                FROM unnest(b.verbs, b.tenants, b.targets, b.operations, b.fingerprints, b.leases)
                        WITH ORDINALITY AS c(verb, tenant, target, operation, fingerprint, lease, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb = 2
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) r
        WHERE r.state = 0 AND r.moment < r.expires_at AND r.parent IS NULL AND may_hold(r.wanted, r.held, r.most_held)
            AND ${is_new_operation});
END $$;

-- The same of its splits: of the parents, which hold that much less.
CREATE OR REPLACE FUNCTION split_fast(b batch) RETURNS entry[]
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            new_entry(kind => 6, tenant => r.tenant, stream => r.id, sequence => r.sequence + 1, at => r.moment,
                path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at, expires_at => r.expires_at,
                lease_millis => CASE r.lease WHEN 0 THEN r.lease_millis ELSE r.lease END,
                report => minus('{0,0,0,0,0,0}', r.part), held => minus(r.held, r.part), used => r.used, peak_before => r.peak,
                peak => r.peak, on_expiry => CASE r.policy WHEN -1 THEN r.on_expiry ELSE r.policy END, parent => r.parent,
                child => r.child)
            ORDER BY r.i)
        FROM (
            SELECT l.*, now_millis() AS moment
            FROM (
                SELECT c.i, c.child, c.lease, c.policy, b.amounts[6 * c.i - 5 : 6 * c.i] AS part, x.tenant, x.id, x.sequence, x.path,
                    x.swarm, x.step, x.opened_at, x.expires_at, x.lease_millis, x.on_expiry, x.held, x.used, x.peak, x.state, x.parent
                FROM unnest(b.verbs, b.tenants, b.targets, b.operations, b.leases, b.policies)
                        WITH ORDINALITY AS c(verb, tenant, target, child, lease, policy, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb = 8
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) r
        WHERE r.state = 0 AND r.moment < r.expires_at AND at_most(r.part, excess_over(r.held, r.used)) = r.part);
END $$;

-- The same of its settles and releases: what was used is booked, within the hold or beyond it.
CREATE OR REPLACE FUNCTION close_fast(b batch) RETURNS entry[]
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            ${closed_entry}
            ORDER BY r.i)
        FROM (
            SELECT l.*, now_millis() AS moment, final_figures(l.used, l.report, l.reported) AS now_used
            FROM (
                SELECT c.i, c.verb - 2 AS closing, c.operation, c.fingerprint, c.reported, c.policy,
                    b.amounts[6 * c.i - 5 : 6 * c.i] AS report, x.tenant, x.id, x.sequence, x.path, x.swarm, x.step,
                    x.opened_at, x.expires_at, x.held, x.used, x.peak, x.state, x.parent
                FROM unnest(b.verbs, b.tenants, b.targets, b.operations, b.fingerprints, b.reported, b.policies)
                        WITH ORDINALITY AS c(verb, tenant, target, operation, fingerprint, reported, policy, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb IN (3, 4)
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) r
        WHERE ${is_ordinary_close});
END $$;

-- Locks the accounts of the reserves and of these entries together, or one that has too little would be passed over now, and
-- locked too late.
CREATE OR REPLACE FUNCTION lock_accounts_fast(b batch, entries entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM (
        SELECT FROM (
            SELECT w.tenant COLLATE "C" AS tenant, w.account COLLATE "C" AS account
            FROM unnest(b.account_tenants, b.accounts) AS w(tenant, account)
            UNION
            SELECT e.tenant, p.account
            FROM unnest(entries) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)) w
            JOIN account x ON x.tenant = w.tenant AND x.account = w.account
        ORDER BY x.tenant, x.account FOR UPDATE OF x) l;
END $$;

-- Holds what all reserves need together, and books what all charges do. False if an account has too little, or is new or frozen, or
-- has other terms, or a tenant is frozen; then nothing is held or booked.
CREATE OR REPLACE FUNCTION hold_fast(b batch, moment bigint) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    written       integer;
    compares_more CONSTANT boolean := cardinality(b.account_fits) > 0;
    has_charges   CONSTANT boolean := cardinality(b.charges) > 0;
BEGIN
    IF b.accounts = '{}' THEN
        -- No account tells. The lock is what await_verbs() knows by that this batch has looked.
        LOCK TABLE reservation IN ROW EXCLUSIVE MODE;
        RETURN NOT EXISTS (SELECT FROM frozen_tenant f WHERE f.tenant = ANY (b.tenants));
    END IF;
    UPDATE account x
    SET reserved = plus(x.reserved, w.needs),
        spent = CASE WHEN has_charges THEN plus_consumables(x.spent, w.charges) ELSE x.spent END
    FROM (
        SELECT u.tenant, u.account, u.code, u.zone, b.needs[6 * u.i - 5 : 6 * u.i] AS needs,
            CASE WHEN has_charges THEN b.charges[6 * u.i - 5 : 6 * u.i] END AS charges,
            b.limits[6 * u.i - 5 : 6 * u.i] AS limits, b.overdrafts[6 * u.i - 5 : 6 * u.i] AS overdraft,
            CASE WHEN compares_more THEN b.account_fits[6 * u.i - 5 : 6 * u.i] END AS fit,
            CASE WHEN compares_more THEN b.max_in_use[6 * u.i - 5 : 6 * u.i] END AS max_in_use
        FROM unnest(b.account_tenants, b.accounts, b.period_codes, b.zones) WITH ORDINALITY AS u(tenant, account, code, zone, i)
        ORDER BY u.tenant COLLATE "C", u.account COLLATE "C") w
    WHERE x.tenant = w.tenant AND x.account = w.account
        AND x.period_from <= moment AND now_millis() < x.period_end AND x.period_end <= latest_end(x.period_code, moment)
        AND x.policy_limits = w.limits AND x.overdraft = w.overdraft
        AND x.period_code = w.code AND x.period_zone = w.zone
        AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, coalesce(w.fit, w.needs))
        AND (w.max_in_use IS NULL OR is_below_ceilings(x.reserved, x.spent, w.max_in_use))
        AND (w.charges IS NULL OR can_book(x.reserved, x.spent, '{0,0,0,0,0,0}', plus(w.needs, w.charges)))
        AND x.frozen IS NULL AND NOT EXISTS (SELECT FROM frozen_tenant f WHERE f.tenant = ANY (b.tenants));
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written = cardinality(b.accounts) THEN
        RETURN true;
    END IF;
    -- What the others were given is taken back.
    UPDATE account x
    SET reserved = minus(x.reserved, w.needs), spent = CASE WHEN has_charges THEN minus(x.spent, w.charges) ELSE x.spent END
    FROM (
        SELECT u.tenant, u.account, b.needs[6 * u.i - 5 : 6 * u.i] AS needs, b.charges[6 * u.i - 5 : 6 * u.i] AS charges
        FROM unnest(b.account_tenants, b.accounts) WITH ORDINALITY AS u(tenant, account, i) OFFSET 0) w
    WHERE written > 0 AND x.tenant = w.tenant AND x.account = w.account AND x.xmin = pg_current_xact_id()::xid;
    RETURN false;
END $$;

-- Holds on the accounts by what the extensions change. False if they may not: an account has too little for them, or is frozen or as
-- hold_fast() says; then nothing is held.
CREATE OR REPLACE FUNCTION enlarge_fast(b batch, extensions entry[]) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    wanted  integer;
    changed integer;
BEGIN
    -- The reservations are locked by now: see await_verbs().
    IF EXISTS (SELECT FROM frozen_tenant f WHERE f.tenant = ANY (b.tenants)) THEN
        RETURN false;
    END IF;
    WITH moves AS MATERIALIZED (
        SELECT e.tenant, p.account, min(e.at) AS at,
            ARRAY[sum(e.report[1]), sum(e.report[2]), sum(e.report[3]), sum(e.report[4]), sum(e.report[5]), sum(e.report[6])]::bigint[]
                AS change,
            ARRAY[sum(greatest(0, e.report[1])), sum(greatest(0, e.report[2])), sum(greatest(0, e.report[3])),
                sum(greatest(0, e.report[4])), sum(greatest(0, e.report[5])), sum(greatest(0, e.report[6]))]::bigint[] AS more
        FROM unnest(extensions) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)
        WHERE e.asked <> '{0,0,0,0,0,0}'
        GROUP BY e.tenant, p.account ORDER BY e.tenant COLLATE "C", p.account COLLATE "C"
    ), known AS (
        SELECT u.tenant, u.account, u.code, u.zone, b.limits[6 * u.i - 5 : 6 * u.i] AS limits,
            b.overdrafts[6 * u.i - 5 : 6 * u.i] AS overdraft
        FROM unnest(b.account_tenants, b.accounts, b.period_codes, b.zones) WITH ORDINALITY AS u(tenant, account, code, zone, i)
    ), moved AS (
        UPDATE account x
        SET reserved = plus(x.reserved, m.change)
        FROM moves m LEFT JOIN known k ON k.tenant = m.tenant AND k.account = m.account
        WHERE x.tenant = m.tenant AND x.account = m.account
            AND x.period_from <= m.at AND now_millis() < x.period_end AND x.period_end <= latest_end(x.period_code, m.at)
            AND (k.account IS NULL OR (x.policy_limits = k.limits AND x.overdraft = k.overdraft
                AND x.period_code = k.code AND x.period_zone = k.zone))
            AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, m.more)
            AND x.frozen IS NULL
        RETURNING true
    )
    SELECT (SELECT count(*) FROM moves), (SELECT count(*) FROM moved) INTO wanted, changed;
    IF changed > 0 AND changed < wanted THEN
        RAISE EXCEPTION '% of % accounts have too little, or are missing, frozen or in another period', wanted - changed, wanted
            USING ERRCODE = '40001';
    END IF;
    RETURN changed = wanted;
END $$;

-- Returns the holds of the closings to their accounts, and books the charges.
CREATE OR REPLACE FUNCTION book_fast(closings entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    missed integer;
BEGIN
    WITH moves AS MATERIALIZED (
        SELECT e.tenant, p.account, min(e.at) AS at,
            ARRAY[sum(e.held[1]), sum(e.held[2]), sum(e.held[3]), sum(e.held[4]), sum(e.held[5]), sum(e.held[6])]::bigint[]
                AS held,
            ARRAY[sum(e.charged[1]), sum(e.charged[2]), sum(e.charged[3]), sum(e.charged[4]), 0, 0]::bigint[] AS charged
        FROM unnest(closings) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)
        GROUP BY e.tenant, p.account ORDER BY e.tenant COLLATE "C", p.account COLLATE "C"
    ), moved AS (
        UPDATE account x
        SET reserved = minus(x.reserved, m.held), spent = plus_consumables(x.spent, m.charged)
        FROM moves m
        WHERE x.tenant = m.tenant AND x.account = m.account
            AND x.period_from <= m.at AND now_millis() < x.period_end AND x.period_end <= latest_end(x.period_code, m.at)
            AND can_book(x.reserved, x.spent, m.held, m.charged)
        RETURNING true
    )
    SELECT (SELECT count(*) FROM moves) - (SELECT count(*) FROM moved) INTO missed;
    IF missed > 0 THEN
        RAISE EXCEPTION '% accounts are missing, or full, or in another period', missed USING ERRCODE = '40001';
    END IF;
END $$;

-- Writes the reservations that the reserves open, with their entries.
CREATE OR REPLACE FUNCTION open_fast(b batch, moment bigint) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    accounts CONSTANT text[] := b.accounts;
BEGIN
    WITH opened AS (
        INSERT INTO reservation (
            tenant, id, fingerprint, path, asked, held, lease_millis, on_expiry, opened_at, expires_at, swarm, attributes)
        SELECT c.tenant, c.target, c.fingerprint, ARRAY(SELECT accounts[p] FROM unnest(b.paths[c.path_start : c.path_end]) p), c.asked,
            c.asked, c.lease, c.on_expiry, moment, moment + c.lease, c.swarm,
            nullif(b.attributes[c.attribute_start : c.attribute_end], '{}')
        FROM (
            SELECT o.tenant, o.target, o.fingerprint, o.lease, o.on_expiry, o.swarm, b.amounts[6 * o.i - 5 : 6 * o.i] AS asked,
                coalesce(b.path_ends[o.i - 1], 0) + 1 AS path_start, b.path_ends[o.i] AS path_end,
                coalesce(b.attribute_ends[o.i - 1], 0) + 1 AS attribute_start, b.attribute_ends[o.i] AS attribute_end
            FROM unnest(b.verbs, b.tenants, b.targets, b.fingerprints, b.leases, b.policies, b.swarms)
                WITH ORDINALITY AS o(verb, tenant, target, fingerprint, lease, on_expiry, swarm, i)
            WHERE o.verb = 0 OFFSET 0) c
        RETURNING *
    )
    INSERT INTO outbox (tenant, entry)
    SELECT r.tenant, ${opened_entry}
    FROM opened r;
END $$;

-- Writes the charges, with their entries. All of each is booked.
CREATE OR REPLACE FUNCTION charge_fast(b batch, moment bigint) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    accounts CONSTANT text[] := b.accounts;
BEGIN
    WITH charged AS (
        INSERT INTO reservation (
            tenant, id, fingerprint, path, asked, held, used, lease_millis, opened_at, expires_at, swarm, attributes, state,
            closed_at, closing_operation, closing_fingerprint, report, reported, overrun_policy, charged, booked_before)
        SELECT c.tenant, c.target, c.fingerprint, ARRAY(SELECT accounts[p] FROM unnest(b.paths[c.path_start : c.path_end]) p),
            '{0,0,0,0,0,0}', '{0,0,0,0,0,0}', c.used, 0, moment, moment, c.swarm,
            nullif(b.attributes[c.attribute_start : c.attribute_end], '{}'), 4,
            moment, 'charge', c.fingerprint, c.used, 15, c.policy, c.used, '{0,0,0,0,0,0}'
        FROM (
            SELECT o.tenant, o.target, o.fingerprint, o.policy, o.swarm, b.amounts[6 * o.i - 5 : 6 * o.i] AS used,
                coalesce(b.path_ends[o.i - 1], 0) + 1 AS path_start, b.path_ends[o.i] AS path_end,
                coalesce(b.attribute_ends[o.i - 1], 0) + 1 AS attribute_start, b.attribute_ends[o.i] AS attribute_end
            FROM unnest(b.verbs, b.tenants, b.targets, b.fingerprints, b.policies, b.swarms)
                WITH ORDINALITY AS o(verb, tenant, target, fingerprint, policy, swarm, i)
            WHERE o.verb = 7 OFFSET 0) c
        RETURNING *
    )
    INSERT INTO outbox (tenant, entry)
    SELECT r.tenant, ${charged_entry}
    FROM charged r;
END $$;

-- Writes the children of the splits, with their entries.
CREATE OR REPLACE FUNCTION open_children_fast(b batch, splits entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    WITH opened AS (
        INSERT INTO reservation (
            tenant, id, fingerprint, path, asked, held, lease_millis, on_expiry, opened_at, expires_at, swarm, attributes, parent,
            parent_opened_at)
        SELECT e.tenant, e.child, c.fingerprint, e.path, c.part, c.part, e.lease_millis, e.on_expiry, e.at, e.at + e.lease_millis,
            e.swarm, nullif(c.attributes, '{}'), e.stream, e.opened_at
        FROM unnest(splits) AS e
            JOIN (
                SELECT o.tenant, o.child, o.fingerprint, b.amounts[6 * o.i - 5 : 6 * o.i] AS part,
                    b.attributes[coalesce(b.attribute_ends[o.i - 1], 0) + 1 : b.attribute_ends[o.i]] AS attributes
                FROM unnest(b.verbs, b.tenants, b.operations, b.fingerprints) WITH ORDINALITY AS o(verb, tenant, child, fingerprint, i)
                WHERE o.verb = 8 OFFSET 0) c ON c.tenant = e.tenant AND c.child = e.child
        RETURNING *
    )
    INSERT INTO outbox (tenant, entry)
    SELECT r.tenant, ${opened_entry}
    FROM opened r;
END $$;

-- Writes what the reserves, charges and splits of a batch open.
CREATE OR REPLACE FUNCTION open_all_fast(b batch, moment bigint, splits entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF 0 = ANY (b.verbs) THEN
        PERFORM open_fast(b, moment);
    END IF;
    IF 7 = ANY (b.verbs) THEN
        PERFORM charge_fast(b, moment);
    END IF;
    IF splits IS NOT NULL THEN
        PERFORM open_children_fast(b, splits);
    END IF;
END $$;

-- Writes the reservations as the entries of reports, of extensions and splits, and of closings have them, and those entries.
CREATE OR REPLACE FUNCTION write_fast(reports entry[], moves entry[], closings entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF reports IS NOT NULL THEN
        UPDATE reservation x
        SET used = e.used, peak = e.peak, expires_at = e.expires_at, sequence = e.sequence
        FROM unnest(reports) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
    END IF;
    IF moves IS NOT NULL THEN
        UPDATE reservation x
        SET held = e.held, expires_at = e.expires_at, sequence = e.sequence
        FROM unnest(moves) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
    END IF;
    IF reports IS NOT NULL OR moves IS NOT NULL THEN
        INSERT INTO operation
        SELECT e.tenant, e.stream, coalesce(e.operation, chr(9) || e.sequence), coalesce(e.fingerprint, 0), least(e.kind, 3), e.report,
            coalesce(e.reported, 0), CASE e.kind WHEN 6 THEN 0 ELSE e.lease_millis END, e.sequence, e.at, e.step, e.held, e.used,
            e.peak_before, e.peak, e.expires_at, e.asked, e.at_least, e.child
        FROM unnest(reports || moves) AS e;
    END IF;
    IF closings IS NOT NULL THEN
        UPDATE reservation x
        SET used = e.used, sequence = e.sequence, state = e.state, closed_at = e.at, closing_operation = e.operation,
            closing_fingerprint = e.fingerprint, report = e.report, reported = e.reported,
            overrun_policy = e.overrun_policy, charged = e.charged, booked_before = e.booked_before
        FROM unnest(closings) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
    END IF;
    INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(reports || moves || closings) AS e;
END $$;

-- The answers to reports, extensions, splits and closings, each with its entry and, if asked for, with what is available now.
CREATE OR REPLACE FUNCTION answers_fast(b batch, entries entry[], numbers integer[]) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
        SELECT numbers[g], 0::smallint, (entries[g]).at, NULL::text, NULL::smallint, NULL::bigint, NULL::bigint, entries[g],
            CASE WHEN b.asks_balances[numbers[g]] THEN balances_of((entries[g]).tenant, (entries[g]).path, now_millis()) END
        FROM generate_subscripts(entries, 1) AS g;
END $$;

-- The numbers of the commands whose entries are those of reports, extensions, splits and closings, one kind after the other.
CREATE OR REPLACE FUNCTION numbers_fast(verbs smallint[]) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN array_positions(verbs, 1::smallint) || array_positions(verbs, 2::smallint) || array_positions(verbs, 8::smallint)
        || ARRAY(SELECT c.i::integer FROM unnest(verbs) WITH ORDINALITY AS c(verb, i) WHERE c.verb IN (3, 4) ORDER BY c.i);
END $$;

-- Does an ordinary batch, set by set, and returns the answers; none, and nothing is done, if it turns out to be another.
CREATE OR REPLACE FUNCTION run_fast(b batch) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
DECLARE
    openings   CONSTANT boolean := b.verbs && '{0,7}'; -- reserves and charges
    reports    CONSTANT boolean := 1 = ANY (b.verbs);
    extensions CONSTANT boolean := 2 = ANY (b.verbs);
    splits     CONSTANT boolean := 8 = ANY (b.verbs);
    closings   CONSTANT boolean := b.verbs && '{3,4}';
    changes    CONSTANT integer := reports::integer + extensions::integer + splits::integer + closings::integer;
    reported   entry[];
    extended   entry[];
    given      entry[];
    closed     entry[];
    entries    entry[];   -- of all four
    numbers    integer[]; -- of their commands
    moment     bigint;
BEGIN
    IF changes > 1 THEN
        PERFORM lock_targets_fast(b);
    END IF;
    IF reports THEN
        reported := report_fast(b);
    END IF;
    IF extensions THEN
        extended := extend_fast(b);
    END IF;
    IF splits THEN
        given := split_fast(b);
    END IF;
    IF closings THEN
        closed := close_fast(b);
    END IF;
    IF changes > 0 THEN
        entries := reported || extended || given || closed;
        numbers := numbers_fast(b.verbs);
        IF cardinality(entries) IS DISTINCT FROM cardinality(numbers) THEN
            RETURN;
        END IF;
    END IF;
    IF cardinality(b.accounts) > 1 OR openings::integer + extensions::integer + closings::integer > 1 THEN
        PERFORM lock_accounts_fast(b, extended || closed);
    END IF;
    moment := now_millis();
    IF openings AND NOT hold_fast(b, moment) THEN
        RETURN;
    END IF;
    IF extensions AND NOT enlarge_fast(b, extended) THEN
        IF openings THEN
            RAISE EXCEPTION 'reserves are held, and extensions cannot be' USING ERRCODE = '40001';
        END IF;
        RETURN;
    END IF;
    IF closings THEN
        PERFORM book_fast(closed);
    END IF;
    PERFORM open_all_fast(b, moment, given);
    IF openings THEN
        RETURN NEXT new_answer(0, command => 0, at => moment);
    END IF;
    IF changes > 0 THEN
        PERFORM write_fast(reported, extended || given, closed);
        RETURN QUERY SELECT * FROM answers_fast(b, entries, numbers);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION run_batch(one_by_one boolean, b batch, known calendar) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
BEGIN
    IF true = ANY (b.by_step) THEN
        b.targets := resolve_steps(b.tenants, b.targets, b.by_step);
        one_by_one := one_by_one OR (
            SELECT count(*) > count(DISTINCT (c.tenant, c.target))
            FROM unnest(b.verbs, b.tenants, b.targets) AS c(verb, tenant, target) WHERE c.verb > 0);
    END IF;
    IF NOT one_by_one AND NOT names_children(b, '{2,3,4}') THEN
        RETURN QUERY SELECT * FROM run_fast(b);
        IF FOUND THEN
            RETURN;
        ELSIF names_children(b, '{1,2,3,4,8}') THEN
            -- Children are locked by now, and their parents would be locked after them, not in the order of keys.
            RAISE EXCEPTION 'a child is named that is not ordinary' USING ERRCODE = '40001';
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM run_commands(b, known);
END $$;
