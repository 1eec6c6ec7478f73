-- Looks whether a tenant has its keys, and makes them if it has none: each with a member without a name, so that it
-- exists from now on. Where some are there and others not, some were lost.
--
-- KEYS  accounts, names, reservations, operations, steps, changes, preserved
-- ARGV  "make" or "look"
-- gives DONE when it has them, NOT_FOUND when it has none
local there = redis.call('EXISTS', unpack(KEYS))
if there == #KEYS then
    return {{DONE}}
elseif there > 0 then
    return {{DAMAGED, 'keys of the tenant are missing: ' .. there .. ' of ' .. #KEYS .. ' are there'}}
elseif ARGV[1] ~= 'make' then
    return {{NOT_FOUND}}
end
for k, key in ipairs(KEYS) do
    if k == 2 then
        redis.call('ZADD', key, 0, '')
    else
        redis.call('HSET', key, '', '1')
    end
end
return {{DONE}}
