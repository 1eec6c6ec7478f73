-- Reserves: each holds its envelope on all accounts of its path, or on none.
--
-- KEYS  accounts, names, reservations, steps, due, journal
-- ARGV  tenant, calendar, most entries in the journal, number of requests n, n ids; and for each request: its text,
--       lease, step ("" for none), envelope (6), number of accounts, and for each of these its name and its terms
-- gives for each: DONE or DONE_BEFORE, opened at; or another outcome
local accounts, names, reservations, steps, due, journal = unpack(KEYS)
local tenant, periods, n = ARGV[1], ARGV[2], tonumber(ARGV[4])
local now = clock()
--#include books
--#include rows
local found = redis.call('HMGET', reservations, '', unpack(ARGV, 5, 4 + n))
local backlog, most = attempt(backlog_of, journal), tonumber(ARGV[3])
local opened, indexed, bound = {}, {}, {}
local QUICK = '^' .. SIX .. '()\t(%S+)\t([^\t]+)'

-- All that nearly always is: accounts that exist, in their period, with the same terms, and with enough of everything.
-- Returns nothing where it is otherwise.
local function hold_quickly(from, count, a1, a2, a3, a4, a5, a6)
    local after = {}
    for p = from, from + 2 * count - 2, 2 do
        local record = record_of(ARGV[p])
        if not record then
            return nil
        end
        local f1, f2, f3, f4, f5, f6, rest, period, terms = string.match(record, QUICK)
        if terms ~= ARGV[p + 1] or period ~= '-' and now >= (tonumber(period) or 0) then
            return nil
        end
        f1, f2, f3, f4, f5, f6 = f1 - a1, f2 - a2, f3 - a3, f4 - a4, f5 - a5, f6 - a6
        if f1 < 0 or f2 < 0 or f3 < 0 or f4 < 0 or f5 < 0 or f6 < 0
            or f1 > MAX - a1 or f2 > MAX - a2 or f3 > MAX - a3 or f4 > MAX - a4 or f5 > MAX - a5 or f6 > MAX - a6 then
            return nil
        end
        after[p] = string.format('%d %d %d %d %d %d', f1, f2, f3, f4, f5, f6) .. string.sub(record, rest)
    end
    for p, record in pairs(after) do
        records[ARGV[p]], changed[ARGV[p]] = record, true
    end
    return true
end

local function hold_slowly(from, count, asked)
    local books = {}
    for p = 1, count do
        local book = book_of(ARGV[from + 2 * p - 2])
        renew(book)
        adopt(book, ARGV[from + 2 * p - 1])
        books[p] = book
    end
    local refusal = lack(books, asked)
    if not refusal then
        hold(books, asked)
    end
    keep(books)
    return refusal
end

local function reserve(id, row, from)
    local request, lease, step = ARGV[from], ARGV[from + 1], ARGV[from + 2]
    if row then
        local r = parsed(id, row)
        return {r[REQUEST] == request and DONE_BEFORE or CONFLICT, r[OPENED]}
    end
    local holder = step ~= '' and holder_of(step)
    if holder then
        return {STEP_TAKEN, holder}
    elseif type(backlog) == 'table' then
        return backlog
    elseif backlog >= most then
        return {FULL}
    end
    local asked = {unpack(ARGV, from + 3, from + 8)}
    for i = 1, 6 do
        asked[i] = tonumber(asked[i])
    end
    local count = tonumber(ARGV[from + 9])
    local refusal = not hold_quickly(from + 10, count, unpack(asked)) and hold_slowly(from + 10, count, asked)
    if refusal then
        return refusal
    end
    local at, expires = int(now), int(now + lease)
    local envelope = six(asked, 0)
    rows[id] = 'o\t1\t' .. at .. '\t' .. expires .. '\t0\t' .. step .. '\t' .. envelope .. '\t0 0 0 0 0 0\n' .. request
    opened[#opened + 1], opened[#opened + 2] = id, rows[id]
    indexed[#indexed + 1], indexed[#indexed + 2] = expires, tenant .. '\n' .. id
    if step ~= '' then
        bound[#bound + 1], bound[#bound + 2] = step, id
    end
    return {DONE, at}
end

local answers, from = {}, 5 + n
for k = 1, n do
    local id = ARGV[4 + k]
    answers[k] = not found[1] and {NO_TENANT} or attempt(reserve, id, rows[id] or found[1 + k], from)
    from = from + 10 + 2 * ARGV[from + 9]
end
if #opened > 0 then
    redis.call('ZADD', due, unpack(indexed))
    redis.call('HSET', reservations, unpack(opened))
end
write_books(journal, tenant)
if #bound > 0 then
    redis.call('HSET', steps, unpack(bound))
end
for k = 1, #opened, 2 do
    redis.call('XADD', journal, '*', 'r', tenant .. '\n' .. opened[k] .. '\n' .. opened[k + 1])
end
return answers
