-- From now on the tenant's books are kept as they are for a reader, until it discards them or is silent for too long.
--
-- KEYS  preserved, journal, accounts, names, reservations, operations, steps, changes
-- ARGV  the reader's name, for how many milliseconds
-- gives DONE with the id of the journal's last entry, the number of operations, the types of the last six keys, and the time;
--       NOT_FOUND if the tenant has no keys; CONFLICT with a number of milliseconds if another reader has the books
local preserved, journal = KEYS[1], KEYS[2]
local now = clock()
local till, reader = string.match(redis.call('HGET', preserved, '') or '', '^(%d+) (.*)$')
if reader and reader ~= ARGV[1] and now < tonumber(till) then
    return {{CONFLICT, till - now}}
elseif redis.call('EXISTS', unpack(KEYS, 3)) == 0 then
    return {{NOT_FOUND}}
end
local last = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
local answer = {DONE, last and last[1] or '0-0', 0}
for k = 3, #KEYS do
    answer[#answer + 1] = redis.call('TYPE', KEYS[k]).ok
end
if answer[7] == 'hash' then
    answer[3] = redis.call('HLEN', KEYS[6])
end
answer[#answer + 1] = string.format('%d', now)
redis.call('UNLINK', preserved)
redis.call('HSET', preserved, '', string.format('%d', now + ARGV[2]) .. ' ' .. ARGV[1])
return {answer}
