-- Sets what is reserved and spent on an account, if all is as it was found.
--
-- KEYS  accounts, names, changes, journal, before
-- ARGV  tenant, calendar, most entries in the journal, account, operation, sequence found, reserved found (6), spent found
--       (6), what is to be reserved (6) and spent (6), reason
-- gives DONE or DONE_BEFORE with the entry; NOT_FOUND if the account is not as it was found; CONFLICT; OUT_OF_RANGE; or
--       another outcome
--
-- A period that is over stays as it is: what was found is what is compared. What an account may use at all is derived from
-- limits and grants, and made anew. The repair is kept among the account's changes: see changes.lua.
local accounts, names, changes, journal, before = unpack(KEYS)
local tenant, periods, name, sequence, reason = ARGV[1], ARGV[2], ARGV[4], ARGV[6], ARGV[11]
local now = clock()
--#include functions
--#include before
--#include tables
--#include books
--#include terms
--#include changes
local payload = ACCOUNT_REPAIR .. '\t' .. table.concat(ARGV, '\t', 6)

local function is_as_found(book)
    local reserved, spent = words(ARGV[7]), words(ARGV[8])
    for i = 1, 6 do
        if int(book[CEILING + i] - book[SPENT + i] - book[i]) ~= reserved[i] or int(book[SPENT + i]) ~= spent[i] then
            return false
        end
    end
    return not book.new and book[SEQUENCE] == sequence
end

local function repair()
    local known = answered(payload)
    if known then
        return known
    end
    local book = book_of(name)
    if not is_as_found(book) then
        return {NOT_FOUND}
    end
    raise(book)
    local reserved, spent = words(ARGV[9]), words(ARGV[10])
    for i = 1, 6 do
        if reserved[i] + spent[i] > MAX then
            return {OUT_OF_RANGE, i - 1}
        end
        book[SPENT + i] = tonumber(spent[i])
        book[i] = book[CEILING + i] - spent[i] - reserved[i]
    end
    local entry = enter(book, ACCOUNT_REPAIR, 1, limit_of(words(book[TERMS]), words(book[OVERRIDES]), 1), 0, 0, reason)
    keep({book})
    return note_change(payload, entry)
end

local answer = attempt(repair)
write_change()
write_books(journal, tenant)
return {answer}
