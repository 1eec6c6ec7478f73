-- The tenants that have an account or a reservation.
--
-- Inputs:     none.
-- Output:     each tenant once, in order.
-- Invariants: from each, an index leads to the next, so this takes as long as there are tenants, not as there are rows.
WITH RECURSIVE found (tenant) AS (
    SELECT least(
        (SELECT a.tenant FROM account a ORDER BY a.tenant LIMIT 1),
        (SELECT r.tenant FROM reservation r ORDER BY r.tenant LIMIT 1))
    UNION ALL
    SELECT least(
        (SELECT a.tenant FROM account a WHERE a.tenant > f.tenant ORDER BY a.tenant LIMIT 1),
        (SELECT r.tenant FROM reservation r WHERE r.tenant > f.tenant ORDER BY r.tenant LIMIT 1))
    FROM found f WHERE f.tenant IS NOT NULL
)
SELECT tenant FROM found WHERE tenant IS NOT NULL
