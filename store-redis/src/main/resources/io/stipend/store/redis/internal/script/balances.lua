-- What is available on the accounts of a reservation's path.
--
-- Needs  accounts.lua, account_terms.lua and reservations.lua with what they need; the moment "now"
-- Makes  balances_of(r)

-- For each account of the path, with tabs between them: limits (6, "-" for none), grants (6), and what is reserved or spent (6), in
-- the period that now is, whether or not it has been begun. Not summed up here: the sum may be more than a double holds exactly.
local function balances_of(r)
    local texts = {}
    for name in string.gmatch(path_text(r), '[^\t]+') do
        local account = account_of(name)
        if account.is_new then
            damaged('account ' .. name .. ' of reservation ' .. r.id .. ' is missing')
        end
        read_details(account)
        local terms = words(account[TERMS])
        local is_over = account[PERIOD_END] ~= '-' and account[PERIOD_END] - now <= 0
        local numbers = {}
        for i = 1, 6 do
            local limit, granted, in_use = limit_of(account, terms, i), tonumber(account.grants[i]), account[USABLE + i] - account[i]
            if is_over then
                granted = limit < 0 and granted or math.max(0, granted - math.max(0, account[SPENT + i] - limit))
                in_use = in_use - account[SPENT + i]
            end
            numbers[i], numbers[6 + i], numbers[12 + i] = limit < 0 and '-' or int(limit), int(granted), int(in_use)
        end
        texts[#texts + 1] = table.concat(numbers, ' ')
    end
    return table.concat(texts, '\t')
end
