-- The accounts of a tenant on which something else is reserved than its open reservations hold. All is read at one moment.
-- Parameters: the tenant, twice. Result: the account, what is reserved on it, what is held on it; in the order of accounts.
SELECT account, coalesce(a.reserved, '{0,0,0,0,0,0}') AS reserved, coalesce(h.held, '{0,0,0,0,0,0}') AS held
FROM (SELECT x.account, x.reserved FROM account x WHERE x.tenant = ?) a
    FULL JOIN (
        SELECT p.account,
            ARRAY[sum(r.held[1]), sum(r.held[2]), sum(r.held[3]), sum(r.held[4]), sum(r.held[5]), sum(r.held[6])]::bigint[]
                AS held
        FROM reservation r CROSS JOIN LATERAL unnest(r.path) AS p(account)
        WHERE r.tenant = ? AND r.state = 0
        GROUP BY p.account) h USING (account)
WHERE coalesce(a.reserved, '{0,0,0,0,0,0}') <> coalesce(h.held, '{0,0,0,0,0,0}')
ORDER BY account
