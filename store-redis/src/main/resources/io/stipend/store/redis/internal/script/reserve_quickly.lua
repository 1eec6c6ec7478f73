-- All that nearly always is: accounts that exist, in their period, on the same terms, and with enough of everything.
--
-- Expects what tables.lua makes, the key "accounts" and the moment "now". What it does is among the records only after
-- keep_quick(); until then nobody else may look at those.
local QUICK = '^' .. SIX .. '()\t(%S+)\t([^\t]+)'
-- Accounts as the quick way knows them: what is free of the six, what follows it in the record, the terms, and whether
-- anything was taken. Written only when all is decided: the next request is mostly for one of the same.
local quick, TAIL, GIVEN, TAKEN = {}, 7, 8, 9

-- An account that is there and in its period; nothing where it is otherwise.
local function quick_book(name)
    local record = records[name] or redis.call('HGET', accounts, name) or ''
    local f1, f2, f3, f4, f5, f6, tail, period, terms = string.match(record, QUICK)
    if not tail or period ~= '-' and now >= (tonumber(period) or 0) then
        return nil
    end
    local book = {tonumber(f1), tonumber(f2), tonumber(f3), tonumber(f4), tonumber(f5), tonumber(f6),
        string.sub(record, tail), terms, false}
    if math.max(unpack(book, 1, 6)) > MAX then
        return nil
    end
    quick[name] = book
    return book
end

local function keep_quick()
    for name, book in pairs(quick) do
        if book[TAKEN] then
            records[name], changed[name] = string.format('%d %d %d %d %d %d', unpack(book, 1, 6)) .. book[TAIL], true
        end
    end
    quick = {}
end

-- Holds an envelope on all accounts of a path; returns nothing where something is out of the ordinary.
local function hold_quickly(from, count, a1, a2, a3, a4, a5, a6)
    local books = {}
    a1, a2, a3, a4, a5, a6 = tonumber(a1), tonumber(a2), tonumber(a3), tonumber(a4), tonumber(a5), tonumber(a6)
    for p = from, from + 2 * count - 2, 2 do
        local book = quick[ARGV[p]] or quick_book(ARGV[p])
        if not book or book[GIVEN] ~= ARGV[p + 1] or a1 > book[1] or a2 > book[2] or a3 > book[3] or a4 > book[4]
            or a5 > book[5] or a6 > book[6] then
            return nil
        end
        books[#books + 1] = book
    end
    for _, b in ipairs(books) do
        b[1], b[2], b[3], b[4], b[5], b[6], b[TAKEN] = b[1] - a1, b[2] - a2, b[3] - a3, b[4] - a4, b[5] - a5, b[6] - a6, true
    end
    return true
end
