-- The records of forecasts of all nodes.
--
-- KEYS  records
-- gives DONE, now, and nodes and records by turns: when it was written, a colon, and what was written
--#include functions
return {{DONE, int(clock()), redis.call('HGETALL', KEYS[1])}}
