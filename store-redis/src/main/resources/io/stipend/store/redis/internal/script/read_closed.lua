-- A tenant's reservations that were closed within a time, those closed last first, a page of the index at a time.
--
-- KEYS  due, reservations
-- ARGV  tenant, "0" or the cursor that came with the page before, the first and the last moment of the time, how many members of the
--       index to look at
-- gives DONE, the next cursor ("0" after the last page), and ids and records in turn; or another outcome
--
-- A page ends with a whole millisecond, so that no reservation is in two. One that is settled late meanwhile goes to a moment that has
-- passed by, and is not met. The index is that of all tenants of the shard: see list_due_or_closed.lua.
local due, reservations = KEYS[1], KEYS[2]
local tenant, cursor, first, last, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local begin, prefix = cursor == '0' and '-' .. last or cursor, tenant .. '\n'
-- So many values at once fit Lua's stack.
local AT_ONCE = 1000

local function of_tenant(ids, member)
    if string.sub(member, 1, #prefix) == prefix then
        ids[#ids + 1] = string.sub(member, #prefix + 1)
    end
end

if not redis.call('ZSCORE', due, '') then
    local is_lost = redis.call('EXISTS', reservations) == 1
    return {is_lost and {DAMAGED, 'the index of reservations is missing'} or {DONE, '0'}}
end
local page, ids, next_cursor = redis.call('ZRANGEBYSCORE', due, begin, '-' .. first, 'WITHSCORES', 'LIMIT', 0, most), {}, '0'
local moment = #page == 2 * most and page[#page]
for k = 1, #page, 2 do
    if page[k + 1] ~= moment then
        of_tenant(ids, page[k])
    end
end
if moment then
    next_cursor = '(' .. moment
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', due, moment, moment)) do
        of_tenant(ids, member)
    end
end
local answer = {DONE, next_cursor}
for k = 1, #ids, AT_ONCE do
    local some = {unpack(ids, k, math.min(#ids, k + AT_ONCE - 1))}
    for i, record in ipairs(redis.call('HMGET', reservations, unpack(some))) do
        -- One that is being pruned has a record that begins with a minus (45).
        if record and string.byte(record) ~= 45 then
            answer[#answer + 1], answer[#answer + 2] = some[i], record
        end
    end
end
return {answer}
