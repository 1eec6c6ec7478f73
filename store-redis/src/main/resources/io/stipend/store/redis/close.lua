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
    --#include rows
    local CAP, REJECT = '1', '2'

    -- How much of a resource can be booked beyond what is covered: the least of the accounts.
    local function room_on(books, i, policy)
        local room = MAX
        for _, book in ipairs(books) do
            local used = book[CEILING + i] - book[i]
            room = math.min(room, MAX - used)
            if policy == CAP then
                local terms, overrides = words(book[TERMS]), words(book[OVERRIDES])
                local limit = limit_of(terms, overrides, i)
                if limit >= 0 then
                    room = math.min(room, math.max(0, limit - used + words(book[GRANTS])[i]))
                end
            end
        end
        return room
    end

    -- What to charge in all. What is covered, by the hold or by what expiry booked, is charged whatever the accounts have;
    -- beyond it, as much as there is room for.
    local function charge(r, covered, booked, books, policy)
        local charged = {0, 0, 0, 0, 0, 0}
        for i = 1, 4 do
            local used = r[USED + i]
            if used > covered[i] then
                used = math.min(used, covered[i] + room_on(books, i, policy))
            end
            charged[i] = math.max(booked[i], used)
        end
        return charged
    end

    local function books_of(r)
        local books = {}
        for name in string.gmatch(string.match(r[REQUEST], '\n([^\n]*)'), '[^\t]+') do
            local book = book_of(name)
            if book.new then
                damaged('account ' .. name .. ' of reservation ' .. r.id .. ' is missing')
            end
            renew(book)
            books[#books + 1] = book
        end
        return books
    end

    -- Whether this operation was done before: its answer then, or that it was another one.
    local function repeated(r, verb, from)
        if not r.open and r[STATE] ~= 'e' and r.operation == ARGV[from + 3] then
            local same = r[STATE] == verb and (verb == 'r' or r.policy == ARGV[from + 4] and r.reported == ARGV[from + 5]
                and r.report == table.concat({unpack(ARGV, from + 6, from + 11)}, ' '))
            return {same and DONE_BEFORE or CONFLICT, r.id, r.text}
        elseif verb ~= 'e' and r[ROW_SEQUENCE] > 1 then
            local found = redis.call('HMGET', operations, '', r.id .. '\n' .. ARGV[from + 3])
            return not found[1] and {NO_TENANT} or found[2] and {CONFLICT} or nil
        end
    end

    local function settle_figures(r, from)
        for i = 1, 5 do
            if math.floor(ARGV[from + 5] / 2 ^ (i - 1)) % 2 == 1 then
                r[USED + i] = tonumber(ARGV[from + 5 + i])
            end
        end
    end

    local function move(books, held, charged, booked)
        for _, book in ipairs(books) do
            for i = 1, 6 do
                local spend = charged[i] - booked[i]
                if book[CEILING + i] - book[SPENT + i] - book[i] < held[i] then
                    damaged('less is reserved on account ' .. book.name .. ' than the reservation holds')
                end
                book[i] = book[i] + (held[i] - spend)
                book[SPENT + i] = book[SPENT + i] + spend
            end
        end
    end

    local function close(from)
        backlog_of(journal)
        local verb, policy = ARGV[from + 2], ARGV[from + 4]
        local id, row = row_of(ARGV[from], ARGV[from + 1])
        if not id then
            return {NOT_FOUND}
        end
        local r = parsed(id, row)
        r.text = row
        local before = repeated(r, verb, from)
        if before then
            return before
        end
        if verb == 'e' and not (r.open and now >= r[EXPIRES]) then
            return {ALREADY_CLOSED, id, row}
        elseif verb ~= 'e' then
            expire_first(r)
        end
        if not r.open and not (verb == 's' and r[STATE] == 'e') then
            return {ALREADY_CLOSED, id, row}
        end
        local nothing = {0, 0, 0, 0, 0, 0}
        local held = {unpack(r, HELD + 1, HELD + 6)}
        if verb == 's' then
            settle_figures(r, from)
            for i = 1, 4 do
                if policy == REJECT and r[USED + i] > held[i] then
                    return {OVERRUN_REJECTED, six(held, 0), six(r, USED)}
                end
            end
        end
        local booked = r.open and nothing or words(r.charged)
        for i = 1, 6 do
            booked[i] = tonumber(booked[i])
        end
        local books = books_of(r)
        local charged = charge(r, r.open and held or booked, booked, books, policy)
        move(books, r.open and held or nothing, charged, booked)
        keep(books)
        r[STATE], r[ROW_SEQUENCE] = verb, r[ROW_SEQUENCE] + 1
        r[CLOSING] = '\t' .. table.concat({int(now), ARGV[from + 3], table.concat({unpack(ARGV, from + 6, from + 11)}, ' '),
            ARGV[from + 5], policy, six(charged, 0), six(booked, 0), r.open and '0' or r.closed_at}, '\t')
        rows[id] = row_text(r)
        closed[id] = true
        closings[#closings + 1] = tenant .. '\n' .. id .. '\n' .. rows[id]
        return {DONE, id, rows[id]}
    end

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
