-- Compares some records of one kind with the indexes that are derived from them, or the other way round, each at one moment;
-- and repairs the indexes, if told to.
--
-- KEYS  accounts, names, reservations, operations, steps, due, preserved
-- ARGV  tenant, "repair" or "check", what to go through, cursor, how many, pattern of the tenant's members of the index
-- gives DONE, the next cursor, and in turn: "1" for what can be repaired, what it is about, what is wrong
local accounts, names, reservations, operations, steps, due, preserved = unpack(KEYS)
local tenant, repairs, kind, periods = ARGV[1], ARGV[2] == 'repair', ARGV[3], ''
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include account_terms
local answer, check = {DONE}, {}

-- Reports what is wrong; returns whether to repair it.
local function report(can_be_repaired, subject, text)
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = can_be_repaired and '1' or '', subject, text
    return can_be_repaired and repairs
end

-- What indexes are derived from of a reservation; nothing if it is missing or cannot be read. And whether it is there.
local function indexed_parts(id, record)
    record = record or redis.call('HGET', reservations, id)
    local state, sequence, expires, step, closing =
        string.match(record or '', '^(%a)\t(%d+)\t%d+\t(%d+)\t%S+\t([^\t\n]*)\t[^\t\n]*\t[^\t\n]*([^\n]*)')
    local closed_at, late = string.match(closing or '', '^\t(%d+)\t.*\t(%d+)$')
    if state == 'o' then
        return {is_open = true, step = step, moment = tonumber(expires), latest = tonumber(sequence)}, true
    elseif late then
        -- Operations come before the closing, or the expiry and a late settlement.
        return {step = step, moment = -closed_at, latest = sequence - (late == '0' and 1 or 2)}, true
    end
    return nil, record and true
end

local function with_new_usable(name)
    local account = account_of(name)
    set_usable(account)
    return account
end

-- A tenant is frozen or not as its own account says.
local function check_mark()
    local own = 'tenant:' .. tenant
    local frozen = string.match(redis.call('HGET', accounts, own) or '\t', '[^\t]*$')
    local mark = frozen == '' and '1' or 'frozen ' .. frozen
    if redis.call('HGET', reservations, '') ~= mark
        and report(true, own, 'the mark of tenant ' .. tenant .. ' does not say what account ' .. own .. ' does') then
        redis.call('HSET', reservations, '', mark)
    end
end

function check.accounts(name, record)
    if not string.find(name, '^[uspt]') then
        return
    end
    if not redis.call('ZSCORE', names, listed(name)) and report(true, name, 'account ' .. name .. ' is not listed') then
        redis.call('ZADD', names, 0, listed(name))
    end
    local account = repairs and attempt(with_new_usable, name)
    -- One that cannot be read is not repaired.
    if account and account.name then
        account.is_changed = account_text(account) ~= record
        if account.is_changed then
            report(true, name, 'account ' .. name .. ' may use something else than its limits and grants')
        end
    end
end

-- An account whose books are lost is not to be made anew by whoever reserves; once a person has been told, it may.
function check.names(name)
    local account = string.sub(name, 2)
    if redis.call('HEXISTS', accounts, account) == 0
        and report(true, account, 'account ' .. account .. ' is listed, and its books are missing') then
        redis.call('ZREM', names, name)
    end
end

function check.reservations(id, record)
    local r = indexed_parts(id, record)
    if not r then
        return
    end
    if tonumber(redis.call('ZSCORE', due, tenant .. '\n' .. id) or nil) ~= r.moment
        and report(true, id, 'the index does not have reservation ' .. id .. ' where it belongs') then
        redis.call('ZADD', due, int(r.moment), tenant .. '\n' .. id)
    end
    if repairs and r.step ~= '' then
        local holder = redis.call('HGET', steps, r.step)
        local held = holder and indexed_parts(holder)
        if holder ~= id and (r.is_open or not held or held.step ~= r.step) then
            report(true, r.step, 'step ' .. r.step .. ' did not name reservation ' .. id)
            put('s', steps, {r.step, id})
        end
    end
end

function check.due(member)
    local id = string.sub(member, #tenant + 2)
    if redis.call('HEXISTS', reservations, id) == 0
        and report(true, id, 'the index has reservation ' .. id .. ', whose record is missing') then
        redis.call('ZREM', due, member)
    end
end

function check.steps(step, id)
    local r, is_there = indexed_parts(id)
    if (not is_there or r and r.step ~= step)
        and report(true, step, 'step ' .. step .. ' names reservation ' .. id .. ', which does not have it') then
        redis.call('HDEL', steps, step)
    end
end

function check.operations(field, value)
    local id, operation = string.match(field, '^([^\n]*)\n(.*)$')
    local r, is_there = indexed_parts(id or '')
    local sequence = string.match(operation or '', '^\t(%d+)$')
    if not is_there then
        id = id or field
        if report(true, id, 'operations are kept of reservation ' .. id .. ', whose record is missing') then
            redis.call('HDEL', operations, field)
        end
    elseif sequence and redis.call('HEXISTS', operations, id .. '\n' .. value) == 0 then
        if report(true, id, 'operation ' .. sequence .. ' of reservation ' .. id .. ' is missing') then
            redis.call('HDEL', operations, field)
        end
    elseif sequence and r and tonumber(sequence) > r.latest then
        report(false, id, 'operation ' .. sequence .. ' of reservation ' .. id .. ' came after its latest change')
    elseif not sequence then
        local by_sequence = id .. '\n\t' .. (string.match(value, '^%a\t(%d+)\t') or '')
        if redis.call('HGET', operations, by_sequence) ~= operation
            and report(true, id, 'operation ' .. operation .. ' of reservation ' .. id .. ' is not found by its sequence') then
            redis.call('HSET', operations, by_sequence, operation)
        end
    end
end

local scan = {accounts = accounts, names = names, reservations = reservations, due = due, steps = steps, operations = operations}
local sorted = kind == 'names' or kind == 'due'
local page = redis.call(sorted and 'ZSCAN' or 'HSCAN', scan[kind], ARGV[4], 'COUNT', ARGV[5], 'MATCH',
    kind == 'due' and ARGV[6] or '*')
answer[2] = page[1]
for k = 1, #page[2], 2 do
    if kind == 'accounts' and page[2][k] == '' then
        check_mark()
    elseif page[2][k] ~= '' then
        check[kind](page[2][k], page[2][k + 1])
    end
end
write_accounts('')
return {answer}
