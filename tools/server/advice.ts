/** What an error of a client means, and what to do. */
import type { Definitions, ResourceDefinition } from './definitions';
import type { Failure } from './dtls/association';
import { Alert } from '../../src/dtls/protocol';
import { describeType } from './input';
import type { Peer } from './messages';
import { formatPath, type Path } from './path';

export type Operation = 'read' | 'write' | 'attributes' | 'execute' | 'create' | 'delete' | 'discover' | 'observe' | 'cancel';

const NAMES: Readonly<Record<string, string>> = {
  '2.01': 'Created',
  '2.02': 'Deleted',
  '2.04': 'Changed',
  '2.05': 'Content',
  '2.31': 'Continue',
  '4.00': 'Bad Request',
  '4.01': 'Unauthorized',
  '4.02': 'Bad Option',
  '4.03': 'Forbidden',
  '4.04': 'Not Found',
  '4.05': 'Method Not Allowed',
  '4.06': 'Not Acceptable',
  '4.08': 'Request Entity Incomplete',
  '4.09': 'Conflict',
  '4.12': 'Precondition Failed',
  '4.13': 'Request Entity Too Large',
  '4.15': 'Unsupported Content-Format',
  '4.29': 'Too Many Requests',
  '5.00': 'Internal Server Error',
  '5.01': 'Not Implemented',
  '5.03': 'Service Unavailable',
};

/** `4.04 Not Found` */
export function codeName(code: string): string {
  return Object.hasOwn(NAMES, code) ? `${code} ${NAMES[code]}` : code;
}

/** One or two sentences on an error, or nothing when there is no more to say than its name. */
export function advise(code: string, operation: Operation, path: Path, definitions: Definitions): string {
  const resource = definitions.resource(path);
  const name = formatPath(path);
  switch (code) {
    case '4.00':
      return adviseBadRequest(operation, path, resource);
    case '4.01':
      return path[0] === 0 ? 'Object 0 Security is closed to servers.' : 'The access control of the client does not allow it.';
    case '4.04':
      return path.length === 1
        ? `The client has no object ${path[0]}, or no instance of it.`
        : `The client has no ${name}; discover ${formatPath(path.slice(0, Math.min(path.length - 1, 2)))} shows what it has.`;
    case '4.05':
      return adviseNotAllowed(operation, path, resource);
    case '4.06':
      return 'The client does not answer in this format; try another.';
    case '4.08':
      return 'The client lost a block; write it again.';
    case '4.13':
      return 'The value is too long for the client.';
    case '4.15':
      return 'The client does not take this format; try another.';
    case '5.00':
      return 'The application on the client failed; see its console.';
    case '5.01':
      return 'The client was built without this.';
    case '5.03':
      return 'The client has no room or is busy; try again later, or cancel an observation.';
    default:
      return '';
  }
}

function adviseBadRequest(operation: Operation, path: Path, resource: ResourceDefinition | undefined): string {
  switch (operation) {
    case 'write':
      if (resource === undefined) return 'A value has the wrong type or is out of range, or a mandatory resource is missing.';
      return `${resource.id} ${resource.name} takes ${describeType(resource)}.`;
    case 'attributes':
      return 'pmin and pmax are whole seconds; gt, lt and st are for numbers, and only on a resource; lt + 2 x st must be less than gt. edge is 0 or 1, for a Boolean; con is 0 or 1; edge, con and hqmax are of LwM2M 1.2.';
    case 'execute':
      return `Arguments are single digits, each with a value or without: 0='text',1.`;
    case 'create':
      return path.length === 2
        ? `${formatPath(path)} may exist already, or a mandatory resource is missing or wrong.`
        : 'A mandatory resource is missing, or a value is wrong.';
    default:
      return '';
  }
}

function adviseNotAllowed(operation: Operation, path: Path, resource: ResourceDefinition | undefined): string {
  if (operation === 'delete') return 'The client does not let this instance be deleted.';
  if (operation === 'create') return 'The client does not let instances of this object be created.';
  if (resource === undefined) return path.length < 3 ? '' : 'The resource does not allow this operation.';
  const { operations } = resource;
  const allowed = [
    ...(operations.includes('R') ? ['read'] : []),
    ...(operations.includes('W') ? ['write'] : []),
    ...(operations.includes('E') ? ['execute'] : []),
  ];
  const only = allowed.length === 0 ? 'not open to servers' : `for ${allowed.join(' and ')} only`;
  return `${resource.id} ${resource.name} is ${only}.`;
}

/** Why a client could not be let in over DTLS, and what to do. */
export function describeFailure({ address, port }: Peer, { reason, alert }: Failure): string {
  return `no DTLS with ${address}:${port}: ${reason}. ${adviseHandshake(alert)}`.trimEnd();
}

function adviseHandshake(alert: Alert | undefined): string {
  switch (alert) {
    case undefined:
      return 'It may have been switched off, or what this server sends does not reach it.';
    case Alert.unknownPskIdentity:
      return "Start the server with the client's identity and key (--psk IDENTITY:HEXKEY), or give the client one of the server's.";
    case Alert.decryptError:
    case Alert.badRecordMac:
      return 'Give client and server the same key; it is hexadecimal, and each digit counts.';
    default:
      return '';
  }
}
