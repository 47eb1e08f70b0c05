local function run(n)
  local p = { x = 0, y = 3 }
  for i = 0, n - 1 do
    p.x = p.x + p.y
  end
  return p.x
end
print(run(N))
