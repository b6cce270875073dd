/** What clients ask this server: Register, Update, De-register and Send. */
import type { EventEmitter } from 'node:events';
import type { ServerEvents } from './answers';
import { rootOf, type Client, type ClientTable } from './clients';
import { decodeContent } from './content';
import type { Definitions } from './definitions';
import type { Delivery } from './delivery';
import type { IncomingRequest, Reply } from './messages';
import { parseRegister, parseUpdate, RegistrationError } from './registration';
import { ContentError } from './value';

export class Inbound {
  constructor(
    private readonly table: ClientTable,
    private readonly delivery: Delivery,
    private readonly definitions: Definitions,
    private readonly events: EventEmitter<ServerEvents>,
  ) {}

  handle(request: IncomingRequest): Reply {
    try {
      // Some clients put rd/<id> into one segment, as some servers give it.
      const [root, id, ...rest] = request.path.join('/').split('/');
      if (root === 'dp' && id === undefined) return this.handleSend(request);
      if (root !== 'rd' || rest.length > 0) throw new RegistrationError('4.04', `nothing is at /${request.path.join('/')}`);
      if (id === undefined) return this.handleRegister(request);
      const client = this.table.byId(id);
      if (client === undefined) throw new RegistrationError('4.04', `no registration is at /rd/${id}`);
      this.checkIdentity(client, request);
      return this.handleRegistered(request, client);
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      return { code: error.code, afterwards: () => this.events.emit('refused', request.peer, error) };
    }
  }

  private handleRegister(request: IncomingRequest): Reply {
    if (request.method !== 'POST') throw new RegistrationError('4.05', `/rd takes POST, not ${request.method}`);
    const registration = parseRegister(request);
    const earlier = this.table.byEndpoint(registration.endpoint);
    if (earlier?.state === 'registered') this.checkIdentity(earlier, request);
    const client = this.table.register(registration, request.peer);
    const afterwards = (): void => {
      this.events.emit('registered', client);
      this.delivery.heard(client);
    };
    return { code: '2.01', location: ['rd', client.id], afterwards };
  }

  private handleRegistered(request: IncomingRequest, client: Client): Reply {
    switch (request.method) {
      case 'POST': {
        this.table.update(client, parseUpdate(request, client.version), request.peer);
        const afterwards = (): void => {
          this.events.emit('updated', client);
          this.delivery.heard(client);
        };
        return { code: '2.04', afterwards };
      }
      case 'DELETE':
        this.table.leave(client, 'deregistered');
        this.delivery.left(client);
        return { code: '2.02', afterwards: () => this.events.emit('deregistered', client) };
      default:
        throw new RegistrationError('4.05', `a registration takes POST and DELETE, not ${request.method}`);
    }
  }

  /** A registration belongs to the identity that made it. */
  private checkIdentity({ endpoint, peer }: Client, request: IncomingRequest): void {
    if (peer.identity === request.peer.identity) return;
    throw new RegistrationError('4.03', `${endpoint} is registered by "${peer.identity}", and not by "${request.peer.identity}"; it can be registered anew when its lifetime is over`);
  }

  /** Send (LwM2M 1.1 Core 6.4.6): names are whole, and of objects that are registered. */
  private handleSend({ peer, method, contentFormat, payload }: IncomingRequest): Reply {
    if (method !== 'POST') throw new RegistrationError('4.05', `/dp takes POST, not ${method}`);
    const client = this.table.byPeer(peer);
    if (client === undefined) throw new RegistrationError('4.04', 'a Send came from an address that no client registered');
    try {
      const leaves = decodeContent(contentFormat, payload, [], this.definitions, rootOf(client));
      const objects = new Set(client.links.map(({ target }) => target.slice(rootOf(client).length).split('/')[1]));
      const stranger = leaves.find(({ path }) => !objects.has(String(path[0])));
      if (stranger !== undefined) throw new RegistrationError('4.04', `${client.endpoint} sent a value of object ${stranger.path[0]}, which it did not register`);
      const afterwards = (): void => {
        this.delivery.heard(client);
        this.events.emit('sent', { client, format: contentFormat, leaves, time: client.lastSeen });
      };
      return { code: '2.04', afterwards };
    } catch (error) {
      if (error instanceof ContentError) throw new RegistrationError('4.00', `${client.endpoint} sent what cannot be read, since ${error.message}`);
      throw error;
    }
  }
}
