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

-- The journal's entries of reports, settles and releases, in the order of the commands, those that are ordinary: of a
-- reservation that is open and not due, by an operation it has not seen, with sums in range, and booked as used.
CREATE FUNCTION ordinary_entries(
        verbs smallint[], tenants text[], targets text[], operations text[], amounts bigint[], reported smallint[],
        policies smallint[], moment bigint)
    RETURNS entry[] LANGUAGE sql VOLATILE
    RETURN (
        SELECT array_agg(
            ROW(CASE y.verb WHEN 1 THEN 1 ELSE 3 END, y.tenant, y.id, y.sequence + 1, moment, y.path, y.swarm, y.step,
                NULL, y.opened_at,
                CASE y.verb WHEN 1 THEN greatest(y.expires_at, moment + y.lease_millis) ELSE y.expires_at END,
                CASE y.verb WHEN 1 THEN 0 END, y.operation, y.report, y.reported, y.held, y.now_used, y.peak,
                CASE y.verb WHEN 1 THEN peak_after(y.peak, y.now_used, y.held) ELSE y.peak END,
                CASE WHEN y.verb > 1 THEN y.verb - 2 END,
                CASE WHEN y.verb > 1 THEN y.policy END,
                CASE WHEN y.verb > 1 THEN y.now_used[1:4] || '{0,0}' END,
                CASE WHEN y.verb > 1 THEN '{0,0,0,0,0,0}'::bigint[] END,
                CASE WHEN y.verb > 1 THEN false END,
                NULL, NULL, NULL, NULL, NULL, NULL)::entry
            ORDER BY y.i)
        FROM (
            SELECT c.i, c.verb, c.operation, c.reported, c.policy, m.report, x.tenant, x.id, x.sequence, x.path, x.swarm,
                x.step, x.opened_at, x.expires_at, x.lease_millis, x.held, x.peak,
                CASE c.verb
                    WHEN 1 THEN ARRAY[
                        x.used[1] + m.report[1], x.used[2] + m.report[2], x.used[3] + m.report[3],
                        greatest(x.used[4], m.report[4]), greatest(x.used[5], m.report[5]), 0]
                    WHEN 3 THEN ARRAY[
                        CASE c.reported & 1 WHEN 0 THEN x.used[1] ELSE m.report[1] END,
                        CASE c.reported & 2 WHEN 0 THEN x.used[2] ELSE m.report[2] END,
                        CASE c.reported & 4 WHEN 0 THEN x.used[3] ELSE m.report[3] END,
                        CASE c.reported & 8 WHEN 0 THEN x.used[4] ELSE m.report[4] END,
                        CASE c.reported & 16 WHEN 0 THEN x.used[5] ELSE m.report[5] END, 0]
                    ELSE x.used
                END AS now_used
            FROM unnest(verbs, tenants, targets, operations, reported, policies)
                    WITH ORDINALITY AS c(verb, tenant, target, operation, reported, policy, i)
                CROSS JOIN LATERAL (SELECT amounts[6 * c.i - 5 : 6 * c.i] AS report OFFSET 0) m
                JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
            WHERE c.verb > 0 AND x.state = 0 AND moment < x.expires_at
                AND (x.sequence = 1 OR NOT EXISTS (
                    SELECT FROM operation o
                    WHERE o.tenant = x.tenant AND o.reservation = x.id AND o.operation = c.operation))
            OFFSET 0) y
        WHERE 9007199254740991 >= ALL (y.now_used)
            AND (y.verb <> 3 OR y.policy = 0 OR (y.now_used[1] <= y.held[1] AND y.now_used[2] <= y.held[2]
                AND y.now_used[3] <= y.held[3] AND y.now_used[4] <= y.held[4])));

