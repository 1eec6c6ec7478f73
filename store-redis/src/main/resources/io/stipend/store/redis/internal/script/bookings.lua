-- What a close charges, and how it is booked.
--
-- Needs  accounts.lua and reservations.lua; CAP; rare(), which makes room_on and refundable of overruns.lua
-- Makes  charge(r, covered, booked, path, policy), book(path, held, charged, booked)

-- What to charge in all. What is covered, by the hold or by what expiry booked, is charged whatever the accounts have; beyond it,
-- as much as there is room for. Never less than what is booked, unless that was a hold. A hold is booked by its expiry.
local function charge(r, covered, booked, path, policy, is_hold_booked)
    local charged = {0, 0, 0, 0, 0, 0}
    for i = 1, CONSUMABLES do
        local used, least = r[USED + i], booked[i]
        if used > covered[i] then
            used = math.min(used, covered[i] + rare().room_on(path, i, policy == CAP))
        elseif is_hold_booked and r.is_open then
            least = covered[i]
        elseif is_hold_booked then
            least = least - rare().refundable(path, i, r.closed_at, least)
        end
        charged[i] = used > least and used or least
    end
    return charged
end

-- Returns on all accounts what was held, and spends what is charged beyond what was booked before.
local function book(path, held, charged, booked)
    for k = 1, #path do
        local account = path[k]
        for i = 1, 6 do
            if account[USABLE + i] - account[SPENT + i] - account[i] < held[i] then
                damaged('less is reserved on account ' .. account.name .. ' than the reservation holds')
            end
        end
    end
    for k = 1, #path do
        local account = path[k]
        for i = 1, 6 do
            local spend = charged[i] - booked[i]
            account[i] = account[i] + (held[i] - spend)
            account[SPENT + i] = account[SPENT + i] + spend
        end
        account.is_changed = true
    end
end
