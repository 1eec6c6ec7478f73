-- What a batch is given to, and its way through when nothing about it is out of the ordinary.

-- Whether an account has enough, in its period and on its terms, of what one may use in addition: element from + 1 to
-- from + 6 of the amounts. An expression, which the statements that use it take in.
CREATE FUNCTION has_room(
        limits bigint[], grants bigint[], overdraft bigint[], reserved bigint[], spent bigint[],
        amounts bigint[], after integer)
    RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN amounts[after + 1] <= CASE WHEN limits[1] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[1] + grants[1] + overdraft[1]) END - reserved[1] - spent[1]
        AND amounts[after + 2] <= CASE WHEN limits[2] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[2] + grants[2] + overdraft[2]) END - reserved[2] - spent[2]
        AND amounts[after + 3] <= CASE WHEN limits[3] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[3] + grants[3] + overdraft[3]) END - reserved[3] - spent[3]
        AND amounts[after + 4] <= CASE WHEN limits[4] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[4] + grants[4] + overdraft[4]) END - reserved[4] - spent[4]
        AND amounts[after + 5] <= CASE WHEN limits[5] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[5] + grants[5] + overdraft[5]) END - reserved[5]
        AND amounts[after + 6] <= CASE WHEN limits[6] < 0 THEN 9007199254740991
            ELSE least(9007199254740991, limits[6] + grants[6] + overdraft[6]) END - reserved[6];

-- The highest usage ratio, after a report.
CREATE FUNCTION peak_after(peak float8, used bigint[], held bigint[]) RETURNS float8
    LANGUAGE sql IMMUTABLE
    RETURN greatest(peak,
        CASE WHEN held[1] > 0 THEN used[1]::float8 / held[1]::float8 END,
        CASE WHEN held[2] > 0 THEN used[2]::float8 / held[2]::float8 END,
        CASE WHEN held[3] > 0 THEN used[3]::float8 / held[3]::float8 END,
        CASE WHEN held[4] > 0 THEN used[4]::float8 / held[4]::float8 END,
        CASE WHEN held[5] > 0 THEN used[5]::float8 / held[5]::float8 END);

-- The journal's entries of the reports of a batch, in their order, those that are ordinary: of a reservation that is open
-- and not due, by an operation it has not seen, with sums in range. Locks the reservations by key.
CREATE FUNCTION ordinary_reports(
        verbs smallint[], tenants text[], targets text[], operations text[], amounts bigint[], reported smallint[])
    RETURNS entry[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            ROW(1, y.tenant, y.id, y.sequence + 1, y.moment, y.path, y.swarm, y.step, NULL, y.opened_at,
                greatest(y.expires_at, y.moment + y.lease_millis), 0, y.operation, y.report, y.bits, y.held, y.now_used,
                y.peak, peak_after(y.peak, y.now_used, y.held), NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL, NULL)::entry
            ORDER BY y.i)
        FROM (
            SELECT l.*, now_millis() AS moment, ARRAY[
                l.used[1] + l.report[1], l.used[2] + l.report[2], l.used[3] + l.report[3],
                greatest(l.used[4], l.report[4]), greatest(l.used[5], l.report[5]), 0] AS now_used
            FROM (
                SELECT c.i, c.operation, c.bits, amounts[6 * c.i - 5 : 6 * c.i] AS report, x.tenant, x.id, x.sequence, x.path,
                    x.swarm, x.step, x.opened_at, x.expires_at, x.lease_millis, x.held, x.used, x.peak, x.state
                FROM unnest(verbs, tenants, targets, operations, reported)
                        WITH ORDINALITY AS c(verb, tenant, target, operation, bits, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb = 1
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) y
        WHERE y.state = 0 AND y.moment < y.expires_at AND 9007199254740991 >= ALL (y.now_used)
            AND (y.sequence = 1 OR NOT EXISTS (
                SELECT FROM operation o
                WHERE o.tenant = y.tenant AND o.reservation = y.id AND o.operation = y.operation)));
END $$;

-- The same of its settles and releases: of a reservation that is open and not due, by an operation it has not seen, and
-- what was used is booked, within the hold or beyond it. Locks the reservations by key.
CREATE FUNCTION ordinary_closings(
        verbs smallint[], tenants text[], targets text[], operations text[], amounts bigint[], reported smallint[],
        policies smallint[])
    RETURNS entry[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            ROW(3, y.tenant, y.id, y.sequence + 1, y.moment, y.path, y.swarm, y.step, NULL, y.opened_at, y.expires_at, NULL,
                y.operation, y.report, y.bits, y.held, y.now_used, y.peak, y.peak, y.verb - 2, y.policy,
                y.now_used[1:4] || '{0,0}', '{0,0,0,0,0,0}', false, NULL, NULL, NULL, NULL, NULL, NULL)::entry
            ORDER BY y.i)
        FROM (
            SELECT l.*, now_millis() AS moment, ARRAY[
                CASE l.bits & 1 WHEN 0 THEN l.used[1] ELSE l.report[1] END,
                CASE l.bits & 2 WHEN 0 THEN l.used[2] ELSE l.report[2] END,
                CASE l.bits & 4 WHEN 0 THEN l.used[3] ELSE l.report[3] END,
                CASE l.bits & 8 WHEN 0 THEN l.used[4] ELSE l.report[4] END,
                CASE l.bits & 16 WHEN 0 THEN l.used[5] ELSE l.report[5] END, 0] AS now_used
            FROM (
                SELECT c.i, c.verb, c.operation, c.bits, c.policy, amounts[6 * c.i - 5 : 6 * c.i] AS report, x.tenant, x.id,
                    x.sequence, x.path, x.swarm, x.step, x.opened_at, x.expires_at, x.held, x.used, x.peak, x.state
                FROM unnest(verbs, tenants, targets, operations, reported, policies)
                        WITH ORDINALITY AS c(verb, tenant, target, operation, bits, policy, i)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb > 2
                ORDER BY x.tenant, x.id FOR UPDATE OF x) l
            OFFSET 0) y
        WHERE y.state = 0 AND y.moment < y.expires_at
            AND (y.policy = 0 OR (y.now_used[1] <= y.held[1] AND y.now_used[2] <= y.held[2]
                AND y.now_used[3] <= y.held[3] AND y.now_used[4] <= y.held[4]))
            AND (y.sequence = 1 OR NOT EXISTS (
                SELECT FROM operation o
                WHERE o.tenant = y.tenant AND o.reservation = y.id AND o.operation = y.operation)));
