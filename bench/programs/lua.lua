-- What scripts do: calls, tables, sorting, strings, closures, objects, numbers.
-- The global `times` says how often. No order of pairs() and no address is printed.

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local state = 1
local function random(limit)
  state = (state * 1664525 + 1013904223) % 4294967296
  return state // 65536 % limit
end

local function sorting(n)
  local list = {}
  for i = 1, n do list[i] = {key = random(10000), place = i} end
  table.sort(list, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.place < b.place
  end)
  local sum = 0
  for i, one in ipairs(list) do sum = (sum * 31 + one.key * i) % 1000000007 end
  return sum
end

local function strings(n)
  local parts = {}
  for i = 1, n do
    parts[#parts + 1] = string.format("%d:%s", i, ("abc"):rep(random(5)))
  end
  local text = table.concat(parts, ", ")
  local counted = {}
  for word in text:gmatch("%d+") do
    counted[#word] = (counted[#word] or 0) + 1
  end
  local upper, replaced = text:gsub("abc", function(found) return found:upper() .. "!" end)
  return #text, #upper, replaced, counted[3]
end

local Account = {}
Account.__index = Account

function Account.new(owner)
  return setmetatable({owner = owner, balance = 0}, Account)
end

function Account:deposit(amount)
  self.balance = self.balance + amount
  return self
end

local function objects(n)
  local accounts = {}
  for i = 1, 100 do accounts[i] = Account.new("owner" .. i) end
  for i = 1, n do accounts[i % 100 + 1]:deposit(i % 7):deposit(1) end
  local sum = 0
  for _, account in ipairs(accounts) do sum = sum + account.balance end
  return sum
end

local function sieve(n)
  local composite, found = {}, 0
  for i = 2, n do
    if not composite[i] then
      found = found + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return found
end

local function matrices(n)
  local a, b, trace = {}, {}, 0.0
  for i = 1, n do
    a[i], b[i] = {}, {}
    for j = 1, n do
      a[i][j], b[i][j] = (i + j) / n, (i - j) / n
    end
  end
  for i = 1, n do
    local row, sum = a[i], 0.0
    for j = 1, n do
      for k = 1, n do sum = sum + row[k] * b[k][j] end
    end
    trace = trace + sum
  end
  return trace
end

local function counters(n)
  local function counter(step)
    local value = 0
    return function() value = value + step; return value end
  end
  local list = {}
  for i = 1, 10 do list[i] = counter(i) end
  local last = 0
  for i = 1, n do last = list[i % 10 + 1]() end
  return last
end

for _ = 1, times do
  print(fib(24), sorting(4000), objects(60000), sieve(60000), counters(60000))
  print(strings(4000))
  print(string.format("%.9g", matrices(40)))
end
