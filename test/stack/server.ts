/**
 * A scripted LwM2M server on the simulated network, all in virtual time. It registers clients, sends requests and
 * collects what comes back. Its CoAP is npm coap-packet and the little below: retransmission, duplicates, Observe.
 */
import { generate, type Packet } from 'coap-packet';
import type { Simulation } from '../../boards/sim/board';
import { parseLinks, type Link } from '../../tools/server/linkFormat';
import { Format, isRequest, type Message, type Parts, readMessage, writeRequest } from './message';

/** What a request of the client is answered; undefined is silence. */
export type Script = (request: Message) => Partial<Packet> | undefined;

/** A registration as the server sees it. */
export interface Registration {
  readonly location: string;
  /** The parameters of the Register, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Seconds; 0 for ever. */
  lifetime: number;
  links: Link[];
  /** Virtual time of the latest Register or Update. */
  seen: number;
}

/** A request of the server and all that came back for it: one answer, or the notifications of an observation. */
export interface Exchange {
  readonly token: Buffer;
  readonly messageId: number;
  /** Answers and notifications, each once, in the order they arrived. */
  readonly answers: Message[];
  /** The newest of them in the sense of RFC 7641 3.4. */
  newest: Message | undefined;
  /** An ACK has come, with or without the answer. */
  acknowledged: boolean;
  /** A RST has come, or no ACK to any of the transmissions. */
  failed: boolean;
}

const ACK_TIMEOUT = 2500; // RFC 7252 4.8: within 2 to 3 s
const MAX_RETRANSMIT = 4;
const EXCHANGE_LIFETIME = 247_000;

export class Server {
  /** Every message of the client that arrived, duplicates included. */
  readonly heard: Message[] = [];
  /** The requests of the client, each once. */
  readonly requests: Message[] = [];
  readonly registrations = new Map<string, Registration>();
  /** How requests of the client are answered; a test may put another script here. */
  script: Script = (request) => this.keepRegistrations(request);
  /** What a confirmable answer or notification gets. */
  confirm: 'ack' | 'reset' | 'nothing' = 'ack';
  /** Location that the next Register is given; a segment each. */
  nextLocation = ['rd', '1'];

  private readonly byToken = new Map<string, Exchange>();
  private readonly byMessageId = new Map<number, Exchange>();
  /** What confirmable messages were answered, by message id, to answer a duplicate the same (RFC 7252 4.5). */
  private readonly replies = new Map<number, { time: number; bytes: Buffer | undefined }>();
  private readonly endpoint;
  private messageId = 0x1000;
  private tokens = 0;

  constructor(
    readonly simulation: Simulation,
    host = 'server',
    port = 5683,
  ) {
    this.endpoint = simulation.listen(host, port, (bytes) => this.receive(bytes));
  }

  /** Sends bytes as they are to where the client last sent from. */
  send(bytes: Uint8Array): void {
    this.endpoint.send(bytes);
  }

  /** Sends a request, and sends it again until it is acknowledged or given up (RFC 7252 4.2). Lets no time pass. */
  request(method: string, path: string, parts: Parts = {}): Exchange {
    const { token = Buffer.from(`${this.tokens++}`), messageId = this.messageId++ & 0xffff } = parts;
    const exchange: Exchange = { token, messageId, answers: [], newest: undefined, acknowledged: false, failed: false };
    this.byToken.set(token.toString('hex'), exchange);
    this.byMessageId.set(messageId, exchange);
    const bytes = writeRequest(method, path, { ...parts, token, messageId });
    const transmit = (transmission: number): void => {
      if (exchange.acknowledged || exchange.failed || exchange.answers.length > 0) return;
      if (transmission > MAX_RETRANSMIT) {
        exchange.failed = true;
        return;
      }
      this.send(bytes);
      if (parts.confirmable !== false) this.simulation.after(ACK_TIMEOUT * 2 ** transmission, () => transmit(transmission + 1));
    };
    transmit(0);
    return exchange;
  }

  /** Sends a request and lets time pass until it is answered. @throws Error when it is not. */
  ask(method: string, path: string, parts: Parts = {}): Message {
    const exchange = this.request(method, path, parts);
    this.simulation.runUntil(() => exchange.answers.length > 0 || exchange.failed, EXCHANGE_LIFETIME);
    if (exchange.answers.length === 0) throw new Error(`${method} ${path} was not answered`);
    return exchange.answers[0];
  }

  /** Read, or Discover with Accept 40. */
  read(path: string, accept?: number): Message {
    return this.ask('GET', path, { accept });
  }

  /** The links of a Discover. */
  discover(path: string): string {
    const answer = this.read(path, Format.link);
    if (answer.code !== '2.05' || answer.format !== Format.link) throw new Error(`Discover ${path}: ${answer.code}`);
    return answer.text;
  }

