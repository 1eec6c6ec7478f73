-- How a request ends at once, and numbers as text.
local function finish(outcome, ...)
    error({outcome, ...})
end

local function damaged(what)
    finish(DAMAGED, what)
end

-- Runs one request of several. Until it returns, a request writes to nothing but its own tables, so that one which is
-- cut short leaves no trace.
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

local function six(of, from)
    return string.format('%d %d %d %d %d %d', of[from + 1], of[from + 2], of[from + 3], of[from + 4], of[from + 5], of[from + 6])
end

-- How many entries wait in a journal. It is never empty of itself: its key stays when its last entry is gone.
local function backlog_of(journal)
    local entries = redis.call('XLEN', journal)
    if entries == 0 and redis.call('EXISTS', journal) == 0 then
        damaged('the journal is missing')
    end
    return entries
end
