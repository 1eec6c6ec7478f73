-- One settle or release of a reservation on one account, when it comes alone: what work() does for it, in half the time.
-- Returns the entry; no row if something about it is out of the ordinary, and then nothing was done, and it is for work().
WITH locked AS (
    SELECT x.tenant, x.id, x.sequence, x.path, x.swarm, x.step, x.opened_at, x.expires_at, x.held, x.used, x.peak, x.state,
        p.operation, p.report, p.bits, p.policy, p.closed
    FROM (
        SELECT ?::text AS tenant, ?::text AS id, ?::text AS operation, ?::bigint[] AS report, ?::smallint AS bits,
            ?::smallint AS policy, ?::smallint AS closed) p
        JOIN reservation x ON x.tenant = p.tenant AND x.id = p.id
    FOR UPDATE OF x
), closing AS (
    SELECT l.*, now_millis() AS moment, ARRAY[
        CASE l.bits & 1 WHEN 0 THEN l.used[1] ELSE l.report[1] END,
        CASE l.bits & 2 WHEN 0 THEN l.used[2] ELSE l.report[2] END,
        CASE l.bits & 4 WHEN 0 THEN l.used[3] ELSE l.report[3] END,
        CASE l.bits & 8 WHEN 0 THEN l.used[4] ELSE l.report[4] END,
        CASE l.bits & 16 WHEN 0 THEN l.used[5] ELSE l.report[5] END, 0] AS now_used
    FROM locked l
), booked AS (
    UPDATE account x
    SET reserved = minus(x.reserved, c.held), spent = plus(x.spent, c.now_used[1:4] || '{0,0}')
    FROM closing c
    WHERE x.tenant = c.tenant AND x.account = c.path[1]
        AND cardinality(c.path) = 1 AND c.state = 0 AND c.moment < c.expires_at
        AND x.period_from <= c.moment AND now_millis() < x.period_end
        AND (c.policy = 0 OR (c.now_used[1] <= c.held[1] AND c.now_used[2] <= c.held[2]
            AND c.now_used[3] <= c.held[3] AND c.now_used[4] <= c.held[4]))
        AND 9007199254740991 >= ALL (plus(minus(x.reserved, c.held), plus(x.spent, c.now_used[1:4] || '{0,0}')))
        AND (c.sequence = 1 OR NOT EXISTS (
            SELECT FROM operation o
            WHERE o.tenant = c.tenant AND o.reservation = c.id AND o.operation = c.operation))
    RETURNING c.*
), closed AS (
    UPDATE reservation x
    SET used = b.now_used, sequence = b.sequence + 1, state = b.closed, closed_at = b.moment, closing_operation = b.operation,
        report = b.report, reported = b.bits, overrun_policy = b.policy, charged = b.now_used[1:4] || '{0,0}',
        booked_before = '{0,0,0,0,0,0}'
    FROM booked b
    WHERE x.tenant = b.tenant AND x.id = b.id
)
INSERT INTO outbox (tenant, entry)
SELECT b.tenant, ROW(3, b.tenant, b.id, b.sequence + 1, b.moment, b.path, b.swarm, b.step, NULL, b.opened_at, b.expires_at, NULL,
    b.operation, b.report, b.bits, b.held, b.now_used, b.peak, b.peak, b.closed, b.policy, b.now_used[1:4] || '{0,0}',
    '{0,0,0,0,0,0}', false, NULL, NULL, NULL, NULL, NULL, NULL)::entry
FROM booked b
RETURNING (entry).*
