-- Accounts, in the period that now is.
--
-- KEYS  accounts, names, journal, preserved
-- ARGV  tenant, calendar, names
-- gives for each: DONE with its record; NOT_FOUND; or another outcome
local accounts, names, journal, preserved = unpack(KEYS)
local tenant, periods = ARGV[1], ARGV[2]
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include account_terms

local function show(name)
    if redis.call('HGET', accounts, '') == false then
        return {NO_TENANT}
    end
    local account = account_of(name)
    if account.is_new then
        return {NOT_FOUND}
    end
    if is_out_of_period(account) then
        backlog_of(journal)
        renew(account)
    end
    return {DONE, account_text(account)}
end

local answers = {}
for k = 3, #ARGV do
    answers[#answers + 1] = attempt(show, ARGV[k])
end
write_accounts(journal)
return answers
