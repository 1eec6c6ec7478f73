-- One reserve on one account, when it comes alone: what work() does for it, in half the time. Returns when it was done; no
-- row if something about it is out of the ordinary, and then nothing was done, and it is for work(). Fails with 23505 if
-- the reservation is there already, and then that too is for work().
WITH held AS (
    UPDATE account x
    SET reserved = plus(x.reserved, p.amounts)
    FROM (
        SELECT ?::text AS tenant, ?::text AS account, ?::text AS id, ?::bigint[] AS amounts, ?::bigint[] AS limits,
            ?::bigint[] AS overdraft, ?::smallint AS unit, ?::text AS zone, ?::bigint AS lease, ?::text AS swarm,
            ?::text[] AS attributes, now_millis() AS moment) p
    WHERE x.tenant = p.tenant AND x.account = p.account
        AND x.period_from <= p.moment AND now_millis() < x.period_end
        AND x.policy_limits = p.limits AND x.overdraft = p.overdraft AND x.period_unit = p.unit AND x.period_zone = p.zone
        AND has_room(x.limits, x.grants, x.overdraft, x.reserved, x.spent, p.amounts, 0)
    RETURNING p.tenant, p.account, p.id, p.amounts, p.lease, p.swarm, p.attributes, p.moment
), opened AS (
    INSERT INTO reservation (tenant, id, path, asked, held, lease_millis, opened_at, expires_at, swarm, attributes)
    SELECT h.tenant, h.id, ARRAY[h.account], h.amounts, h.amounts, h.lease, h.moment, h.moment + h.lease, h.swarm, h.attributes
    FROM held h
)
INSERT INTO outbox (tenant, entry)
SELECT h.tenant, ROW(0, h.tenant, h.id, 1, h.moment, ARRAY[h.account], h.swarm, NULL, h.attributes, h.moment,
    h.moment + h.lease, h.lease, NULL, NULL, NULL, h.amounts, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL)::entry
FROM held h
RETURNING (entry).at
