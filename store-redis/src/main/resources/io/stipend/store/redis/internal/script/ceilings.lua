-- Ceilings: up to what each account of a path may be in use with what a request asks, for that request only.
--
-- Needs  accounts.lua and what it needs
-- Makes  lack_under_ceilings(of, asked, from)

-- The first resource of which a ceiling leaves too little, on the first of the accounts; nothing if all leave enough. The ceilings
-- are arguments from a place on, one for each account: six numbers, "-" for none, or "" for no ceiling at all.
local function lack_under_ceilings(of, asked, from)
    for k = 1, #of do
        local account, i = of[k], 0
        for word in string.gmatch(ARGV[from + k - 1], '%S+') do
            i = i + 1
            local ceiling = tonumber(word)
            local left = ceiling and ceiling - (account[USABLE + i] - account[i])
            if left and asked[i] > left and asked[i] > 0 then
                return {ABOVE_CEILING, account.name, i - 1, int(asked[i]), int(left)}
            end
        end
    end
end
