-- Closes a reservation whatever there is to it: overruns, reports, periods that are over, late settlements, repetitions.
--
-- Expects what close.lua has, functions, books, terms and rows.
local CAP, REJECT = '1', '2'

-- How much of a resource can be booked beyond what is covered: the least of the accounts.
local function room_on(books, i, policy)
    local room = MAX
    for _, book in ipairs(books) do
        local used = book[CEILING + i] - book[i]
        room = math.min(room, MAX - used)
        if policy == CAP then
            local terms, overrides = words(book[TERMS]), words(book[OVERRIDES])
            local limit = limit_of(terms, overrides, i)
            if limit >= 0 then
                room = math.min(room, math.max(0, limit - used + words(book[GRANTS])[i]))
            end
        end
    end
    return room
end

-- What to charge in all. What is covered, by the hold or by what expiry booked, is charged whatever the accounts have;
-- beyond it, as much as there is room for.
local function charge(r, covered, booked, books, policy)
    local charged = {0, 0, 0, 0, 0, 0}
    for i = 1, 4 do
        local used = r[USED + i]
        if used > covered[i] then
            used = math.min(used, covered[i] + room_on(books, i, policy))
        end
        charged[i] = math.max(booked[i], used)
    end
    return charged
end

local function books_of(r)
    local books = {}
    for name in string.gmatch(string.match(r[REQUEST], '\n([^\n]*)'), '[^\t]+') do
        local book = book_of(name)
        if book.new then
            damaged('account ' .. name .. ' of reservation ' .. r.id .. ' is missing')
        end
        renew(book)
        books[#books + 1] = book
    end
    return books
end

-- Whether this operation was done before: its answer then, or that it was another one.
local function repeated(r, verb, from)
    if not r.open and r[STATE] ~= 'e' and r.operation == ARGV[from + 3] then
        local same = r[STATE] == verb and (verb == 'r' or r.policy == ARGV[from + 4] and r.reported == ARGV[from + 5]
            and r.report == table.concat({unpack(ARGV, from + 6, from + 11)}, ' '))
        return {same and DONE_BEFORE or CONFLICT, r.id, r.text}
    elseif verb ~= 'e' and r[ROW_SEQUENCE] > 1 then
        local found = redis.call('HMGET', operations, '', r.id .. '\n' .. ARGV[from + 3])
        return not found[1] and {NO_TENANT} or found[2] and {CONFLICT} or nil
    end
end

local function settle_figures(r, from)
    for i = 1, 5 do
        if math.floor(ARGV[from + 5] / 2 ^ (i - 1)) % 2 == 1 then
            r[USED + i] = tonumber(ARGV[from + 5 + i])
        end
    end
end

local function move(books, held, charged, booked)
    for _, book in ipairs(books) do
        for i = 1, 6 do
            local spend = charged[i] - booked[i]
            if book[CEILING + i] - book[SPENT + i] - book[i] < held[i] then
                damaged('less is reserved on account ' .. book.name .. ' than the reservation holds')
            end
            book[i] = book[i] + (held[i] - spend)
            book[SPENT + i] = book[SPENT + i] + spend
        end
    end
end

local function close(from)
    backlog_of(journal)
    local verb, policy = ARGV[from + 2], ARGV[from + 4]
    local id, row = row_of(ARGV[from], ARGV[from + 1])
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, row)
    r.text = row
    local before = repeated(r, verb, from)
    if before then
        return before
    end
    if verb == 'e' and not (r.open and now >= r[EXPIRES]) then
        return {ALREADY_CLOSED, id, row}
    elseif verb ~= 'e' then
        expire_first(r)
    end
    if not r.open and not (verb == 's' and r[STATE] == 'e') then
        return {ALREADY_CLOSED, id, row}
    end
    local nothing = {0, 0, 0, 0, 0, 0}
    local held = {unpack(r, HELD + 1, HELD + 6)}
    if verb == 's' then
        settle_figures(r, from)
        for i = 1, 4 do
            if policy == REJECT and r[USED + i] > held[i] then
                return {OVERRUN_REJECTED, six(held, 0), six(r, USED)}
            end
        end
    end
    local booked = r.open and nothing or words(r.charged)
    for i = 1, 6 do
        booked[i] = tonumber(booked[i])
    end
    local books = books_of(r)
    local charged = charge(r, r.open and held or booked, booked, books, policy)
    move(books, r.open and held or nothing, charged, booked)
    keep(books)
    r[STATE], r[ROW_SEQUENCE] = verb, r[ROW_SEQUENCE] + 1
    r[CLOSING] = '\t' .. table.concat({int(now), ARGV[from + 3], table.concat({unpack(ARGV, from + 6, from + 11)}, ' '),
        ARGV[from + 5], policy, six(charged, 0), six(booked, 0), r.open and '0' or r.closed_at}, '\t')
    rows[id] = row_text(r)
    closed[id] = true
    closings[#closings + 1] = tenant .. '\n' .. id .. '\n' .. rows[id]
    return {DONE, id, rows[id]}
end
