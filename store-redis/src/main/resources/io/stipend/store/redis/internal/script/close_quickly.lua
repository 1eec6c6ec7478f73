-- All that nearly always is: an open reservation without reports, not due, closed with no more than it holds, on accounts
-- that are there and in their period, with as much reserved as it holds.
--
-- Expects what tables.lua makes, the keys "accounts" and "reservations", the moment "now", and "at", "closed", "closings" and
-- "journal_is_there". What it does is among the records of accounts only after keep_quick(); until then nobody else may
-- look at those.
local QUICK_ROW = '^o\t1\t(%d+)\t(%d+)(\t0\t[^\t]*\t)' .. SIX_AMOUNTS .. '\t0 0 0 0 0 0\n(.*)$'
local QUICK_BOOK = '^' .. SIX .. '()\t(%S+)\t[^\t]+\t' .. SIX_AMOUNTS .. '\t()' .. SIX_AMOUNTS .. '()'
-- Accounts as the quick way knows them: what is free of the six, what is reserved, what is spent; what stands in the record
-- between them, what follows, and whether anything was returned. Written only when all is decided.
local quick, RESERVED, USED_UP, MIDDLE, TAIL, RETURNED = {}, 6, 12, 19, 20, 21

-- An account that is there and in its period, with sums in range; nothing where it is otherwise.
local function quick_book(name)
    local record = records[name] or redis.call('HGET', accounts, name) or ''
    local f1, f2, f3, f4, f5, f6, middle, period, c1, c2, c3, c4, c5, c6, spent, s1, s2, s3, s4, s5, s6, tail =
        string.match(record, QUICK_BOOK)
    if not tail or period ~= '-' and now >= (tonumber(period) or 0) or math.max(c1, c2, c3, c4, c5, c6) > MAX
        or math.max(s1, s2, s3, s4, s5, s6) > MAX or math.min(f1, f2, f3, f4, f5, f6) < -MAX
        or math.max(c1 - f1, c2 - f2, c3 - f3, c4 - f4, c5 - f5, c6 - f6) > MAX then
        return nil
    end
    local book = {tonumber(f1), tonumber(f2), tonumber(f3), tonumber(f4), tonumber(f5), tonumber(f6),
        c1 - s1 - f1, c2 - s2 - f2, c3 - s3 - f3, c4 - s4 - f4, c5 - s5 - f5, c6 - s6 - f6,
        tonumber(s1), tonumber(s2), tonumber(s3), tonumber(s4), tonumber(s5), tonumber(s6),
        string.sub(record, middle, spent - 1), string.sub(record, tail), false}
    quick[name] = book
    return book
end

local function keep_quick()
    for name, book in pairs(quick) do
        if book[RETURNED] then
            records[name] = string.format('%d %d %d %d %d %d', unpack(book, 1, 6)) .. book[MIDDLE]
                .. string.format('%d %d %d %d %d %d', unpack(book, USED_UP + 1, USED_UP + 6)) .. book[TAIL]
            changed[name] = true
        end
    end
    quick = {}
end

-- Closes as the request that begins at an argument says; returns nothing where something is out of the ordinary.
local function close_quickly(from)
    local id, verb, figures = ARGV[from], ARGV[from + 2], {unpack(ARGV, from + 6, from + 11)}
    local row = ARGV[from + 1] == '' and verb ~= 'e' and (rows[id] or redis.call('HGET', reservations, id))
    local opened_at, expires, between, h1, h2, h3, h4, h5, h6, request = string.match(row or '', QUICK_ROW)
    if not h6 or now >= tonumber(expires) or not journal_is_there then
        return nil
    end
    -- Nothing was tracked, so what is not reported is zero, as it stands among the figures.
    local used, held = {}, {tonumber(h1), tonumber(h2), tonumber(h3), tonumber(h4), tonumber(h5), tonumber(h6)}
    for i = 1, 4 do
        used[i] = tonumber(figures[i])
        if used[i] > held[i] then
            return nil
        end
    end
    used[5], used[6] = 0, 0
    if math.max(unpack(held)) > MAX then
        return nil
    end
    local books = {}
    for name in string.gmatch(string.match(request, '\n([^\n]*)'), '[^\t]+') do
        local book = quick[name] or quick_book(name)
        for i = 1, 6 do
            if not book or book[RESERVED + i] < held[i] then
                return nil
            end
        end
        books[#books + 1] = book
    end
    for _, book in ipairs(books) do
        for i = 1, 6 do
            book[i], book[RESERVED + i] = book[i] + (held[i] - used[i]), book[RESERVED + i] - held[i]
            book[USED_UP + i] = book[USED_UP + i] + used[i]
        end
        book[RETURNED] = true
    end
    local text = table.concat(figures, ' ')
    row = table.concat({verb, '\t2\t', opened_at, '\t', expires, between, string.format('%d %d %d %d %d %d', unpack(held)),
        '\t', figures[1], ' ', figures[2], ' ', figures[3], ' ', figures[4], ' ', figures[5], ' 0\t', at, '\t',
        ARGV[from + 3], '\t', text, '\t', ARGV[from + 5], '\t', ARGV[from + 4], '\t',
        string.format('%d %d %d %d 0 0', unpack(used)), '\t0 0 0 0 0 0\t0\n', request})
    rows[id], closed[id] = row, true
    closings[#closings + 1] = tenant .. '\n' .. id .. '\n' .. row
    return {DONE, id, row}
end
