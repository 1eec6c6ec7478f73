-- Forgets what is old.
--
-- Inputs:     the retention, and how many reservations at most, or which.
-- Outputs:    how many were forgotten.
-- Invariants: only closed reservations go, each with its operations and its step; what they had charged stays in the sums.

-- Removes reservations, which the caller has locked, with their operations and steps; returns how many.
CREATE OR REPLACE FUNCTION remove(old reservation[]) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    removed integer;
BEGIN
    DELETE FROM operation x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.reservation = o.id;
    DELETE FROM step x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.step = o.step AND x.reservation = o.id;
    DELETE FROM reservation x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.id = o.id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;

-- Forgets reservations closed as long ago as the retention, or longer, with their operations and steps, and adds up what they
-- had charged to their accounts in the current period. Rows that another node works on are left to it.
CREATE OR REPLACE FUNCTION prune(retention_millis bigint, max integer) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    closed_by CONSTANT bigint := now_millis() - retention_millis;
    old       reservation[];
BEGIN
    SELECT array_agg(l.x) INTO old
    FROM (
        SELECT x FROM reservation x
        WHERE x.state > 0 AND x.closed_at <= closed_by
        ORDER BY x.closed_at LIMIT max FOR UPDATE SKIP LOCKED) l;
    IF old IS NULL THEN
        RETURN 0;
    END IF;
    -- A statement of its own, which sees every period in which those it has locked were closed. An account may begin its
    -- next one at the same time: what is written here is then of a period that is over.
    INSERT INTO forgotten AS f (tenant, account, period, charged)
    SELECT c.tenant, c.account, c.period, ARRAY[
        least(sum(c.charged[1]), max_amount()), least(sum(c.charged[2]), max_amount()),
        least(sum(c.charged[3]), max_amount()), least(sum(c.charged[4]), max_amount()), 0, 0]::bigint[]
    FROM (
        SELECT b.tenant, b.account, b.period_number AS period,
            CASE WHEN x.booked_at < b.period_from THEN excess_over(x.charged, x.booked_before) ELSE x.charged END AS charged
        FROM unnest(old) AS x CROSS JOIN LATERAL unnest(x.path) AS p(account)
            JOIN account b ON b.tenant = x.tenant AND b.account = p.account
        WHERE x.closed_at >= b.period_from) c
    GROUP BY c.tenant, c.account, c.period
    ORDER BY c.tenant, c.account
    ON CONFLICT (tenant, account) DO UPDATE
    SET period = excluded.period, charged = CASE WHEN f.period < excluded.period THEN excluded.charged ELSE ARRAY[
        least(f.charged[1] + excluded.charged[1], max_amount()),
        least(f.charged[2] + excluded.charged[2], max_amount()),
        least(f.charged[3] + excluded.charged[3], max_amount()),
        least(f.charged[4] + excluded.charged[4], max_amount()), 0, 0] END
    WHERE f.period <= excluded.period;
    RETURN remove(old);
END $$;

-- Forgets those of some reservations that were closed as long ago as the retention, or longer, and charged nothing: there is nothing to
-- add up. Rows that another node works on are left to prune().
CREATE OR REPLACE FUNCTION forget(tenants text[], ids text[], retention_millis bigint) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    closed_by CONSTANT bigint := now_millis() - retention_millis;
    free      reservation[];
BEGIN
    SELECT array_agg(l.x) INTO free
    FROM (
        SELECT x FROM unnest(tenants, ids) AS w(tenant, id) JOIN reservation x ON x.tenant = w.tenant AND x.id = w.id
        WHERE x.state > 0 AND x.closed_at <= closed_by AND x.charged = '{0,0,0,0,0,0}'
        FOR UPDATE OF x SKIP LOCKED) l;
    IF free IS NULL THEN
        RETURN 0;
    END IF;
    RETURN remove(free);
END $$;

-- Shortens leases that only a clock which was ahead can have given: they end further away than any lease is long. They end as if
-- they were given now.
CREATE OR REPLACE FUNCTION shorten_leases(max integer) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    moment    CONSTANT bigint := now_millis();
    shortened integer;
BEGIN
    UPDATE reservation x
    SET expires_at = moment + least(x.lease_millis, ${max_lease})
    FROM (
        SELECT r.tenant, r.id FROM reservation r
        WHERE r.state = 0 AND r.expires_at > moment + ${max_lease}
        ORDER BY r.expires_at LIMIT max FOR UPDATE SKIP LOCKED) w
    WHERE x.tenant = w.tenant AND x.id = w.id;
    GET DIAGNOSTICS shortened = ROW_COUNT;
    RETURN shortened;
END $$;
