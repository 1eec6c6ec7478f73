-- Extensions that find too little of what they want, on accounts, under ceilings or with a parent.
--
-- Needs  accounts.lua, due_holds.lua and tree.lua with what they need; in a request, DUE_FIRST
-- Makes  limit_by(by_name, first, last), refuse_for_want(path, from, ...), change_child(p, r, from, ...), lessen(wanted, path)

-- Tells each account of a path how much is left of what under its ceiling, which comes with its name.
local function limit_by(by_name, first, last)
    for k = first, last, 3 do
        local account, left = by_name[ARGV[k]], {}
        for word in string.gmatch(account and ARGV[k + 2] or '', '%S+') do
            local i, ceiling = #left + 1, tonumber(word)
            left[i] = ceiling and ceiling - (account[USABLE + i] - account[i]) or MAX
            account.left = left
        end
    end
end

-- The first resource of which there is too little, on the first of the accounts; else that of which a ceiling leaves too little.
local function first_lack(path, asked)
    local refusal = lack(path, asked)
    for _, account in ipairs(refusal and {} or path) do
        for i = 1, 6 do
            local left = account.left and account.left[i]
            if left and asked[i] > 0 and asked[i] > left then
                return {ABOVE_CEILING, account.name, i - 1, int(asked[i]), int(left)}
            end
        end
    end
    return refusal
end

-- The refusal of a request, if too little is there of what is wanted: also where there is the least, as long as holds are due.
local function want_of(lack_of, with_due, source, from, wanted, at_least)
    local missed = lack_of(source, wanted)
    local refusal = missed and lack_of(source, at_least)
    if refusal then
        return with_due(refusal, source.id or source)
    elseif missed and ARGV[from + DUE_FIRST] == '1' and #with_due(missed, source.id or source) > 5 then
        return missed
    end
end

local function refuse_for_want(path, from, wanted, at_least)
    return want_of(first_lack, with_due_holds, path, from, wanted, at_least)
end

-- Lessens what is wanted to what there is on every account; nothing of what one of them is in debt of.
local function lessen(wanted, path)
    for _, account in ipairs(path) do
        for i = 1, 6 do
            wanted[i] = math.max(0, math.min(wanted[i], account[i], account.left and account.left[i] or MAX))
        end
    end
end

-- Changes the hold of a child and of its open parent: by how much, or a refusal.
local function change_child(p, r, from, asked, at_least, wanted)
    local refusal = want_of(idle_lack, with_due_children, p, from, wanted, at_least)
    if refusal then
        return nil, refusal
    end
    return take_from(p, r, asked, wanted)
end
