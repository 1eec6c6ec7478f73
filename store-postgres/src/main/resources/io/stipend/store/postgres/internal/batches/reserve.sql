-- One reserve on one account, when it comes alone: what run_batch() does for it, in half the time.
--
-- Inputs:     the parameters of "p", in their order; "fit" is null if all that must fit is held, "max_in_use" if there is no ceiling.
-- Output:     when it was done; no row if something about it is out of the ordinary.
-- Invariants: without a row nothing was done, and the reserve is for run_batch(). So it is on failure 23505: the reservation is
--             there already. Ordinary is what R__6_run_batch.sql says, and the rules are its functions.
WITH held AS (
    UPDATE account x
    SET reserved = plus(x.reserved, p.amounts)
    FROM (
        SELECT ?::text AS tenant, ?::text AS account, ?::text AS id, ?::bigint AS fingerprint, ?::bigint[] AS amounts,
            ?::bigint[] AS fit, ?::bigint[] AS max_in_use, ?::bigint[] AS limits, ?::bigint[] AS overdraft, ?::integer AS code, ?::text AS zone, ?::bigint AS lease, ?::smallint AS on_expiry, ?::text AS swarm,
            ?::text[] AS attributes, now_millis() AS moment) p
    WHERE x.tenant = p.tenant AND x.account = p.account
        AND x.period_from <= p.moment AND now_millis() < x.period_end AND x.period_end <= latest_end(p.code, p.moment)
        AND x.policy_limits = p.limits AND x.overdraft = p.overdraft AND x.period_code = p.code AND x.period_zone = p.zone
        AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, coalesce(p.fit, p.amounts))
        AND (p.max_in_use IS NULL OR is_below_ceilings(x.reserved, x.spent, p.max_in_use))
        AND x.frozen IS NULL AND NOT EXISTS (SELECT FROM frozen_tenant f WHERE f.tenant = p.tenant)
    RETURNING p.tenant, p.id, p.fingerprint, ARRAY[p.account] AS path, p.amounts AS held, p.lease AS lease_millis, p.on_expiry,
        p.moment AS opened_at, p.moment + p.lease AS expires_at, p.swarm, NULL::text AS step, p.attributes, NULL::text AS parent
), opened AS (
    INSERT INTO reservation (
        tenant, id, fingerprint, path, asked, held, lease_millis, on_expiry, opened_at, expires_at, swarm, attributes)
    SELECT r.tenant, r.id, r.fingerprint, r.path, r.held, r.held, r.lease_millis, r.on_expiry, r.opened_at, r.expires_at, r.swarm,
        r.attributes
    FROM held r
)
INSERT INTO outbox (tenant, entry)
SELECT r.tenant, ${opened_entry}
FROM held r
RETURNING (entry).at
