-- `lua5.3 power.lua BOOT UPDATER OLD NEW`: NodeMCU's boot stub and its way into the slots, over a file system in memory that loses power at
-- each of its steps. The code in the slots calls `start` with its version, which runs UPDATER. Prints how many steps there were, how
-- many cuts, what ran after them (old, new, neither), and how many were updated in the end.
local bootFile, updaterFile, oldFile, newFile = table.unpack(arg)

local function content(name)
  local opened = assert(io.open(name, 'rb'))
  local bytes = opened:read('a')
  opened:close()
  return bytes
end
local packages = { old = content(oldFile), new = content(newFile) }
local loadScript = loadfile

-- The file system: what it does is a step each, which happens, happens in part, or does not when the power goes in it; a file that is
-- being written can be lost altogether.
local files, steps, cutAt, kept, isCut

local function step(change, size, name)
  if isCut then error('no power') end
  steps = steps + 1
  if steps ~= cutAt then return change(size) end
  isCut = true
  if kept == 'lost' then
    if name then files[name] = nil end
  elseif kept == 1 then change(size) elseif kept > 0 and size then change(math.floor(size * kept)) end
  error('the power goes')
end

local handle = {}
handle.__index = handle
function handle.seek(self, from, offset) self.at = offset end
function handle.read(self, what)
  local text = files[self.name]:sub(self.at + 1, what == 'a' and -1 or self.at + what)
  self.at = self.at + #text
  return (what == 'a' or #text > 0) and text or nil
end
function handle.write(self, bytes)
  local before = files[self.name]
  step(function(size) files[self.name] = before .. bytes:sub(1, size) end, #bytes, self.name)
  return self
end
function handle.close() return true end

io = {
  open = function(name, mode)
    if mode == 'r' then
      return files[name] and setmetatable({ name = name, at = 0 }, handle)
    end
    if mode == 'w' or not files[name] then step(function() files[name] = '' end, nil, name) end
    return setmetatable({ name = name }, handle)
  end,
}
file = {
  exists = function(name) return files[name] ~= nil end,
  remove = function(name) step(function() files[name] = nil end) end,
}
node = { chipid = function() return '0x1' end, restart = function() end, uptime = function() return 0 end }
tmr = { ALARM_SINGLE = 0, create = function() return { alarm = function() end } end }
local say = print
print = function() end

-- What runs: its version, and its sink.
local version, sink
function running(given) sink = given end
function start(started)
  version = started
  loadScript(updaterFile)()
end

local function boot()
  bootSlot, version, sink = nil, nil, nil
  loadScript(bootFile)()
end

local function update(package)
  local bytes = {}
  for i = 1, #package do bytes[i - 1] = package:byte(i) end
  boot()
  sink.begin(#package)
  for at = 0, #package - 1, 512 do sink.write(bytes, at, math.min(at + 512, #package)) end
  if sink.finish() == 0 then sink.apply() end
  boot()
  sink.confirm()
end

local function copy(of)
  local same = {}
  for name, bytes in pairs(of) do same[name] = bytes end
  return same
end

local counts = { steps = 0, cuts = 0, old = 0, new = 0, neither = 0, completed = 0 }
local board = { ['slot-a'] = packages.old }
-- A board that has been updated ever more often: the journal goes on to its other page somewhere.
for _ = 0, 5 do
  files, steps, cutAt, isCut = copy(board), 0, nil, false
  update(packages.new)
  local all = steps
  counts.steps = counts.steps + all
  for cut = 1, all do
    for _, part in ipairs({ 0, 0.4, 0.999, 1, 'lost' }) do
      files, steps, cutAt, kept = copy(board), 0, cut, part
      pcall(update, packages.new)
      assert(isCut, 'the power did not go')
      cutAt, isCut = nil, false
      pcall(boot)
      local after = version == '1.0.0' and 'old' or version == '1.1.0' and 'new' or 'neither'
      counts.cuts = counts.cuts + 1
      counts[after] = counts[after] + 1
      if after == 'new' then pcall(sink.confirm) elseif after == 'old' then pcall(update, packages.new) end
      pcall(boot)
      if version == '1.1.0' then counts.completed = counts.completed + 1 end
    end
  end
  files = board
  update(packages.old)
end
say(counts.steps, counts.cuts, counts.old, counts.new, counts.neither, counts.completed)
