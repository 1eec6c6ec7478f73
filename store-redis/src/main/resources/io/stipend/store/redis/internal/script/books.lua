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
