-- Reservations of one shard that are due, or whose lease ends further away than any is long, or that were closed long ago.
--
-- KEYS  due
-- ARGV  "due", "far" or "closed", retention in milliseconds, how many to pass over, how many to give
-- gives DONE and the members, each a tenant, a line feed and an id; or another outcome
--
-- The index holds open reservations under the moment at which they expire, and closed ones under that of their closing
-- with a minus before it. Under zero it holds one member without a name, by which a lost index is recognised.
--#include functions
local due = KEYS[1]
local now = clock()
if not redis.call('ZSCORE', due, '') then
    return {{DAMAGED, 'the index of reservations is missing'}}
elseif ARGV[1] == 'due' then
    return {{DONE, redis.call('ZRANGEBYSCORE', due, '(0', int(now), 'LIMIT', ARGV[3], ARGV[4])}}
elseif ARGV[1] == 'far' then
    return {{DONE, redis.call('ZRANGEBYSCORE', due, '(' .. int(now + MAX_LEASE), '+inf', 'LIMIT', ARGV[3], ARGV[4])}}
end
return {{DONE, redis.call('ZREVRANGEBYSCORE', due, '(0', int(ARGV[2] - now), 'LIMIT', ARGV[3], ARGV[4])}}