  /** Write (replace). @returns The code. */
  write(path: string, payload: Buffer | string, format: number = Format.text): string {
    return this.ask('PUT', path, { payload, format }).code;
  }

  /** Write (partial update) with TLV. @returns The code. */
  update(path: string, payload: Buffer): string {
    return this.ask('POST', path, { payload, format: Format.tlv }).code;
  }

  /** Write-Attributes. @returns The code. */
  writeAttributes(path: string, query: string): string {
    return this.ask('PUT', path, { query }).code;
  }

  /** @returns The code. */
  execute(path: string, args?: string): string {
    return this.ask('POST', path, args === undefined ? {} : { payload: args, format: Format.text }).code;
  }

  /** Observes, and lets time pass until the first answer has come. */
  observe(path: string, parts: Parts = {}): Exchange {
    const exchange = this.request('GET', path, { observe: 0, ...parts });
    this.simulation.runUntil(() => exchange.answers.length > 0 || exchange.failed, EXCHANGE_LIFETIME);
    return exchange;
  }

  /** The only registration there is. @throws Error when there is none, or more than one. */
  get registration(): Registration {
    const all = [...this.registrations.values()];
    if (all.length !== 1) throw new Error(`${all.length} registrations`);
    return all[0];
  }

  private receive(bytes: Uint8Array): void {
    const message = readMessage(bytes, this.simulation.time);
    this.heard.push(message);
    const { packet } = message;
    if (packet.ack || packet.reset) return this.settle(message);
    const known = this.replies.get(packet.messageId);
    if (known !== undefined && message.time - known.time < EXCHANGE_LIFETIME) {
      if (known.bytes !== undefined) this.send(known.bytes);
      return;
    }
    const reply = isRequest(message) ? this.answerRequest(message) : this.takeAnswer(message);
    this.replies.set(packet.messageId, { time: message.time, bytes: reply });
    if (reply !== undefined) this.send(reply);
  }

  /** An ACK or RST: of a request of ours, or to nobody. */
  private settle(message: Message): void {
    const { messageId, token, reset } = message.packet;
    const exchange = this.byMessageId.get(messageId);
    if (exchange === undefined) return;
    if (reset) exchange.failed = true;
    else if (message.code === '0.00') exchange.acknowledged = true;
    else if (!token.equals(exchange.token)) throw new Error(`the answer to ${messageId} has another token`);
    else if (!exchange.acknowledged) {
      exchange.acknowledged = true;
      note(exchange, message);
    }
  }

  private answerRequest(message: Message): Buffer | undefined {
    this.requests.push(message);
    const answer = this.script(message);
    const { messageId, token, confirmable } = message.packet;
    return answer === undefined ? undefined : generate({ messageId, token, ack: confirmable, ...answer });
  }

  /** A separate response or a notification. */
  private takeAnswer(message: Message): Buffer | undefined {
    const { confirmable, messageId, token } = message.packet;
    const exchange = this.byToken.get(token.toString('hex'));
    if (exchange !== undefined && this.confirm === 'ack') note(exchange, message);
    if (this.confirm === 'nothing') return undefined;
    if (this.confirm === 'reset' || exchange === undefined) return generate({ code: '0.00', reset: true, messageId });
    return confirmable ? generate({ code: '0.00', ack: true, messageId }) : undefined;
  }

  /** The usual script: Register, Update and De-register (LwM2M 1.1 Core 6.2). */
  private keepRegistrations(request: Message): Partial<Packet> {
    const parameters = new Map(request.query.map((query) => [query.split('=')[0], query.slice(query.indexOf('=') + 1)]));
    if (request.code === 'POST' && request.path === '/rd') {
      const location = `/${this.nextLocation.join('/')}`;
      const lifetime = Number(parameters.get('lt'));
      this.registrations.set(location, { location, parameters, lifetime, links: parseLinks(request.text), seen: request.time });
      return { code: '2.01', options: this.nextLocation.map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) })) };
    }
    const known = this.registrations.get(request.path);
    if (known === undefined || (known.lifetime > 0 && request.time > known.seen + 1000 * known.lifetime)) return { code: '4.04' };
    if (request.code === 'DELETE') {
      this.registrations.delete(request.path);
      return { code: '2.02' };
    }
    known.seen = request.time;
    known.lifetime = Number(parameters.get('lt') ?? known.lifetime);
    if (request.text !== '') known.links = parseLinks(request.text);
    return { code: '2.04' };
  }
}

/** Adds an answer, and keeps the newest (RFC 7641 3.4). */
function note(exchange: Exchange, message: Message): void {
  exchange.answers.push(message);
  const last = exchange.newest;
  const [v1, v2] = [last?.observe, message.observe];
  if (last === undefined || v1 === undefined || v2 === undefined) exchange.newest = message;
  else if ((v1 < v2 && v2 - v1 < 2 ** 23) || (v1 > v2 && v1 - v2 > 2 ** 23) || message.time > last.time + 128_000) exchange.newest = message;
}
