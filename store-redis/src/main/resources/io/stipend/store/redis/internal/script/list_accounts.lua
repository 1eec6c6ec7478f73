-- The names of a tenant's accounts in their order, each after the digit of its kind.
--
-- KEYS  names
-- ARGV  where to begin, as ZRANGEBYLEX has it; how many to give
-- gives DONE and the names; NO_TENANT if there is no list
if not redis.call('ZSCORE', KEYS[1], '') then
    return {{NO_TENANT}}
end
return {{DONE, redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])}}
