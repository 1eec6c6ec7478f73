-- What an account may use: limits, overrides and grants, and the period in which they count. Books as books.lua has them.
--
-- Expects what books.lua expects.
local function words(text)
    local found = {}
    for word in string.gmatch(text, '%S+') do
        found[#found + 1] = word
    end
    return found
end

-- The limit in force; -1 if there is none.
local function limit_of(terms, overrides, i)
    local word = overrides[i] == '-' and terms[i] or overrides[i]
    return tonumber(word) or -1
end

local ACCOUNT_TERMS, ACCOUNT_LIMIT, ACCOUNT_GRANT, ACCOUNT_ADJUSTMENT, ACCOUNT_PERIOD, ACCOUNT_REPAIR = 0, 1, 2, 3, 4, 5

-- Notes a change of one resource of an account for the journal.
local function enter(book, change, i, limit, allowance_delta, spent_delta, reason)
    book[SEQUENCE] = book[SEQUENCE] + 1
    local entry = table.concat({int(book[SEQUENCE]), int(now), change, i - 1, int(limit), int(allowance_delta),
        int(spent_delta), reason}, '\t')
    book.entries[#book.entries + 1] = book.name .. '\n' .. entry
    return entry
end

-- Sets the ceilings anew; what is reserved and spent stays.
local function raise(book)
    local terms, grants, overrides = words(book[TERMS]), words(book[GRANTS]), words(book[OVERRIDES])
    for i = 1, 6 do
        local limit = limit_of(terms, overrides, i)
        local ceiling = limit < 0 and MAX or math.min(MAX, limit + grants[i] + terms[6 + i])
        -- In this order: neither step leaves what a double holds exactly.
        book[i] = ceiling - (book[CEILING + i] - book[i])
        book[CEILING + i] = ceiling
    end
end

-- The end of the period that now lies in, as the caller's calendar has it: unit, zone, start, end, and so on.
local function period_end(unit, zone)
    if unit == '0' then
        return '-'
    end
    for u, z, from, to in string.gmatch(periods, '(%d) (%S+) (%d+) (%d+)') do
        if u == unit and z == zone and tonumber(from) <= now and now < tonumber(to) then
            return to
        end
    end
    finish(NO_PERIOD, unit, zone, int(now))
end

-- Begins the period that now is, where the account's has ended: nothing is spent, and what is left of the grants, which
-- are used after the limit, lives on.
local function renew(book)
    if book[END] == '-' or now < tonumber(book[END]) then
        return
    end
    local terms, grants, overrides = words(book[TERMS]), words(book[GRANTS]), words(book[OVERRIDES])
    book[END] = period_end(terms[13], terms[14])
    book[SINCE], book[FORGOTTEN] = int(now), NOTHING
    for i = 1, 6 do
        local spent = book[SPENT + i]
        if spent > 0 then
            local limit, granted = limit_of(terms, overrides, i), tonumber(grants[i])
            local left = limit < 0 and granted or math.max(0, granted - math.max(0, spent - limit))
            grants[i] = int(left)
            book[SPENT + i] = 0
            book[i] = book[i] + spent
            enter(book, ACCOUNT_PERIOD, i, limit, left - granted, -spent, 'new period')
        end
    end
    book[GRANTS] = table.concat(grants, ' ')
    raise(book)
end

-- Takes over policy's current terms. Another period begins at once; what is spent stays spent until its end.
local function adopt(book, current)
    if book[TERMS] == current then
        return
    end
    local before, after, overrides = words(book[TERMS]), words(current), words(book[OVERRIDES])
    for i = 1, 6 do
        local was, is = limit_of(before, overrides, i), limit_of(after, overrides, i)
        if was ~= is then
            enter(book, ACCOUNT_TERMS, i, is, math.max(0, is) - math.max(0, was), 0, 'policy')
        end
    end
    if before[13] ~= after[13] or before[14] ~= after[14] then
        book[END] = period_end(after[13], after[14])
    end
    book[TERMS] = current
    raise(book)
end
