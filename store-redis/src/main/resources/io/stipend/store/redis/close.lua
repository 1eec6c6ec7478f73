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

-- All that nearly always is: an open reservation without reports, not due, closed with no more than it holds, on accounts
-- that are there and in their period. Returns nothing where it is otherwise.
local QUICK_ROW = '^o\t1\t(%d+)\t(%d+)(\t0\t[^\t]*\t)' .. SIX_AMOUNTS .. '\t0 0 0 0 0 0\n(.*)$'
local QUICK_BOOK = '^' .. SIX .. '()\t(%S+)\t[^\t]+\t' .. SIX_AMOUNTS .. '\t()' .. SIX_AMOUNTS .. '()'

local function close_quickly(from)
    local id, verb, figures = ARGV[from], ARGV[from + 2], {unpack(ARGV, from + 6, from + 11)}
    local row = ARGV[from + 1] == '' and verb ~= 'e' and (rows[id] or redis.call('HGET', reservations, id))
    local opened_at, expires, between, h1, h2, h3, h4, h5, h6, request = string.match(row or '', QUICK_ROW)
    if not h6 or now >= tonumber(expires) or not journal_is_there then
        return nil
    end
    -- Nothing was tracked, so what is not reported is zero, as it stands among the figures.
    local u1, u2, u3, u4 = tonumber(figures[1]), tonumber(figures[2]), tonumber(figures[3]), tonumber(figures[4])
    h1, h2, h3, h4, h5, h6 = tonumber(h1), tonumber(h2), tonumber(h3), tonumber(h4), tonumber(h5), tonumber(h6)
    if u1 > h1 or u2 > h2 or u3 > h3 or u4 > h4 or math.max(h1, h2, h3, h4, h5, h6) > MAX then
        return nil
    end
    local after = {}
    for name in string.gmatch(string.match(request, '\n([^\n]*)'), '[^\t]+') do
        local record = records[name] or redis.call('HGET', accounts, name) or ''
        local f1, f2, f3, f4, f5, f6, middle, period, c1, c2, c3, c4, c5, c6, spent, s1, s2, s3, s4, s5, s6, rest =
            string.match(record, QUICK_BOOK)
        if not rest or period ~= '-' and now >= (tonumber(period) or 0) then
            return nil
        end
        -- What is reserved, which must be as much as is held here; and what is in use, which no account can pass.
        if c1 - s1 - f1 < h1 or c2 - s2 - f2 < h2 or c3 - s3 - f3 < h3 or c4 - s4 - f4 < h4 or c5 - s5 - f5 < h5
            or c6 - s6 - f6 < h6 or c1 - f1 > MAX or c2 - f2 > MAX or c3 - f3 > MAX or c4 - f4 > MAX or c5 - f5 > MAX
            or c6 - f6 > MAX or math.max(c1, c2, c3, c4, c5, c6) > MAX or math.max(s1, s2, s3, s4) > MAX
            or math.min(f1, f2, f3, f4, f5, f6) < -MAX then
            return nil
        end
        after[name] = string.format('%d %d %d %d %d %d', f1 + (h1 - u1), f2 + (h2 - u2), f3 + (h3 - u3),
            f4 + (h4 - u4), f5 + h5, f6 + h6) .. string.sub(record, middle, spent - 1)
            .. string.format('%d %d %d %d %d %d', s1 + u1, s2 + u2, s3 + u3, s4 + u4, s5, s6) .. string.sub(record, rest)
    end
    for name, record in pairs(after) do
        records[name], changed[name] = record, true
    end
    local text = table.concat(figures, ' ')
    local charged = string.format('%d %d %d %d 0 0', u1, u2, u3, u4)
    row = table.concat({verb, '\t2\t', opened_at, '\t', expires, between, string.format('%d %d %d %d %d %d', h1, h2, h3, h4,
        h5, h6), '\t', figures[1], ' ', figures[2], ' ', figures[3], ' ', figures[4], ' ', figures[5], ' 0\t', at, '\t',
        ARGV[from + 3], '\t', text, '\t', ARGV[from + 5], '\t', ARGV[from + 4], '\t', charged, '\t0 0 0 0 0 0\t0\n',
        request})
    rows[id], closed[id] = row, true
    closings[#closings + 1] = tenant .. '\n' .. id .. '\n' .. row
    return {DONE, id, row}
end

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
        answer = slowly(from)
    end
    answers[#answers + 1] = answer
end
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