END $$;

-- Runs a batch of commands: all of them or, when anything fails, none. One element of each array is one command;
-- amounts have six.
--
-- verbs:    0 reserve, 1 track, 2 extend, 3 settle, 4 release, 5 expire, 6 bind a step
-- outcomes: 0 done, 1 done before, 2 not found, 3 conflict, 4 already closed, 5 insufficient, 6 step taken,
--           7 other step, 8 overrun rejected, 9 a sum out of range
--
-- Within a batch no reservation and no step is claimed twice, and if it is not to be done one by one, it has nothing but
-- reserves without steps, reports, settles and releases, each of the latter of another reservation. An answer to command 0
-- is one to all reserves.
--
-- Locks are taken in one order, by every node: reservations by key, then accounts by key.
--
-- The ordinary batch is done set by set, which takes a fraction of the time. Ordinary is: every reservation to be made is
-- new, or the batch fails with 23505; the others are as above; every account of a reserve is there, in its period and on its
-- terms, and has enough for all of the batch. Amounts are never negative, so each of them fits then, in whatever order.
-- A batch that turns out to be otherwise when something is written already is done one by one when it is run again.
CREATE FUNCTION work(
        one_by_one      boolean,
        verbs           smallint[],
        tenants         text[],
        refs            text[],     -- reservations, or steps
        by_step         boolean[],
        operations      text[],
        amounts         bigint[],   -- the envelope, the report, the addition, or the final figures
        reported        smallint[],
        leases          bigint[],
        policies        smallint[],
        swarms          text[],
        steps           text[],     -- to be bound
        attributes      text[],
        attribute_ends  integer[],  -- how many of "attributes" belong to this command and those before it
        paths           integer[],  -- indexes into "accounts"
        path_ends       integer[],
        account_tenants text[],     -- the accounts of the reserves
        accounts        text[],
        needs           bigint[],   -- what they need of each in all
        limits          bigint[],   -- policy's terms of each
        overdrafts      bigint[],
        units           smallint[],
        zones           text[],
        known           calendar)
    RETURNS SETOF answer LANGUAGE plpgsql AS $$
DECLARE
    reserves  CONSTANT boolean := 0 = ANY (verbs);
    reports   CONSTANT boolean := 1 = ANY (verbs);
    closings  CONSTANT boolean := 2 < ANY (verbs);
    targets   text[] := refs;
    reported_entries entry[];
    closing_entries  entry[];
    entries   entry[];           -- of both
    numbers   integer[];         -- of their commands
    moment    bigint;
    written   integer;
