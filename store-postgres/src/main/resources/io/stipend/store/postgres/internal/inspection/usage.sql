-- What reservations that were closed within a time were charged, summed by steps of time and by user, swarm or model.
--
-- Inputs:     tenant; from, to and step in milliseconds; by: 0 all, 1 user, 2 swarm, 3 model; an account, or '' for any; how many users,
--             swarms or models at most.
-- Output:     the step's begin, the key, how many reservations, and what they were charged of each resource.
-- Invariants: by the index of closed reservations, so this takes as long as there are some within the time. Sums stop at max_amount().
WITH wanted (tenant, since, until, step, by, account, most) AS (
    VALUES (?::text COLLATE "C", ?::bigint, ?::bigint, ?::bigint, ?::int, ?::text COLLATE "C", ?::int)
), closed AS (
    SELECT w.since + (r.closed_at - w.since) / w.step * w.step AS begins,
           CASE w.by
               WHEN 1 THEN (SELECT substr(p, 6) FROM unnest(r.path) p WHERE p LIKE 'user:%' LIMIT 1)
               WHEN 2 THEN r.swarm
               WHEN 3 THEN (SELECT r.attributes[i + 1] FROM generate_series(1, cardinality(r.attributes), 2) i
                            WHERE r.attributes[i] = 'model' LIMIT 1)
           END COLLATE "C" AS key,
           r.charged
    FROM wanted w JOIN reservation r
        ON r.tenant = w.tenant AND r.state > 0 AND r.closed_at >= w.since AND r.closed_at < w.until
    WHERE w.account = '' OR w.account = ANY (r.path)
), keys AS (
    SELECT key FROM closed GROUP BY key ORDER BY sum(charged[1]) DESC, key NULLS FIRST LIMIT (SELECT most FROM wanted)
)
SELECT c.begins, c.key, count(*),
       least(sum(c.charged[1]), max_amount())::bigint, least(sum(c.charged[2]), max_amount())::bigint,
       least(sum(c.charged[3]), max_amount())::bigint, least(sum(c.charged[4]), max_amount())::bigint,
       least(sum(c.charged[5]), max_amount())::bigint, least(sum(c.charged[6]), max_amount())::bigint
FROM closed c JOIN keys k ON c.key IS NOT DISTINCT FROM k.key
GROUP BY c.begins, c.key
ORDER BY c.begins, sum(c.charged[1]) DESC, coalesce(c.key, 'null')
