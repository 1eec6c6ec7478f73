-- Settles, releases and expires: books what was used on all accounts of the path, or on none, and returns the rest.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, before
-- ARGV  tenant, calendar, and for each request: reservation or step, "1" for a step, verb (s, r, e), operation,
--       overrun policy (0 charge, 1 cap, 2 reject), which figures are reported (bits), the figures (6)
-- gives for each: DONE, DONE_BEFORE or ALREADY_CLOSED with id and record; or another outcome
local accounts, names, reservations, operations, steps, due, journal, before = unpack(KEYS)
local tenant, periods = ARGV[1], ARGV[2]
local now = clock()
--#include before
--#include tables
local closed, closings = {}, {}
local at = string.format('%d', now)
-- Where the journal is of another type, it fails here, and not half-way.
local journal_is_there = redis.call('XLEN', journal) > 0 or redis.call('EXISTS', journal) == 1

--#include close_quickly

-- Makes the functions for all that is out of the ordinary; most calls do without them, and without the time to make them.
local function slow_way()
    --#include functions
    --#include books
    --#include terms
    --#include rows
    --#include close_slowly
    return function(from)
        return attempt(close, from)
    end
end

local answers, slowly = {}, nil
for from = 3, #ARGV, 12 do
    local answer = close_quickly(from)
    if not answer then
        slowly = slowly or slow_way()
        keep_quick()
        answer = slowly(from)
    end
    answers[#answers + 1] = answer
end
keep_quick()
if next(closed) then
    local fields, indexed = {}, {}
    for id in pairs(closed) do
        indexed[#indexed + 1], indexed[#indexed + 2] = '-' .. at, tenant .. '\n' .. id
        fields[#fields + 1], fields[#fields + 2] = id, rows[id]
    end
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, fields)
end
write_books(journal, tenant)
for _, closing in ipairs(closings) do
    redis.call('XADD', journal, '*', 'r', closing)
end
return answers
