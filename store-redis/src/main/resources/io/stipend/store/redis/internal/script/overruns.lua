-- How far accounts may be charged beyond what was held.
--
-- Needs  account_terms.lua and what it needs
-- Makes  room_on(path, i, is_capped)

-- How much of a resource can be booked beyond what is covered: the least of the accounts. Charged is what an account can
-- hold; capped is what it may use.
local function room_on(path, i, is_capped)
    local room = MAX
    for _, account in ipairs(path) do
        local used = account[USABLE + i] - account[i]
        room = math.min(room, MAX - used)
        if is_capped then
            read_details(account)
            local limit = limit_of(account, words(account[TERMS]), i)
            if limit >= 0 then
                room = math.min(room, math.max(0, limit - used + account.grants[i]))
            end
        end
    end
    return room
end