-- Runs a batch of commands: all of them or, when anything fails, none. One element of each array is one command;
-- amounts have six.
--
-- verbs:    0 reserve, 1 track, 2 extend, 3 settle, 4 release, 5 expire, 6 bind a step
-- outcomes: 0 done, 1 done before, 2 not found, 3 conflict, 4 already closed, 5 insufficient, 6 step taken,
--           7 other step, 8 overrun rejected, 9 a sum out of range
--
-- Within a batch no reservation and no step is claimed twice, and if it is not to be done one by one, it has nothing but
-- reserves without steps, reports, settles and releases, of a reservation each. An answer to command 0 is one to all reserves.
--
-- Locks are taken in one order, by every node: reservations by key, then accounts by key.
--
-- The ordinary batch is done set by set, which takes a fraction of the time. Ordinary is: every reservation to be made is
-- new, or the batch fails with 23505 and is to be done one by one; the others are as ordinary_entries() has it; every account
-- is there, in its period and on its terms, and has enough for all reserves together. Amounts are never negative, so each
-- of them fits then, in whatever order.
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
    others  CONSTANT integer := cardinality(array_remove(verbs, 0::smallint));
    targets text[] := refs;
    moment  bigint;
    entries entry[];             -- of all but the reserves
    moved_t text[] := account_tenants;
    moved   text[] := accounts;  -- the accounts whose books change
    places  integer[];           -- their places among those of the reserves; null for all in their order
    holds   bigint[] := needs;
    spends  bigint[];
    written integer;
