-- What administrators did to accounts. It is kept for ever, as the record of who changed money, and of announcements the latest about each topic:
-- fields of a hash,
--
--   account LF operation -> payload LF entry
--
-- Needs  the keys "changes" and "journal", the account's "name"; preserve.lua and functions.lua; that the third argument is how
--        many entries the journal may have, and the fifth the operation
-- Makes  answer_again(payload), keep_change(payload, entry), write_change()
local field, done = name .. '\n' .. ARGV[5], nil

-- The answer of an operation that was done before, or what keeps it from being done; nothing if it may be done. An announcement may be
-- done if it follows the latest one, whose sequence it gives.
local function answer_again(payload, follows)
    local known = redis.call('HGET', changes, field)
    local was, entry = string.match(known or '\n0', '^([^\n]*)\n(.*)$')
    local is_next = follows and (not known or string.match(was, '^' .. ACCOUNT_ANNOUNCEMENT .. '\t'))
        and string.match(entry, '^%d+') == follows
    if (known or follows) and not is_next then
        return {was == payload and DONE_BEFORE or CONFLICT, entry}
    elseif not redis.call('HGET', changes, '') then
        return {NO_TENANT}
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
end

local function keep_change(payload, entry)
    done = payload .. '\n' .. entry
    return {DONE, entry}
end

local function write_change()
    if done then
        put('c', changes, {field, done})
    end
end
