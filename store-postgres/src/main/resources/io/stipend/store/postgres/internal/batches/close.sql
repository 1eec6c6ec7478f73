-- One settle or release of a reservation on one account, when it comes alone: what run_batch() does for it, in half the time.
--
-- Inputs:     the parameters of "p", in their order.
-- Output:     the journal's entry; no row if something about it is out of the ordinary.
-- Invariants: without a row nothing was done, and the close is for run_batch(). Ordinary is what R__6_run_batch.sql says, and
--             the rules are its functions and fragments.
WITH locked AS (
    SELECT x.tenant, x.id, x.sequence, x.path, x.swarm, x.step, x.opened_at, x.expires_at, x.held, x.used, x.peak, x.state, x.parent,
        p.operation, p.fingerprint, p.report, p.reported, p.policy, p.closing
    FROM (
        SELECT ?::text AS tenant, ?::text AS id, ?::text AS operation, ?::bigint AS fingerprint, ?::bigint[] AS report, ?::smallint AS reported,
            ?::smallint AS policy, ?::smallint AS closing) p
        JOIN reservation x ON x.tenant = p.tenant AND x.id = p.id
    FOR UPDATE OF x
), ordinary AS (
    SELECT l.*, now_millis() AS moment, final_figures(l.used, l.report, l.reported) AS now_used
    FROM locked l
), booked AS (
    UPDATE account x
    SET reserved = minus(x.reserved, r.held), spent = plus_consumables(x.spent, r.now_used)
    FROM ordinary r
    WHERE x.tenant = r.tenant AND x.account = r.path[1] AND cardinality(r.path) = 1
        AND x.period_from <= r.moment AND now_millis() < x.period_end AND x.period_end <= latest_end(x.period_code, r.moment)
        AND can_book(x.reserved, x.spent, r.held, r.now_used)
        AND ${is_ordinary_close}
    RETURNING r.*
), closed AS (
    UPDATE reservation x
    SET used = r.now_used, sequence = r.sequence + 1, state = r.closing, closed_at = r.moment,
        closing_operation = r.operation, closing_fingerprint = r.fingerprint, report = r.report, reported = r.reported, overrun_policy = r.policy,
        charged = consumables(r.now_used), booked_before = '{0,0,0,0,0,0}'
    FROM booked r
    WHERE x.tenant = r.tenant AND x.id = r.id
)
INSERT INTO outbox (tenant, entry)
SELECT r.tenant, ${closed_entry}
FROM booked r
RETURNING (entry).*
