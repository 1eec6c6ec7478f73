-- What was done to an account by hand is kept for ever, as the record of who changed money: account LF operation -> payload LF
-- entry.
--
-- Expects the keys "changes" and "journal", what before.lua makes, and the account's name; that the fifth argument is the
-- operation, and the third how many entries the journal may have.
local field, done = name .. '\n' .. ARGV[5], nil

-- The answer of an operation that was done before, or what keeps it from being done; nothing if it may be done.
local function answered(payload)
    local known = redis.call('HGET', changes, field)
    if known then
        local was, entry = string.match(known, '^([^\n]*)\n(.*)$')
        return {was == payload and DONE_BEFORE or CONFLICT, entry}
    elseif not redis.call('HGET', changes, '') then
        return {NO_TENANT}
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
end

-- Takes note of what is done.
local function note_change(payload, entry)
    done = payload .. '\n' .. entry
    return {DONE, entry}
end

local function write_change()
    if done then
        put('c', changes, {field, done})
    end
end
