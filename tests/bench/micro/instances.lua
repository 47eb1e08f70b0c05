local Point = {}
Point.__index = Point
function Point.new(x, y)
  local self = setmetatable({}, Point)
  self.x = x
  self.y = y
  return self
end
local function run(n)
  local total = 0
  for i = 0, n - 1 do
    local p = Point.new(i, 1)
    total = total + p.y
  end
  return total
end
print(run(N))
