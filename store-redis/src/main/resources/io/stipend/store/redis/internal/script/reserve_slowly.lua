-- Reserves whatever there is to it: accounts that are new, whose period is over or whose terms have changed; refusals; steps.
--
-- Expects what reserve.lua has, functions, books, terms and rows.
local function hold_slowly(from, count, asked)
    local books = {}
    for p = 1, count do
        local book = book_of(ARGV[from + 2 * p - 2])
        renew(book)
        adopt(book, ARGV[from + 2 * p - 1])
        books[p] = book
    end
    local refusal = lack(books, asked)
    if not refusal then
        hold(books, asked)
    end
    keep(books)
    return refusal
end

-- What keeps a request from being done, if anything. Where nothing does, the envelope is held.
local function obstacle(id, row, from)
    local step = ARGV[from + 2]
    if row then
        local r = parsed(id, row)
        return {r[REQUEST] == ARGV[from] and DONE_BEFORE or CONFLICT, r[OPENED]}
    end
    local holder = step ~= '' and holder_of(step)
    if holder then
        return {STEP_TAKEN, holder}
    elseif backlog_of(journal) >= most then
        return {FULL}
    end
    local asked = {unpack(ARGV, from + 3, from + 8)}
    for i = 1, 6 do
        asked[i] = tonumber(asked[i])
    end
    return hold_slowly(from + 10, tonumber(ARGV[from + 9]), asked)
end
