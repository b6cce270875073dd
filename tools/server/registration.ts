/** What Register and Update carry, and whether it is right (LwM2M 1.2 Core 6.2.1 and 6.2.2). */
import { Format } from './formats';
import { parseLinks, type Link } from './linkFormat';
import { ContentError } from './value';

/** What a client said of itself; in an Update, only what changes. */
export interface RegistrationParameters {
  endpoint?: string;
  /** Seconds; 0 never ends. */
  lifetime?: number;
  /** `1.0`, `1.1` or `1.2`. */
  version?: string;
  /** Letters of the transports, `U` for UDP. */
  binding?: string;
  queueMode?: boolean;
  smsNumber?: string;
  /** Profile ids, which stand for a list of objects (LwM2M 1.2 Core 6.2.1). */
  profileId?: string;
  links?: Link[];
}

/** What every Register says. */
export type Registration = RegistrationParameters & { endpoint: string; lifetime: number; version: string; links: Link[] };

/** A CoAP error code, and what is wrong in words. */
export class RegistrationError extends Error {
  override name = 'RegistrationError';
  constructor(
    readonly code: '4.00' | '4.03' | '4.04' | '4.05' | '4.09' | '4.12',
    message: string,
  ) {
    super(message);
  }
}

/** What a registration is made of, as the server received it. */
export interface RegistrationMessage {
  query: readonly string[];
  contentFormat: number | undefined;
  payload: Buffer;
}

const VERSIONS: readonly string[] = ['1.0', '1.1', '1.2'];
/** Letters of transports: UDP, TCP, SMS, non-IP; MQTT and HTTP since 1.2. */
const BINDINGS: Readonly<Record<string, RegExp>> = { '1.1': /^[UTSN]+$/, '1.2': /^[UTSNMH]+$/ };
const LONGEST_LIFETIME = 0xffffffff;
/** A lifetime may be left out in 1.0, and then is a day (LwM2M 1.0 5.3.1). */
const DEFAULT_LIFETIME = 86_400;
const BINDINGS_1_0: readonly string[] = ['U', 'UQ', 'S', 'SQ', 'US', 'UQS'];

/** Reads a Register; every mandatory parameter is there. @throws RegistrationError */
export function parseRegister(message: RegistrationMessage): Registration {
  const parameters = parseParameters(message.query);
  const { endpoint, version } = parameters;
  const links = parsePayload(message);
  if (version === undefined) throw bad('the lwm2m parameter is missing');
  if (!VERSIONS.includes(version)) {
    throw new RegistrationError('4.12', `LwM2M ${version} is not one of ${VERSIONS.join(', ')}`);
  }
  if (endpoint === undefined || endpoint === '') throw bad('the ep parameter is missing, and without security nothing else names the client');
  const lifetime = parameters.lifetime ?? (version === '1.0' ? DEFAULT_LIFETIME : undefined);
  if (lifetime === undefined) throw bad('the lt parameter is missing');
  if (links === undefined && parameters.profileId !== undefined) {
    throw new RegistrationError('4.09', `this server does not know the profile ${parameters.profileId}: send the list of objects`);
  }
  if (links === undefined || links.length === 0) throw bad('the list of objects is missing');
  return { ...parameters, ...parseBinding(parameters, version), endpoint, version, lifetime, links };
}

/** Reads an Update of a client that registered with `version`. @throws RegistrationError */
export function parseUpdate(message: RegistrationMessage, version: string): RegistrationParameters {
  const parameters = parseParameters(message.query);
  if (parameters.endpoint !== undefined || parameters.version !== undefined) {
    throw bad('an Update cannot change ep or lwm2m');
  }
  const links = parsePayload(message);
  return { ...parameters, ...parseBinding(parameters, version), ...(links !== undefined && { links }) };
}

function bad(message: string): RegistrationError {
  return new RegistrationError('4.00', message);
}

function parseParameters(query: readonly string[]): RegistrationParameters {
  const parameters: RegistrationParameters = {};
  const seen = new Set<string>();
  for (const parameter of query) {
    const equals = parameter.indexOf('=');
    const name = equals === -1 ? parameter : parameter.slice(0, equals);
    const value = equals === -1 ? undefined : parameter.slice(equals + 1);
    if (seen.has(name)) throw bad(`the ${name} parameter is there twice`);
    seen.add(name);
    if ((name === 'Q') !== (value === undefined)) throw bad(`"${parameter}" is not a parameter of a registration`);
    switch (name) {
      case 'ep':
        parameters.endpoint = value;
        break;
      case 'lt':
        parameters.lifetime = parseLifetime(value ?? '');
        break;
      case 'lwm2m':
        parameters.version = value;
        break;
      case 'b':
        parameters.binding = value;
        break;
      case 'sms':
        parameters.smsNumber = value;
        break;
      case 'pid':
        parameters.profileId = value;
        break;
      case 'Q':
        parameters.queueMode = true;
        break;
      default:
        throw bad(`"${parameter}" is not a parameter of a registration`);
    }
  }
  return parameters;
}

function parseLifetime(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > LONGEST_LIFETIME) throw bad(`the lifetime "${text}" is not a number of seconds`);
  return Number(text);
}

/** In 1.0 queue mode is a letter of the binding, later a parameter of its own. */
function parseBinding({ binding, queueMode = false, profileId }: RegistrationParameters, version: string): RegistrationParameters {
  if (profileId !== undefined && version !== '1.2') throw bad(`LwM2M ${version} has no pid parameter`);
  if (version === '1.0') {
    if (queueMode) throw bad('LwM2M 1.0 has no Q parameter; it writes b=UQ');
    if (binding === undefined) return {};
    if (!BINDINGS_1_0.includes(binding)) throw bad(`"${binding}" is not a binding of LwM2M 1.0`);
    return { binding: binding.replace('Q', ''), queueMode: binding.includes('Q') };
  }
  if (binding === undefined) return queueMode ? { queueMode } : {};
  if (!BINDINGS[version].test(binding) || new Set(binding).size !== binding.length) {
    throw bad(`"${binding}" is not a binding of LwM2M ${version}`);
  }
  return { binding, queueMode };
}

function parsePayload({ contentFormat, payload }: RegistrationMessage): Link[] | undefined {
  if (payload.length === 0) return undefined;
  if (contentFormat !== Format.LinkFormat) throw bad(`the list of objects has Content-Format ${contentFormat ?? 'none'}, not 40`);
  try {
    return parseLinks(payload.toString());
  } catch (error) {
    if (error instanceof ContentError) throw bad(`the list of objects is not link-format: ${error.message}`);
    throw error;
  }
}
