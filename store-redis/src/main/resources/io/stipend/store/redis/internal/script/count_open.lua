-- How many reservations of one shard are open.
--
-- KEYS  due
-- gives DONE and the number
return {{DONE, redis.call('ZCOUNT', KEYS[1], '(0', '+inf')}}
