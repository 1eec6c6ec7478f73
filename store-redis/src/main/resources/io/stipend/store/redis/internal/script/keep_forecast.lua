-- Writes a node's record of forecasts, in place of the one before, and removes those that it has taken over: both, or nothing.
--
-- KEYS  records
-- ARGV  node, its record, the nodes whose records it has taken over
-- gives DONE; NOT_FOUND if one of those has no record any more
--#include functions
for i = 3, #ARGV do
    if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then
        return {{NOT_FOUND}}
    end
end
for i = 3, #ARGV do
    redis.call('HDEL', KEYS[1], ARGV[i])
end
redis.call('HSET', KEYS[1], ARGV[1], int(clock()) .. ':' .. ARGV[2])
return {{DONE}}
