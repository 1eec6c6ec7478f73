-- The books of accounts, in the period that now is.
--
-- KEYS  accounts, names, journal, before
-- ARGV  tenant, calendar, names
-- gives for each: DONE with its record; NOT_FOUND; or another outcome
local accounts, names, journal, before = unpack(KEYS)
local tenant, periods = ARGV[1], ARGV[2]
local now = clock()
--#include functions
--#include before
--#include tables
--#include books
--#include terms

local function look(name)
    if redis.call('HGET', accounts, '') == false then
        return {NO_TENANT}
    end
    local book = book_of(name)
    if book.new then
        return {NOT_FOUND}
    end
    local ended = book[END]
    renew(book)
    if book[END] ~= ended then
        backlog_of(journal)
        keep({book})
    end
    return {DONE, records[name]}
end

local answers = {}
for k = 3, #ARGV do
    answers[#answers + 1] = attempt(look, ARGV[k])
end
write_books(journal, tenant)
return answers
