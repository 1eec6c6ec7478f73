-- One charge on one account, when it comes alone: what run_batch() does for it, in half the time.
--
-- Inputs:     the parameters of "p", in their order; "fit" is what must be available, so that all of it is booked.
-- Output:     when it was done; no row if something about it is out of the ordinary.
-- Invariants: without a row nothing was done, and the charge is for run_batch(). So it is on failure 23505: its id was used already.
--             Ordinary is what R__6_run_batch.sql says, but that a frozen account is charged here, too. The rules are its functions.
WITH booked AS (
    UPDATE account x
    SET spent = plus_consumables(x.spent, p.used)
    FROM (
        SELECT ?::text AS tenant, ?::text AS account, ?::text AS id, ?::bigint AS fingerprint, ?::bigint[] AS used,
            ?::bigint[] AS fit, ?::bigint[] AS limits, ?::bigint[] AS overdraft, ?::integer AS code, ?::text AS zone,
            ?::smallint AS policy, ?::text AS swarm, ?::text[] AS attributes, now_millis() AS moment) p
    WHERE x.tenant = p.tenant AND x.account = p.account
        AND x.period_from <= p.moment AND now_millis() < x.period_end AND x.period_end <= latest_end(p.code, p.moment)
        AND x.policy_limits = p.limits AND x.overdraft = p.overdraft AND x.period_code = p.code AND x.period_zone = p.zone
        AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, p.fit)
        AND can_book(x.reserved, x.spent, '{0,0,0,0,0,0}', p.used)
    RETURNING p.tenant, p.id, p.fingerprint, ARRAY[p.account] AS path, p.used, p.used AS charged, p.policy AS overrun_policy,
        p.moment AS opened_at, p.swarm, p.attributes
), charged AS (
    INSERT INTO reservation (
        tenant, id, fingerprint, path, asked, held, used, lease_millis, opened_at, expires_at, swarm, attributes, state,
        closed_at, closing_operation, closing_fingerprint, report, reported, overrun_policy, charged, booked_before)
    SELECT r.tenant, r.id, r.fingerprint, r.path, '{0,0,0,0,0,0}', '{0,0,0,0,0,0}', r.used, 0, r.opened_at, r.opened_at, r.swarm,
        r.attributes, 4, r.opened_at, 'charge', r.fingerprint, r.used, 15, r.overrun_policy, r.used, '{0,0,0,0,0,0}'
    FROM booked r
)
INSERT INTO outbox (tenant, entry)
SELECT r.tenant, ${charged_entry}
FROM booked r
RETURNING (entry).at
