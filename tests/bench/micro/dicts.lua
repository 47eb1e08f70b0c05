local NAMES = { "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu" }
local function run(n)
  local by_name, by_number = {}, {}
  for _, name in ipairs(NAMES) do by_name[name] = 0 end
  for k = 0, 63 do by_number[k * 1000] = 0 end
  local k = 1
  for i = 0, n - 1 do
    local name = NAMES[k]
    by_name[name] = by_name[name] + 1
    local key = (i & 63) * 1000
    by_number[key] = by_number[key] + 1
    k = k + 1
    if k == 13 then k = 1 end
  end
  local sum = 0
  for _, v in pairs(by_name) do sum = sum + v end
  for _, v in pairs(by_number) do sum = sum + v end
  return sum
end
print(run(N))
