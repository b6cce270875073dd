import { createClock } from '../../../boards/sim/clock';
import { createNetwork, type Network, type Reply } from '../../../boards/sim/wire';

const COUNT = 10_000;

/** Sends the numbers from 0 to `count` - 1, one a millisecond, and returns those that arrive, in that order. */
function sendNumbers(network: Network, clock: ReturnType<typeof createClock>, count: number): number[] {
  const arrived: number[] = [];
  network.listen('server', 5683, (bytes) => arrived.push(bytes[0] * 256 + bytes[1]));
  const connection = network.connect('server', 5683, () => {});
  for (let number = 0; number < count; number++) {
    connection.send(Uint8Array.of(number >>> 8, number & 255));
    clock.run(1);
  }
  clock.run(1000);
  return arrived;
}

test('a wire that is not told otherwise brings every datagram, in order, one millisecond later', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  expect(sendNumbers(network, clock, 100)).toEqual([...Array(100).keys()]);
  for (const datagram of network.datagrams) expect(datagram.arrivedAt).toEqual([datagram.sentAt + 1]);
});

test('loses and doubles about as many as it is told', () => {
  const clock = createClock();
  const network = createNetwork(clock, 4);
  network.wire.toServer.loss = 0.2;
  network.wire.toServer.duplication = 0.1;
  const arrived = sendNumbers(network, clock, COUNT);
  const lost = COUNT - new Set(arrived).size;
  const doubled = arrived.length - new Set(arrived).size;
  // Five standard deviations of a binomial either way: 40 for the lost, 27 for the doubled.
  expect(Math.abs(lost - COUNT * 0.2)).toBeLessThan(200);
  expect(Math.abs(doubled - COUNT * 0.8 * 0.1)).toBeLessThan(136);
  expect(network.datagrams.filter((datagram) => datagram.arrivedAt.length === 0)).toHaveLength(lost);
  expect(network.datagrams.filter((datagram) => datagram.arrivedAt.length === 2)).toHaveLength(doubled);
});

test('loss 1 loses all, loss 0 none; duplication 1 doubles all', () => {
  const clock = createClock();
  const network = createNetwork(clock, 2);
  network.wire.toServer.loss = 1;
  expect(sendNumbers(network, clock, 200)).toEqual([]);

  const other = createNetwork(clock, 2);
  other.wire.toServer.duplication = 1;
  expect(sendNumbers(other, clock, 200)).toHaveLength(400);
});

test('a delay lies within its bounds, reaches both, and datagrams overtake each other', () => {
  const clock = createClock();
  const network = createNetwork(clock, 3);
  network.wire.toServer.minDelay = 10;
  network.wire.toServer.maxDelay = 15;
  const arrived = sendNumbers(network, clock, 500);
  const delays = network.datagrams.map((datagram) => datagram.arrivedAt[0] - datagram.sentAt);
  expect(new Set(delays)).toEqual(new Set([10, 11, 12, 13, 14, 15]));
  expect(arrived).toHaveLength(500);
  expect(arrived).not.toEqual([...arrived].sort((a, b) => a - b));
});

test('drop and filter lose exactly the chosen datagrams, and change the fate of no other', () => {
  function run(configure: (network: Network) => void): Network {
    const clock = createClock();
    const network = createNetwork(clock, 5);
    network.wire.toServer.loss = 0.3;
    network.wire.toServer.maxDelay = 20;
    configure(network);
    sendNumbers(network, clock, 200);
    return network;
  }
  const plain = run(() => {});
  const arrivals = (network: Network) => network.datagrams.map((datagram) => datagram.arrivedAt);
  const index = plain.datagrams.findIndex((datagram, at) => at > 10 && datagram.arrivedAt.length === 1);
  const expected = arrivals(plain).map((times, at) => (at === index ? [] : times));

  expect(arrivals(run((network) => network.wire.toServer.drop(index + 1)))).toEqual(expected);
  expect(
    arrivals(
      run((network) => {
        network.wire.toServer.filter = (bytes, at) => bytes[1] !== index && at !== index;
      }),
    ),
  ).toEqual(expected);
});

