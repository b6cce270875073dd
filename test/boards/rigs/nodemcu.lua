-- Stand-ins for the modules of NodeMCU's firmware for ESP32, from its documentation (branch dev-esp32), for plain Lua 5.3.
-- What happens to the board comes as lines on standard input, `MILLISECONDS WHAT ...`; what it does goes out as lines that begin
-- with `@`. The host (nodemcu-esp32.ts) has the sockets and the clock. Without a program (`lua5.3 -i nodemcu.lua`) there is only the prompt.
local now, nextId, objects = 0, 0, {}

local function say(...)
  io.stdout:write('@', table.concat({...}, ' '), '\n')
  io.stdout:flush()
end

local function new(methods)
  nextId = nextId + 1
  local object = setmetatable({ id = nextId }, { __index = methods })
  objects[nextId] = object
  return object
end

local function hex(bytes)
  return (bytes:gsub('.', function(byte) return string.format('%02x', byte:byte()) end))
end

local function unhex(text)
  return (text:gsub('..', function(digits) return string.char(tonumber(digits, 16)) end))
end

print = function(line)
  io.stdout:write(tostring(line), '\n')
  io.stdout:flush()
end

node = {
  chipid = function() return '0x1818fe346a88' end,
  restart = function() say('restart') os.exit(0) end,
  uptime = function() return (now * 1000) & 0x7fffffff, 0 end,
}
time = { get = os.time, initntp = function() end }

local timer = {}
function timer.alarm(self, milliseconds, mode, callback)
  assert(milliseconds >= 1 and milliseconds <= 6870947 and mode == tmr.ALARM_SINGLE, 'a wrong interval or mode')
  self.callback = callback
  say('timer', self.id, milliseconds)
  return true
end
function timer.unregister(self)
  self.callback = nil
  say('timer', self.id, -1)
end
tmr = { ALARM_SINGLE = 0, create = function() return new(timer) end }

local socket = {}
function socket.listen(self, port)
  assert(not self.isOpen, 'already listening')
  self.isOpen = true
  say('listen', self.id)
end
function socket.on(self, event, listener)
  assert(event == 'receive', 'no such event')
  self.listener = listener
end
function socket.send(self, port, address, data)
  assert(self.isOpen, 'not connected')
  assert(math.type(port) == 'integer' and #data > 0, 'no data to send')
  say('send', self.id, port, address, hex(data))
end
function socket.close(self)
  assert(self.isOpen, 'not connected')
  self.isOpen = false
  say('close', self.id)
end
net = {
  createUDPSocket = function() return new(socket) end,
  dns = {
    resolve = function(host, found)
      local question = new({})
      question.found = found
      say('resolve', question.id, host)
    end,
  },
}

local wifiEvents = {}
wifi = {
  STATION = 1,
  mode = function(mode) return mode end,
  start = function() end,
  sta = {
    config = function(settings) assert(#settings.ssid < 32) end,
    connect = function() say('connect') end,
    on = function(event, listener) wifiEvents[event] = listener end,
  },
}

local trigger
gpio = {
  IN = 1, PULL_UP = 1, INTR_UP_DOWN = 3,
  config = function(settings) end,
  trig = function(pin, kind, callback) trigger = { pin, callback } end,
}
ledc = {
  TIMER_10_BIT = 10, LOW_SPEED = 1, TIMER_0 = 0,
  newChannel = function(settings)
    assert(settings.bits == 10 and settings.frequency > 0)
    return { setduty = function(self, duty)
      assert(math.type(duty) == 'integer' and duty >= 0 and duty < 1024, 'a wrong duty')
      say('led', settings.gpio, duty)
    end }
  end,
}

file = {
  exists = function(name)
    local opened = io.open(name, 'r')
    if opened then opened:close() end
    return opened ~= nil
  end,
  remove = function(name) os.remove(name) end,
}

local happens = {
  timer = function(id)
    local callback = objects[tonumber(id)].callback
    objects[tonumber(id)].callback = nil
    if callback then callback(objects[tonumber(id)]) end
  end,
  udp = function(id, port, address, data)
    local object = objects[tonumber(id)]
    if object.isOpen and object.listener then object.listener(object, unhex(data or ''), tonumber(port), address) end
  end,
  resolved = function(id, address) objects[tonumber(id)].found(nil, address) end,
  wifi = function(event) wifiEvents[event](event, { ip = '192.0.2.17', netmask = '255.255.255.0', gw = '192.0.2.1' }) end,
  typed = function(...) assert(load(table.concat({ ... }, ' ')))() end,
  button = function(level) trigger[2](trigger[1], tonumber(level)) end,
}

if not arg[1] then return end
dofile(arg[1])
for line in io.stdin:lines() do
  local words = {}
  for word in line:gmatch('%S+') do words[#words + 1] = word end
  now = tonumber(words[1])
  happens[words[2]](table.unpack(words, 3))
end
