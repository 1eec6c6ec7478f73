-- How far accounts may be charged beyond what was held, and what they may be given back.
--
-- Needs  account_terms.lua and what it needs; reservations.lua
-- Makes  room_on(path, i, is_capped), books_hold(r), refundable(path, i, booked_at, booked)

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

-- Whether its expiry books what is held.
local function books_hold(r)
    return string.find(r[REQUEST], '^[^\n]*\th\t%-?%d+\n') ~= nil
end

-- How much can be given back of what was booked of a resource at a moment: what is still spent of it on every account; nothing
-- once one of them has begun a new period.
local function refundable(path, i, booked_at, booked)
    for _, account in ipairs(path) do
        read_details(account)
        booked = account.since - booked_at <= 0 and math.min(booked, account[SPENT + i]) or 0
    end
    return booked
end
