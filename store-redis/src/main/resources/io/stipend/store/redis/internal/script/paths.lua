-- The accounts that a request names, with their terms.
--
-- Needs  accounts.lua; rare(), which makes renew and adopt of account_terms.lua
-- Makes  accounts_on_terms(from, count)

-- The accounts of a path, in the period that now is, on the caller's terms.
local function accounts_on_terms(from, count)
    local found, is_current = {}, true
    for k = 1, count do
        local account = account_of(ARGV[from + 2 * k - 2])
        is_current = is_current and account[TERMS] == ARGV[from + 2 * k - 1] and not is_out_of_period(account)
        found[k] = account
    end
    if not is_current then
        for k, account in ipairs(found) do
            rare().renew(account)
            rare().adopt(account, ARGV[from + 2 * k - 1])
        end
    end
    return found
end