test('drop counts from the datagram that is next when it is called', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  const arrived: number[] = [];
  network.listen('server', 5683, (bytes) => arrived.push(bytes[0]));
  const connection = network.connect('server', 5683, () => {});
  connection.send(Uint8Array.of(0));
  network.wire.toServer.drop(2);
  for (const number of [1, 2, 3]) connection.send(Uint8Array.of(number));
  clock.run(1);
  expect(arrived).toEqual([0, 1, 3]);
});

test('the directions are separate', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  const atServer: number[] = [];
  const atBoard: number[] = [];
  network.listen('server', 5683, (bytes, reply) => {
    atServer.push(bytes[0]);
    reply(bytes);
  });
  const connection = network.connect('server', 5683, (bytes) => atBoard.push(bytes[0]));
  network.wire.toBoard.loss = 1;
  connection.send(Uint8Array.of(1));
  clock.run(2);
  network.wire.toBoard.loss = 0;
  network.wire.toServer.loss = 1;
  connection.send(Uint8Array.of(2));
  clock.run(2);
  expect(atServer).toEqual([1]);
  expect(atBoard).toEqual([]);
  expect(network.datagrams.map((datagram) => datagram.direction)).toEqual(['toServer', 'toBoard', 'toServer']);
});

test('an endpoint can send later, to where the latest datagram came from', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  const endpoint = network.listen('server', 5683, () => {});
  expect(() => endpoint.send(Uint8Array.of(1))).toThrow('nothing has come yet');
  const first: number[] = [];
  const second: number[] = [];
  const old = network.connect('server', 5683, (bytes) => first.push(bytes[0]));
  old.send(Uint8Array.of(0));
  clock.run(1);
  endpoint.send(Uint8Array.of(1));
  clock.run(1);
  network.connect('server', 5683, (bytes) => second.push(bytes[0])).send(Uint8Array.of(0));
  clock.run(1);
  endpoint.send(Uint8Array.of(2));
  clock.run(1);
  expect([first, second]).toEqual([[1], [2]]);
});

test('what arrives at a closed end, or at a port nobody listens on, goes nowhere', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  const replies: Reply[] = [];
  const endpoint = network.listen('server', 5683, (_, reply) => replies.push(reply));
  const arrived: number[] = [];
  const connection = network.connect('server', 5683, (bytes) => arrived.push(bytes[0]));
  connection.send(Uint8Array.of(0));
  clock.run(1);
  replies[0](Uint8Array.of(1)); // on its way when the connection closes
  connection.close();
  endpoint.close();
  network.connect('server', 5683, () => {}).send(Uint8Array.of(2));
  clock.run(10);
  expect(arrived).toEqual([]);
  expect(replies).toHaveLength(1);
  expect(network.datagrams.map((datagram) => datagram.arrivedAt.length)).toEqual([1, 0, 0]);
});

test('an endpoint can be closed and made again, as a server that restarts', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  const arrived: string[] = [];
  const first = network.listen('server', 5683, () => arrived.push('first'));
  expect(() => network.listen('server', 5683, () => {})).toThrow('taken');
  first.close();
  network.listen('server', 5683, () => arrived.push('second'));
  first.close();
  network.connect('server', 5683, () => {}).send(Uint8Array.of(0));
  clock.run(1);
  expect(arrived).toEqual(['second']);
});

test('a datagram is copied when it is sent and for each who receives it', () => {
  const clock = createClock();
  const network = createNetwork(clock, 1);
  network.wire.toServer.duplication = 1;
  const arrived: number[] = [];
  network.listen('server', 5683, (bytes) => {
    arrived.push(bytes[0]);
    bytes[0] = 99;
  });
  const buffer = Uint8Array.of(7);
  network.connect('server', 5683, () => {}).send(buffer);
  buffer[0] = 8;
  clock.run(1);
  expect(arrived).toEqual([7, 7]);
  expect(network.datagrams[0].bytes).toEqual(Uint8Array.of(7));
});

test('addresses resolve, and the names endpoints have listened under', () => {
  const network = createNetwork(createClock(), 1);
  network.listen('server', 5683, () => {}).close();
  expect(['server', '192.0.2.1', '2001:db8::1', 'nowhere'].map(network.resolves)).toEqual([true, true, true, false]);
});
