-- Enlarges the envelope of an open reservation on all accounts of its path, or on none, or its lease, or both.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, before
-- ARGV  tenant, calendar, most entries in the journal, reservation or step, "1" for a step, operation, lease (0 to leave
--       it alone), what to hold in addition (6)
-- gives DONE or DONE_BEFORE with id, record of the extension and request; or another outcome
local accounts, names, reservations, operations, steps, due, journal, before = unpack(KEYS)
local tenant, periods, operation, lease = ARGV[1], ARGV[2], ARGV[6], tonumber(ARGV[7])
local now = clock()
--#include functions
--#include before
--#include tables
--#include books
--#include terms
--#include rows
--#include operations

-- Holds what is asked on the accounts of the path; a refusal if one has too little.
local function hold_more(r, asked)
    local books = {}
    for name in string.gmatch(string.match(r[REQUEST], '\n([^\n]*)'), '[^\t]+') do
        local book = book_of(name)
        if book.new then
            damaged('account ' .. name .. ' of reservation ' .. r.id .. ' is missing')
        end
        renew(book)
        books[#books + 1] = book
    end
    local refusal = lack(books, asked)
    if not refusal then
        hold(books, asked)
    end
    keep(books)
    return refusal
end

local function extend()
    local id, row = row_of(ARGV[4], ARGV[5])
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, row)
    local amounts = table.concat({unpack(ARGV, 8, 13)}, ' ')
    local payload = amounts .. '\t0\t' .. ARGV[7]
    local answer = repeated(r, operation, 'x', payload) or unchangeable(r, row)
    if answer then
        return answer
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
    local asked = {}
    for i = 1, 6 do
        asked[i] = tonumber(ARGV[7 + i])
        if asked[i] > MAX - r[HELD + i] then
            return {OUT_OF_RANGE}
        end
    end
    local refusal = amounts ~= '0 0 0 0 0 0' and hold_more(r, asked)
    if refusal then
        return refusal
    end
    for i = 1, 6 do
        r[HELD + i] = r[HELD + i] + asked[i]
    end
    if lease > 0 then
        r[EXPIRES] = math.max(r[EXPIRES], now + lease)
    end
    return note(r, operation, 'x', r[PEAK], payload)
end

local answer = attempt(extend)
write_operations()
write_books(journal, tenant)
return {answer}
