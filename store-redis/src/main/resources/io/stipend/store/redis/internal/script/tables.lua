-- What a call knows and changes, in tables, until all is decided and it is written: records of accounts by their names, which
-- of them have changed, which are new, and entries of their journals; reservations by their ids. Whoever writes needs what
-- before.lua makes.
local records, changed, added, account_entries, rows = {}, {}, {}, {}, {}

-- Six whole numbers, perhaps below zero; and as many that are not.
local SIX = '(-?%d+) (-?%d+) (-?%d+) (-?%d+) (-?%d+) (-?%d+)'
local SIX_AMOUNTS = '(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)'

-- Writes the accounts that have changed, and returns the entries of their journals.
local function write_books(stream, tenant)
    local fields = {}
    for name in pairs(changed) do
        fields[#fields + 1] = name
        fields[#fields + 1] = records[name]
    end
    if #fields > 0 then
        put('a', accounts, fields)
    end
    if #added > 0 then
        redis.call('ZADD', names, unpack(added))
    end
    for _, entry in ipairs(account_entries) do
        redis.call('XADD', stream, '*', 'a', tenant .. '\n' .. entry)
    end
end