BEGIN
<<together>>
BEGIN
    EXIT together WHEN one_by_one;
    IF reports OR closings THEN
        IF true = ANY (by_step) THEN
            SELECT array_agg(CASE WHEN c.by_step THEN s.reservation ELSE c.ref END ORDER BY c.i) INTO targets
            FROM unnest(tenants, refs, work.by_step) WITH ORDINALITY AS c(tenant, ref, by_step, i)
                LEFT JOIN step s ON c.by_step AND s.tenant = c.tenant AND s.step = c.ref;
            EXIT together WHEN (
                SELECT count(*) > count(DISTINCT (c.tenant, c.target))
                FROM unnest(verbs, tenants, targets) AS c(verb, tenant, target) WHERE c.verb > 0);
        END IF;
        IF reports AND closings THEN
            -- Those of both are locked first, or they would not be locked in one order.
            PERFORM FROM (
                SELECT FROM unnest(verbs, tenants, targets) AS c(verb, tenant, target)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                WHERE c.verb > 0 ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
        END IF;
        IF reports THEN
            reported_entries := ordinary_reports(verbs, tenants, targets, operations, amounts, reported);
        END IF;
        IF closings THEN
            closing_entries := ordinary_closings(verbs, tenants, targets, operations, amounts, reported, policies);
        END IF;
        entries := reported_entries || closing_entries;
        numbers := array_positions(verbs, 1::smallint)
            || ARRAY(SELECT i::integer FROM unnest(verbs) WITH ORDINALITY AS c(verb, i) WHERE c.verb > 2 ORDER BY c.i);
        EXIT together WHEN cardinality(entries) IS DISTINCT FROM cardinality(numbers);
    END IF;
    IF cardinality(accounts) > 1 OR (reserves AND closings) THEN
        -- So are the accounts, or one that has too little would be passed over now, and locked too late.
        PERFORM FROM (
            SELECT FROM (
                SELECT w.tenant COLLATE "C" AS tenant, w.account COLLATE "C" AS account
                FROM unnest(account_tenants, accounts) AS w(tenant, account)
                UNION
                SELECT e.tenant, p.account
                FROM unnest(closing_entries) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)) w
                JOIN account x ON x.tenant = w.tenant AND x.account = w.account
            ORDER BY x.tenant, x.account FOR UPDATE OF x) l;
    END IF;
    moment := now_millis();

    IF reserves THEN
        UPDATE account x
        SET reserved = ARRAY[
            x.reserved[1] + needs[w.after + 1], x.reserved[2] + needs[w.after + 2], x.reserved[3] + needs[w.after + 3],
            x.reserved[4] + needs[w.after + 4], x.reserved[5] + needs[w.after + 5], x.reserved[6] + needs[w.after + 6]]
        FROM (
            SELECT u.tenant, u.account, u.unit, u.zone, 6 * u.k::integer - 6 AS after
            FROM unnest(account_tenants, accounts, units, zones) WITH ORDINALITY AS u(tenant, account, unit, zone, k)
            ORDER BY u.tenant COLLATE "C", u.account COLLATE "C") w
        WHERE x.tenant = w.tenant AND x.account = w.account
            AND x.period_from <= moment AND now_millis() < x.period_end
            AND x.policy_limits = work.limits[w.after + 1 : w.after + 6]
            AND x.overdraft = overdrafts[w.after + 1 : w.after + 6]
            AND x.period_unit = w.unit AND x.period_zone = w.zone
            AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, needs, w.after);
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written < cardinality(accounts) THEN
            -- Somebody has too little, or is new, or has other terms. What the others were given is taken back.
            UPDATE account x
            SET reserved = ARRAY[
                x.reserved[1] - needs[w.after + 1], x.reserved[2] - needs[w.after + 2], x.reserved[3] - needs[w.after + 3],
                x.reserved[4] - needs[w.after + 4], x.reserved[5] - needs[w.after + 5], x.reserved[6] - needs[w.after + 6]]
            FROM (
                SELECT u.tenant, u.account, 6 * u.k::integer - 6 AS after
                FROM unnest(account_tenants, accounts) WITH ORDINALITY AS u(tenant, account, k)) w
            WHERE written > 0 AND x.tenant = w.tenant AND x.account = w.account AND x.xmin = pg_current_xact_id()::xid;
            EXIT together;
        END IF;
    END IF;
    IF closings THEN
        WITH moves AS MATERIALIZED (
            SELECT e.tenant, p.account, min(e.at) AS at,
                sum(e.held[1])::bigint AS h1, sum(e.held[2])::bigint AS h2, sum(e.held[3])::bigint AS h3,
                sum(e.held[4])::bigint AS h4, sum(e.held[5])::bigint AS h5, sum(e.held[6])::bigint AS h6,
                sum(e.charged[1])::bigint AS s1, sum(e.charged[2])::bigint AS s2, sum(e.charged[3])::bigint AS s3,
                sum(e.charged[4])::bigint AS s4
            FROM unnest(closing_entries) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account)
            GROUP BY e.tenant, p.account ORDER BY e.tenant COLLATE "C", p.account COLLATE "C"
        ), moved AS (
            UPDATE account x
            SET reserved = ARRAY[x.reserved[1] - m.h1, x.reserved[2] - m.h2, x.reserved[3] - m.h3, x.reserved[4] - m.h4,
                    x.reserved[5] - m.h5, x.reserved[6] - m.h6],
                spent = ARRAY[x.spent[1] + m.s1, x.spent[2] + m.s2, x.spent[3] + m.s3, x.spent[4] + m.s4, 0, 0]
            FROM moves m
            WHERE x.tenant = m.tenant AND x.account = m.account
                AND x.period_from <= m.at AND now_millis() < x.period_end
                AND 9007199254740991 >= ALL (ARRAY[
                    x.reserved[1] - m.h1 + x.spent[1] + m.s1, x.reserved[2] - m.h2 + x.spent[2] + m.s2,
                    x.reserved[3] - m.h3 + x.spent[3] + m.s3, x.reserved[4] - m.h4 + x.spent[4] + m.s4])
            RETURNING true
        )
        SELECT (SELECT count(*) FROM moves) - (SELECT count(*) FROM moved) INTO written;
        IF written > 0 THEN
            RAISE EXCEPTION '% accounts are missing, or full, or in another period', written USING ERRCODE = '40001';
        END IF;
    END IF;

    IF reserves THEN
        WITH opened AS (
            INSERT INTO reservation (
                tenant, id, path, asked, held, lease_millis, opened_at, expires_at, swarm, attributes)
            SELECT c.tenant, c.ref, ARRAY(SELECT accounts[p] FROM unnest(paths[c.path_start : c.path_end]) p), c.asked, c.asked,
                c.lease, moment, moment + c.lease, c.swarm, nullif(work.attributes[c.attribute_start : c.attribute_end], '{}')
            FROM (
                SELECT o.tenant, o.ref, o.lease, o.swarm, amounts[6 * o.i - 5 : 6 * o.i] AS asked,
                    coalesce(path_ends[o.i - 1], 0) + 1 AS path_start, path_ends[o.i] AS path_end,
                    coalesce(attribute_ends[o.i - 1], 0) + 1 AS attribute_start, attribute_ends[o.i] AS attribute_end
                FROM unnest(verbs, tenants, refs, leases, swarms) WITH ORDINALITY AS o(verb, tenant, ref, lease, swarm, i)
                WHERE o.verb = 0 OFFSET 0) c
            RETURNING *
        )
        INSERT INTO outbox (tenant, entry)
        SELECT x.tenant, ROW(0, x.tenant, x.id, 1, x.opened_at, x.path, x.swarm, NULL, x.attributes, x.opened_at,
            x.expires_at, x.lease_millis, NULL, NULL, NULL, x.held, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL)::entry
        FROM opened x;
        RETURN NEXT ROW(0, 0, moment, NULL, NULL, NULL, NULL, NULL)::answer;
    END IF;
    IF reports THEN
        UPDATE reservation x
        SET used = e.used, peak = e.peak, expires_at = e.expires_at, sequence = e.sequence
        FROM unnest(reported_entries) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
        INSERT INTO operation
        SELECT e.tenant, e.stream, e.operation, 1, e.report, e.reported, 0, e.sequence, e.at, e.step, e.held, e.used,
            e.peak_before, e.peak, e.expires_at
        FROM unnest(reported_entries) AS e;
    END IF;
    IF closings THEN
        UPDATE reservation x
        SET used = e.used, sequence = e.sequence, state = e.state, closed_at = e.at, closing_operation = e.operation,
            report = e.report, reported = e.reported, overrun_policy = e.overrun_policy, charged = e.charged,
            booked_before = e.booked_before
        FROM unnest(closing_entries) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
    END IF;
    IF cardinality(numbers) > 0 THEN
        INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(entries) AS e;
        RETURN QUERY
            SELECT numbers[g], 0::smallint, (entries[g]).at, NULL::text, NULL::smallint, NULL::bigint, NULL::bigint, entries[g]
            FROM generate_subscripts(entries, 1) AS g;
    END IF;
    RETURN;
END together;
    RETURN QUERY SELECT * FROM work_one_by_one(verbs, tenants, refs, by_step, operations, amounts, reported, leases, policies,
        swarms, steps, attributes, attribute_ends, paths, path_ends, account_tenants, accounts, limits, overdrafts, units,
        zones, known);
END $$;
