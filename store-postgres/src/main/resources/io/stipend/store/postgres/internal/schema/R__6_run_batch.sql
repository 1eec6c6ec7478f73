-- Runs a batch of commands in one statement: all of them or, when anything fails, none.
--
-- Inputs:     whether to do them one by one at once, the batch, and the caller's calendar.
-- Outputs:    the answers; one to "command 0" is an answer to all reserves, and to all charges, of which all was booked.
-- Invariants: within a batch no reservation and no step is claimed twice, and an account has one set of terms. If it is not to
--             be done one by one, it has nothing but charges, reserves without steps, reports, settles and releases, each of the
--             latter three of another reservation. Locks are taken as in R__5_run_commands.sql.
--
-- The ordinary batch is done set by set, by the functions *_fast, in a fraction of the time. Ordinary is: every reservation to
-- be made is new, or the batch fails with 23505; the others are open and not due, none that is closed was split from another, and the
-- operations are new to them; every account of a reserve or a charge is there, in its period and on its terms, is not frozen, nor is its
-- tenant, and has enough for all of the batch that may be refused for it. Amounts are never negative, so each of them fits then, in
-- whatever order. Where more must fit than is held, or there are ceilings, it has enough for each of them after those before it, in
-- their order. Any other batch is given to run_commands(). One that turns out to be otherwise when something is written already fails
-- with 40001, and is done one by one when it is run again.

-- Whether the batch reports on or closes a reservation that was split from another. Mostly there is none such in the whole store, which
-- an index tells at once.
CREATE OR REPLACE FUNCTION names_children(b batch, closings_only boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM reservation x WHERE x.parent IS NOT NULL AND x.state = 0)
        AND EXISTS (
            SELECT FROM unnest(b.verbs, b.tenants, b.targets) AS c(verb, tenant, target)
                JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
            WHERE c.verb > CASE WHEN closings_only THEN 2 ELSE 0 END AND x.parent IS NOT NULL AND x.state = 0);
END $$;

-- Locks the reservations of reports and closings together, or they would not be locked in one order.
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

-- Locks the accounts of the reserves and of the closings together, or one that has too little would be passed over now, and
-- locked too late.
CREATE OR REPLACE FUNCTION lock_accounts_fast(b batch, closings entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM (
        SELECT FROM (
            SELECT w.tenant COLLATE "C" AS tenant, w.account COLLATE "C" AS account
            FROM unnest(b.account_tenants, b.accounts) AS w(tenant, account)
            UNION
            SELECT e.tenant, p.account
            FROM unnest(closings) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)) w
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

-- Writes what the reserves and the charges of a batch open.
CREATE OR REPLACE FUNCTION open_all_fast(b batch, moment bigint) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF 0 = ANY (b.verbs) THEN
        PERFORM open_fast(b, moment);
    END IF;
    IF 7 = ANY (b.verbs) THEN
        PERFORM charge_fast(b, moment);
    END IF;
END $$;

-- Writes the reservations as the entries of reports and closings have them, and those entries.
CREATE OR REPLACE FUNCTION write_fast(reports entry[], closings entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF reports IS NOT NULL THEN
        UPDATE reservation x
        SET used = e.used, peak = e.peak, expires_at = e.expires_at, sequence = e.sequence
        FROM unnest(reports) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
        INSERT INTO operation
        SELECT e.tenant, e.stream, e.operation, e.fingerprint, 1, e.report, e.reported, 0, e.sequence, e.at, e.step, e.held, e.used,
            e.peak_before, e.peak, e.expires_at
        FROM unnest(reports) AS e;
    END IF;
    IF closings IS NOT NULL THEN
        UPDATE reservation x
        SET used = e.used, sequence = e.sequence, state = e.state, closed_at = e.at, closing_operation = e.operation,
            closing_fingerprint = e.fingerprint, report = e.report, reported = e.reported, overrun_policy = e.overrun_policy, charged = e.charged,
            booked_before = e.booked_before
        FROM unnest(closings) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
    END IF;
    INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(reports || closings) AS e;
END $$;

CREATE OR REPLACE FUNCTION run_batch(one_by_one boolean, b batch, known calendar) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
DECLARE
    openings CONSTANT boolean := b.verbs && '{0,7}'; -- reserves and charges
    reports  CONSTANT boolean := 1 = ANY (b.verbs);
    closings CONSTANT boolean := b.verbs && '{3,4}';
    reported entry[];
    closed   entry[];
    entries  entry[];   -- of both
    numbers  integer[]; -- of their commands
    moment   bigint;
    wants_fast boolean;
BEGIN
    IF true = ANY (b.by_step) THEN
        b.targets := resolve_steps(b.tenants, b.targets, b.by_step);
        one_by_one := one_by_one OR (
            SELECT count(*) > count(DISTINCT (c.tenant, c.target))
            FROM unnest(b.verbs, b.tenants, b.targets) AS c(verb, tenant, target) WHERE c.verb > 0);
    END IF;
    one_by_one := one_by_one OR (closings AND names_children(b, true));
    wants_fast := NOT one_by_one;
    <<fast>>
    BEGIN
        EXIT fast WHEN one_by_one;
        IF reports AND closings THEN
            PERFORM lock_targets_fast(b);
        END IF;
        IF reports THEN
            reported := report_fast(b);
        END IF;
        IF closings THEN
            closed := close_fast(b);
        END IF;
        IF reports OR closings THEN
            entries := reported || closed;
            numbers := array_positions(b.verbs, 1::smallint)
                || ARRAY(SELECT c.i::integer FROM unnest(b.verbs) WITH ORDINALITY AS c(verb, i) WHERE c.verb IN (3, 4) ORDER BY c.i);
            EXIT fast WHEN cardinality(entries) IS DISTINCT FROM cardinality(numbers);
        END IF;
        IF cardinality(b.accounts) > 1 OR (openings AND closings) THEN
            PERFORM lock_accounts_fast(b, closed);
        END IF;
        moment := now_millis();
        EXIT fast WHEN openings AND NOT hold_fast(b, moment);
        IF closings THEN
            PERFORM book_fast(closed);
        END IF;
        IF openings THEN
            PERFORM open_all_fast(b, moment);
            RETURN NEXT new_answer(0, command => 0, at => moment);
        END IF;
        IF reports OR closings THEN
            PERFORM write_fast(reported, closed);
            RETURN QUERY
                SELECT numbers[g], 0::smallint, (entries[g]).at, NULL::text, NULL::smallint, NULL::bigint, NULL::bigint, entries[g],
                    CASE WHEN b.asks_balances[numbers[g]]
                        THEN balances_of((entries[g]).tenant, (entries[g]).path, now_millis()) END
                FROM generate_subscripts(entries, 1) AS g;
        END IF;
        RETURN;
    END fast;
    IF wants_fast AND reports AND names_children(b, false) THEN
        -- Children are locked by now, and their parents would be locked after them, not in the order of keys.
        RAISE EXCEPTION 'a child is reported on that is not ordinary' USING ERRCODE = '40001';
    END IF;
    RETURN QUERY SELECT * FROM run_commands(b, known);
END $$;
