import dgram from 'node:dgram';
import { generate, parse } from 'coap-packet';
import { register } from '../../bench/clients/floor-messages.js';
import { Driver } from '../../bench/driver';
import { requestKinds } from '../../bench/requests';

const text = requestKinds[1];

/** A client in this process: registers, then answers each request with what `answer` makes of it. */
class TestClient {
  readonly messageIds: number[] = [];
  readonly received: ReturnType<typeof parse>[] = [];
  private readonly socket = dgram.createSocket('udp4');

  constructor(answer: (request: ReturnType<typeof parse>, send: (reply: object) => void) => void) {
    this.socket.on('message', (message) => {
      const request = parse(message);
      this.received.push(request);
      if (request.code !== '0.01') return;
      this.messageIds.push(request.messageId);
      answer(request, (reply) => {
        const { messageId, token } = request;
        this.socket.send(generate({ code: '2.05', ack: true, messageId, token, payload: Buffer.from('Mote'), ...reply }));
      });
    });
  }

  register(port: number): void {
    this.socket.connect(port, '127.0.0.1', () => this.socket.send(register('test')));
  }
  close(): void {
    this.socket.close();
  }
}

/** @param lossMilliseconds After which a request is lost: on a loaded machine a reply may take long. */
async function withClient(client: TestClient, use: (driver: Driver) => Promise<void>, lossMilliseconds = 4000): Promise<void> {
  const driver = new Driver(text, 5, 'Mote', lossMilliseconds);
  try {
    const port = await driver.listen();
    const registered = driver.registered();
    client.register(port);
    await registered;
    await use(driver);
  } finally {
    driver.close();
    client.close();
  }
}

test('sends each request once, with a message id of its own, and counts the replies', async () => {
  const client = new TestClient((_, send) => send({}));
  await withClient(client, async (driver) => {
    expect(await driver.firstReply()).toEqual({ ok: true, bytes: 13 });
    client.messageIds.length = 0;
    const run = await driver.run(500, 16, Infinity);
    expect(run).toMatchObject({ requests: 500, lost: 0, separate: 0 });
    expect(run.seconds).toBeGreaterThan(0);
    expect(client.messageIds).toHaveLength(500);
    expect(new Set(client.messageIds).size).toBe(500);
  });
});

test('keeps as many requests in flight as it was told', async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  let first = true;
  const client = new TestClient((_, send) => {
    if (first) {
      first = false;
      send({});
      return;
    }
    waiting.push(() => send({}));
    most = Math.max(most, waiting.length);
    if (waiting.length === 4) waiting.splice(0).forEach((reply) => reply());
  });
  await withClient(client, async (driver) => {
    await driver.firstReply();
    expect(await driver.run(40, 4, Infinity)).toMatchObject({ requests: 40, lost: 0 });
    expect(most).toBe(4);
  });
});

test('a request without a reply is counted and not sent again', async () => {
  let count = 0;
  const client = new TestClient((_, send) => {
    if (++count !== 3) send({});
  });
  await withClient(client, async (driver) => {
    await driver.firstReply();
    client.messageIds.length = 0;
    expect(await driver.run(10, 2, Infinity)).toMatchObject({ requests: 10, lost: 1 });
    expect(new Set(client.messageIds).size).toBe(10);
  }, 1000);
});

test('a separate response is acknowledged and counted', async () => {
  const client = new TestClient(({ messageId }, send) =>
    send({ ack: false, confirmable: true, messageId: messageId + 1000 }),
  );
  await withClient(client, async (driver) => {
    await driver.firstReply();
    expect(await driver.run(3, 1, Infinity)).toMatchObject({ lost: 0, separate: 3 });
    const acknowledged = client.received.filter(({ ack, code }) => ack && code === '0.00');
    expect(acknowledged.length).toBeGreaterThanOrEqual(3);
  });
});

test('a reply with another payload ends the run', async () => {
  let count = 0;
  const client = new TestClient((_, send) => send(++count > 5 ? { payload: Buffer.from('Toad') } : {}));
  await withClient(client, async (driver) => {
    await driver.firstReply();
    await expect(driver.run(100, 1, Infinity)).rejects.toThrow('wrong reply: manufacturer is "Toad"');
  });
});

test('a client that refuses the request is not measured', async () => {
  const client = new TestClient((_, send) => send({ code: '4.04', payload: Buffer.alloc(0) }));
  await withClient(client, async (driver) => {
    expect(await driver.firstReply()).toEqual({ ok: false, reason: 'answers 4.04' });
  });
});

test('stops when the time is over', async () => {
  const client = new TestClient((_, send) => send({}));
  await withClient(client, async (driver) => {
    await driver.firstReply();
    const run = await driver.run(60_000, 4, 0);
    expect(run.requests).toBeLessThan(200);
    expect(run.lost).toBe(0);
  });
});

test('message ids are not used twice', async () => {
  const client = new TestClient((_, send) => send({}));
  await withClient(client, async (driver) => {
    await driver.firstReply();
    await driver.run(3, 1, Infinity);
    await expect(driver.run(0x10000 - 3, 16, Infinity)).rejects.toThrow('message ids left');
  });
});
