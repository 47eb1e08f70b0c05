local Counter = {}
Counter.__index = Counter
function Counter.new()
  return setmetatable({ value = 0 }, Counter)
end
function Counter:add(n)
  self.value = self.value + n
end
local function run(n)
  local counter = Counter.new()
  for i = 0, n - 1 do
    counter:add(i)
  end
  return counter.value
end
print(run(N))
