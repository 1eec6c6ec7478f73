-- What waits in one shard's journal.
--
-- KEYS  journal
-- gives DONE, how many entries, now, and the oldest, if any
--#include functions
return {{DONE, redis.call('XLEN', KEYS[1]), int(clock()), redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)}}
