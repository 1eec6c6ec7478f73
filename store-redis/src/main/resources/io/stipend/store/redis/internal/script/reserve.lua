-- Reserves: each holds its envelope on all accounts of its path, or on none.
--
-- KEYS  accounts, names, reservations, steps, due, journal, before
-- ARGV  tenant, calendar, most entries in the journal, number of requests n, n ids; and for each request: its text,
--       lease, step ("" for none), envelope (6), number of accounts, and for each of these its name and its terms
-- gives for each: DONE or DONE_BEFORE, opened at; or another outcome
local accounts, names, reservations, steps, due, journal, before = unpack(KEYS)
local tenant, periods, n = ARGV[1], ARGV[2], tonumber(ARGV[4])
local now = clock()
--#include before
--#include tables
local found = redis.call('HMGET', reservations, '', unpack(ARGV, 5, 4 + n))
local backlog, most = redis.call('XLEN', journal), tonumber(ARGV[3])
local opened, indexed, bound = {}, {}, {}
--#include reserve_quickly

-- Makes the functions for all that is out of the ordinary; most calls do without them, and without the time to make them.
local function slow_way()
    --#include functions
    --#include books
    --#include terms
    --#include rows

    --#include reserve_slowly

    return function(id, row, from)
        return attempt(obstacle, id, row, from)
    end
end

local answers, from, slowly = {}, 5 + n, nil
local at = string.format('%d', now)
for k = 1, n do
    local id, step, count = ARGV[4 + k], ARGV[from + 2], ARGV[from + 9]
    local row = rows[id] or found[1 + k]
    local answer
    if not found[1] then
        answer = {NO_TENANT}
    elseif row or step ~= '' or backlog == 0 and redis.call('EXISTS', journal) == 0 or backlog >= most
        or not hold_quickly(from + 10, count, unpack(ARGV, from + 3, from + 8)) then
        slowly = slowly or slow_way()
        keep_quick()
        answer = slowly(id, row, from)
    end
    if not answer then
        local expires = string.format('%d', now + ARGV[from + 1])
        row = table.concat({'o\t1\t', at, '\t', expires, '\t0\t', step, '\t', table.concat(ARGV, ' ', from + 3, from + 8),
            '\t0 0 0 0 0 0\n', ARGV[from]})
        rows[id] = row
        opened[#opened + 1], opened[#opened + 2] = id, row
        indexed[#indexed + 1], indexed[#indexed + 2] = expires, tenant .. '\n' .. id
        if step ~= '' then
            bound[#bound + 1], bound[#bound + 2] = step, id
        end
        answer = {DONE, at}
    end
    answers[k] = answer
    from = from + 10 + 2 * count
end
keep_quick()
if #opened > 0 then
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, opened)
end
write_books(journal, tenant)
if #bound > 0 then
    put('s', steps, bound)
end
for k = 1, #opened, 2 do
    redis.call('XADD', journal, '*', 'r', tenant .. '\n' .. opened[k] .. '\n' .. opened[k + 1])
end
return answers
