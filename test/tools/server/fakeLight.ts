/** A fake client that behaves as a light with a temperature sensor: it keeps values, and notifies when they change. */
import type { Packet, ParsedPacket } from 'coap-packet';
import { encodeContent } from '../../../tools/server/content';
import { Definitions } from '../../../tools/server/definitions';
import { Format } from '../../../tools/server/formats';
import { toLeaves, type Content } from '../../../tools/server/leaves';
import { parsePath } from '../../../tools/server/path';
import { decodeText, type Value } from '../../../tools/server/value';
import { contentFormat, FakeClient, optionNumber, pathOf } from './fakeClient';

const definitions = new Definitions();

export class FakeLight {
  readonly values = new Map<string, Value>([
    ['/1/0/0', 1],
    ['/1/0/1', 300],
    ['/3/0/0', 'Mote'],
    ['/3/0/1', 'smart-light'],
    ['/3/0/6/0', 1],
    ['/3/0/6/1', 5],
    ['/3/0/9', 87],
    ['/3/0/13', 1793534400],
    ['/3303/0/5601', 19.5],
    ['/3303/0/5602', 23.25],
    ['/3303/0/5700', 21.5],
    ['/3303/0/5701', 'Cel'],
    ['/3311/0/5706', '#ffcf6b'],
    ['/3311/0/5750', 'Hall'],
    ['/3311/0/5850', false],
    ['/3311/0/5851', 60],
    ['/3311/0/5852', 0],
  ]);
  /** Executable resources. */
  readonly executables = ['/3/0/4', '/3/0/5', '/3303/0/5605'];
  /** Paths executed, oldest first. */
  readonly executed: string[] = [];
  private readonly observers = new Map<string, Buffer>();
  private sequence = 1;

  private constructor(readonly client: FakeClient) {
    client.script = (request) => this.answer(request);
  }

  static async register(serverPort: number, endpoint = 'smart-light'): Promise<FakeLight> {
    const light = new FakeLight(await FakeClient.open(serverPort));
    await light.client.register(endpoint);
    return light;
  }

  /** Sets a value, and notifies when it is observed. */
  set(path: string, value: Value): void {
    this.values.set(path, value);
    const token = this.observers.get(path);
    if (token !== undefined) this.client.send({ token, confirmable: false, ...this.content(path, Format.Tlv, this.sequence++) });
  }

  close(): void {
    this.client.close();
  }

  private answer(request: ParsedPacket): Partial<Packet> {
    const path = pathOf(request);
    const found = [...this.values.keys(), ...this.executables].filter((name) => `${name}/`.startsWith(`${path}/`));
    if (found.length === 0) return { code: '4.04' };
    switch (request.code) {
      case '0.01':
        return this.get(request, path);
      case '0.03':
        return this.write(path, request.payload);
      case '0.02':
        if (!this.executables.includes(path)) return { code: '4.05' };
        this.executed.push(path);
        return { code: '2.04' };
      default:
        return { code: '4.05' };
    }
  }

  private get(request: ParsedPacket, path: string): Partial<Packet> {
    const accept = optionNumber(request, 'Accept') ?? Format.Tlv;
    if (accept === Format.LinkFormat) return { code: '2.05', options: [contentFormat(40)], payload: Buffer.from(this.links(path)) };
    if (this.executables.includes(path)) return { code: '4.05' };
    const observe = optionNumber(request, 'Observe');
    if (observe === 0) this.observers.set(path, request.token);
    if (observe === 1) this.observers.delete(path);
    return this.content(path, accept, observe === 0 ? this.sequence++ : undefined);
  }

  private write(path: string, payload: Buffer): Partial<Packet> {
    const definition = definitions.resource(parsePath(path));
    if (definition?.type === undefined || !definition.operations.includes('W')) return { code: '4.05' };
    const value = decodeText(definition.type, payload);
    if (definition.id === 5851 && Number(value) > 100) return { code: '4.00' };
    this.set(path, value);
    return { code: '2.04' };
  }

  private content(path: string, format: number, sequence: number | undefined): Partial<Packet> {
    const parsed = parsePath(path);
    const leaves = [...this.values].filter(([name]) => `${name}/`.startsWith(`${path}/`)).flatMap(([name, value]) => toLeaves(parsePath(name), value as Content, definitions));
    const observe = sequence === undefined ? [] : [{ name: 'Observe', value: Buffer.of(sequence >> 8, sequence & 255) }];
    return { code: '2.05', options: [...observe, contentFormat(format)], payload: encodeContent(format, leaves, parsed) };
  }

  private links(path: string): string {
    const resources = [...this.values.keys(), ...this.executables].filter((name) => `${name}/`.startsWith(`${path}/`)).map((name) => name.split('/').slice(0, 4).join('/'));
    return [path, ...new Set(resources)].map((name) => `<${name}>`).join(',');
  }
}
