-- Makes the keys of one shard, or looks whether they are there and of this layout.
--
-- KEYS  layout, due, journal
-- ARGV  layout's version, number of shards
-- gives DONE; or CONFLICT with the version and the number found
local found = redis.call('HMGET', KEYS[1], 'version', 'shards')
local there = redis.call('EXISTS', KEYS[2], KEYS[3])
if found[1] and (found[1] ~= ARGV[1] or found[2] ~= ARGV[2]) then
    return {{CONFLICT, found[1], found[2] or ''}}
elseif found[1] and there == 2 and redis.call('ZSCORE', KEYS[2], '') then
    redis.call('XLEN', KEYS[3])
    return {{DONE}}
elseif found[1] or there > 0 then
    return {{DAMAGED, 'the layout, the index or the journal is missing'}}
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'shards', ARGV[2])
redis.call('ZADD', KEYS[2], 0, '')
redis.call('XDEL', KEYS[3], redis.call('XADD', KEYS[3], '*', 'x', ''))
return {{DONE}}