BEGIN
<<together>>
BEGIN
    EXIT together WHEN one_by_one;
    IF others > 0 THEN
        IF true = ANY (by_step) THEN
            SELECT array_agg(CASE WHEN c.by_step THEN s.reservation ELSE c.ref END ORDER BY c.i) INTO targets
            FROM unnest(tenants, refs, work.by_step) WITH ORDINALITY AS c(tenant, ref, by_step, i)
                LEFT JOIN step s ON c.by_step AND s.tenant = c.tenant AND s.step = c.ref;
            EXIT together WHEN others > (
                SELECT count(DISTINCT (c.tenant, c.target)) FROM unnest(verbs, tenants, targets) AS c(verb, tenant, target)
                WHERE c.verb > 0);
        END IF;
        PERFORM FROM (
            SELECT FROM unnest(verbs, tenants, targets) AS c(verb, tenant, target)
                JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
            WHERE c.verb > 0 ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
        moment := now_millis();
        entries := ordinary_entries(verbs, tenants, targets, operations, amounts, reported, policies, moment);
        EXIT together WHEN cardinality(entries) IS DISTINCT FROM others;
        IF 2 < ANY (verbs) THEN
            SELECT array_agg(d.tenant), array_agg(d.account), array_agg(d.place), array_agg(d.hold), array_agg(d.spend)
            INTO moved_t, moved, places, holds, spends
            FROM (
                SELECT m.tenant, m.account, max(m.place) AS place,
                    ARRAY[sum(m.h1), sum(m.h2), sum(m.h3), sum(m.h4), sum(m.h5), sum(m.h6)]::bigint[] AS hold,
                    ARRAY[sum(m.s1), sum(m.s2), sum(m.s3), sum(m.s4), 0, 0]::bigint[] AS spend
                FROM (
                    SELECT w.tenant COLLATE "C" AS tenant, w.account COLLATE "C" AS account, w.k::integer AS place,
                        needs[6 * w.k - 5] AS h1, needs[6 * w.k - 4] AS h2, needs[6 * w.k - 3] AS h3,
                        needs[6 * w.k - 2] AS h4, needs[6 * w.k - 1] AS h5, needs[6 * w.k] AS h6,
                        0 AS s1, 0 AS s2, 0 AS s3, 0 AS s4
                    FROM unnest(account_tenants, accounts) WITH ORDINALITY AS w(tenant, account, k)
                    UNION ALL
                    SELECT e.tenant, p.account, NULL,
                        -e.held[1], -e.held[2], -e.held[3], -e.held[4], -e.held[5], -e.held[6],
                        e.charged[1], e.charged[2], e.charged[3], e.charged[4]
                    FROM unnest(entries) AS e CROSS JOIN LATERAL unnest(e.path) AS p(account) WHERE e.kind = 3) m
                GROUP BY m.tenant, m.account) d;
            holds := ARRAY(SELECT unnest(holds));
            spends := ARRAY(SELECT unnest(spends));
        END IF;
    ELSE
        moment := now_millis();
    END IF;

    UPDATE account x
    SET reserved = ARRAY[
            x.reserved[1] + holds[w.after + 1], x.reserved[2] + holds[w.after + 2], x.reserved[3] + holds[w.after + 3],
            x.reserved[4] + holds[w.after + 4], x.reserved[5] + holds[w.after + 5], x.reserved[6] + holds[w.after + 6]],
        spent = CASE WHEN spends IS NULL THEN x.spent ELSE ARRAY[
            x.spent[1] + spends[w.after + 1], x.spent[2] + spends[w.after + 2], x.spent[3] + spends[w.after + 3],
            x.spent[4] + spends[w.after + 4], 0, 0] END
    FROM (
        SELECT u.tenant, u.account, 6 * u.k::integer - 6 AS after,
            CASE WHEN places IS NULL THEN u.k::integer ELSE places[u.k] END AS place
        FROM unnest(moved_t, moved) WITH ORDINALITY AS u(tenant, account, k)
        ORDER BY u.tenant COLLATE "C", u.account COLLATE "C") w
    WHERE x.tenant = w.tenant AND x.account = w.account
        AND x.period_from <= moment AND now_millis() < x.period_end
        AND (w.place IS NULL OR (
            x.policy_limits = work.limits[6 * w.place - 5 : 6 * w.place]
            AND x.overdraft = overdrafts[6 * w.place - 5 : 6 * w.place]
            AND x.period_unit = units[w.place] AND x.period_zone = zones[w.place]
            AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, needs, 6 * w.place - 6)))
        AND (spends IS NULL OR 9007199254740991 >= ALL (ARRAY[
            x.reserved[1] + holds[w.after + 1] + x.spent[1] + spends[w.after + 1],
            x.reserved[2] + holds[w.after + 2] + x.spent[2] + spends[w.after + 2],
            x.reserved[3] + holds[w.after + 3] + x.spent[3] + spends[w.after + 3],
            x.reserved[4] + holds[w.after + 4] + x.spent[4] + spends[w.after + 4]]));
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written < cardinality(moved) THEN
        -- Somebody has too little, or is new, or has other terms. What the others were given is taken back.
        UPDATE account x
        SET reserved = ARRAY[
                x.reserved[1] - holds[w.after + 1], x.reserved[2] - holds[w.after + 2], x.reserved[3] - holds[w.after + 3],
                x.reserved[4] - holds[w.after + 4], x.reserved[5] - holds[w.after + 5], x.reserved[6] - holds[w.after + 6]],
            spent = CASE WHEN spends IS NULL THEN x.spent ELSE ARRAY[
                x.spent[1] - spends[w.after + 1], x.spent[2] - spends[w.after + 2], x.spent[3] - spends[w.after + 3],
                x.spent[4] - spends[w.after + 4], 0, 0] END
        FROM (
            SELECT u.tenant, u.account, 6 * u.k::integer - 6 AS after
            FROM unnest(moved_t, moved) WITH ORDINALITY AS u(tenant, account, k)) w
        WHERE written > 0 AND x.tenant = w.tenant AND x.account = w.account AND x.xmin = pg_current_xact_id()::xid;
        EXIT together;
    END IF;

    IF 0 = ANY (verbs) THEN
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
    IF others > 0 THEN
        UPDATE reservation x
        SET used = e.used, peak = e.peak, expires_at = e.expires_at, sequence = e.sequence, state = coalesce(e.state, 0),
            closed_at = CASE e.kind WHEN 3 THEN e.at END, closing_operation = CASE e.kind WHEN 3 THEN e.operation END,
            report = CASE e.kind WHEN 3 THEN e.report END, reported = CASE e.kind WHEN 3 THEN e.reported END,
            overrun_policy = e.overrun_policy, charged = e.charged, booked_before = e.booked_before
        FROM unnest(entries) AS e
        WHERE x.tenant = e.tenant AND x.id = e.stream;
        IF 1 = ANY (verbs) THEN
            INSERT INTO operation
            SELECT e.tenant, e.stream, e.operation, 1, e.report, e.reported, 0, e.sequence, e.at, e.step, e.held, e.used,
                e.peak_before, e.peak, e.expires_at
            FROM unnest(entries) AS e WHERE e.kind = 1;
        END IF;
        INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(entries) AS e;
        RETURN QUERY
            SELECT c.i, 0::smallint, moment, NULL::text, NULL::smallint, NULL::bigint, NULL::bigint, entries[c.n]
            FROM (SELECT o.i::integer, row_number() OVER (ORDER BY o.i) AS n
                FROM unnest(verbs) WITH ORDINALITY AS o(verb, i) WHERE o.verb > 0) c;
    END IF;
    RETURN;
END together;
    RETURN QUERY SELECT * FROM work_one_by_one(verbs, tenants, refs, by_step, operations, amounts, reported, leases, policies,
        swarms, steps, attributes, attribute_ends, paths, path_ends, account_tenants, accounts, limits, overdrafts, units,
        zones, known);
END $$;
