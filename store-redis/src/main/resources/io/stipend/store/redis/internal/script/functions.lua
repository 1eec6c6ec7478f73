-- How a request ends at once, and numbers as text.

-- Ends the request with this answer.
local function finish(outcome, ...)
    error({outcome, ...})
end

local function damaged(what)
    finish(DAMAGED, what)
end

-- Runs one request of several. A request that is cut short leaves no trace: nothing is written before all are decided, and
-- each changes what the script knows only when nothing can stop it any more.
local function attempt(request, ...)
    local ok, answer = pcall(request, ...)
    if not ok and type(answer) ~= 'table' or not ok and answer.err then
        error(answer, 0)
    end
    return answer
end

-- Never tostring(), which rounds to 14 digits.
local function int(number)
    return string.format('%d', number)
end

-- How many entries wait in the journal, as the script has found it: none is added before all is decided. It is never empty of itself:
-- its key stays when its last entry is gone.
local backlog
local function backlog_of(journal)
    if not backlog then
        local entries = redis.call('XLEN', journal)
        if entries == 0 and redis.call('EXISTS', journal) == 0 then
            damaged('the journal is missing')
        end
        backlog = entries
    end
    return backlog
end
