-- The books of accounts, each a field of a hash: kind:name -> parts with tabs between them,
--
--   free (6), end of period, terms, ceiling (6), spent (6), sequence, grants (6), overrides (6), since, forgotten (6)
--
-- six for the six resources. The ceiling is how much may be in use at all: limit + grants + overdraft, at most 2^53 - 1,
-- which is also that of a resource without a limit. free = ceiling - spent - reserved, below zero in debt: what is
-- reserved is not stored, so the three cannot contradict each other. Terms are as the caller gave them: limits (6, "-"
-- for none), overdraft (6), unit and zone of the period. Overrides: "-" for none, "u" for unlimited. Spent counts since the
-- current period was begun, 0 for the first one. Forgotten is the part of it that was charged by reservations which are
-- forgotten: what keeps the sum accountable.
--
-- Expects what tables.lua makes, the keys "accounts" and "names", the calendar "periods" and the moment "now".
local BOOK = '^' .. SIX .. '\t(%S+)\t([^\t]+)\t' .. SIX .. '\t' .. SIX .. '\t(%d+)\t([^\t]+)\t([^\t]+)\t(%d+)\t([%d ]+)$'
local END, TERMS, CEILING, SPENT, SEQUENCE, GRANTS, OVERRIDES, SINCE, FORGOTTEN = 7, 8, 8, 14, 21, 22, 23, 24, 25
local NOTHING = '0 0 0 0 0 0'
local UNLIMITED = '- - - - - - 0 0 0 0 0 0 0 UTC'

-- Accounts are listed by kind in the order of paths, then by name.
local function listed(name)
    return ({u = '0', s = '1', p = '2'})[string.sub(name, 1, 1)] .. name
end

-- The record of an account; false if it does not exist. One that is listed and not there was lost.
local function record_of(name)
    local record = records[name]
    if record == nil then
        record = redis.call('HGET', accounts, name)
        if not record and redis.call('ZSCORE', names, listed(name)) then
            damaged('account ' .. name .. ' is listed, and its books are missing')
        elseif not record and not (redis.call('HGET', accounts, '') and redis.call('ZSCORE', names, '')) then
            damaged('the accounts of the tenant, or the list of their names, are missing')
        end
        records[name] = record
    end
    return record
end

local function book_of(name)
    local record = record_of(name)
    local book
    if record then
        book = {string.match(record, BOOK)}
        if not book[1] or not (book[END] == '-' or tonumber(book[END])) then
            damaged('the books of account ' .. name .. ' cannot be read')
        end
    else
        book = {MAX, MAX, MAX, MAX, MAX, MAX, '-', UNLIMITED, MAX, MAX, MAX, MAX, MAX, MAX, 0, 0, 0, 0, 0, 0, 0,
            NOTHING, '- - - - - -', '0', NOTHING, new = true}
    end
    for i = 1, 6 do
        local free, ceiling, spent = tonumber(book[i]), tonumber(book[CEILING + i]), tonumber(book[SPENT + i])
        local used = ceiling - free
        if ceiling < 0 or ceiling > MAX or spent < 0 or free < -MAX or used < spent or used > MAX then
            damaged('the books of account ' .. name .. ' do not add up')
        end
        book[i], book[CEILING + i], book[SPENT + i] = free, ceiling, spent
    end
    book.name = name
    book.entries = {}
    return book
end

-- Makes what was done to books part of this call.
local function keep(books)
    for _, book in ipairs(books) do
        local name = book.name
        if book.new then
            added[#added + 1] = 0
            added[#added + 1] = listed(name)
        end
        records[name] = table.concat({six(book, 0), book[END], book[TERMS], six(book, CEILING), six(book, SPENT),
            int(book[SEQUENCE]), book[GRANTS], book[OVERRIDES], book[SINCE], book[FORGOTTEN]}, '\t')
        changed[name] = true
        for _, entry in ipairs(book.entries) do
            account_entries[#account_entries + 1] = entry
        end
    end
end

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

-- The first resource of which there is too little, on the first of the accounts; nothing if there is enough.
local function lack(books, asked)
    for _, book in ipairs(books) do
        for i = 1, 6 do
            if asked[i] > book[i] then
                return {INSUFFICIENT, book.name, i - 1, int(asked[i]), int(book[i])}
            end
        end
    end
end

local function hold(books, asked)
    for _, book in ipairs(books) do
        for i = 1, 6 do
            book[i] = book[i] - asked[i]
        end
    end
end
