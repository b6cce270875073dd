/** The requests that are measured, and what a right reply to each holds. */
import { optionsAndPayload, readRequest } from './messages';
import { readTlv } from './tlv';
import { device, temperature } from './values.json';

const contentFormatOption = 12;
const textPlain = 0;
const lwm2mTlv = 11542;
/** What LwM2M TLV was called before it was registered; older clients still say so. */
const oldLwm2mTlv = 1542;

/** A kind of request: a name for the table, the datagram without message id and token, and the check of its reply. */
export interface RequestKind {
  id: string;
  name: string;
  datagram: Buffer;
  /** Says what is wrong with a 2.05 reply, or undefined when it is right. */
  fault(reply: Buffer, manufacturer: string): string | undefined;
}

export const requestKinds: readonly RequestKind[] = [
  {
    id: 'device',
    name: 'READ /3/0/0',
    datagram: readRequest([3, 0, 0], undefined),
    fault: (reply, manufacturer) => {
      const { format, payload } = content(reply);
      const text = isTlv(format) ? readTlv(payload)?.get(0)?.toString() : payload.toString();
      return text === manufacturer ? undefined : `manufacturer is ${JSON.stringify(text)}`;
    },
  },
  {
    id: 'device-text',
    name: 'READ /3/0/0 text',
    datagram: readRequest([3, 0, 0], textPlain),
    fault: (reply, manufacturer) => {
      const { format, payload } = content(reply);
      // A reply without Content-Format is let pass: lwm2m-node-lib never names one.
      if (format !== undefined && format !== textPlain) return `format ${format} instead of text`;
      return payload.toString() === manufacturer ? undefined : `manufacturer is ${JSON.stringify(payload.toString())}`;
    },
  },
  {
    id: 'temperature',
    name: 'READ /3303/0 TLV',
    datagram: readRequest([3303, 0], lwm2mTlv),
    fault: (reply) => {
      const { format, payload } = content(reply);
      if (!isTlv(format)) return `format ${format} instead of TLV`;
      const resources = readTlv(payload);
      if (resources === undefined) return 'malformed TLV';
      const missing = Object.keys(temperature).filter((id) => !resources.has(Number(id)));
      return missing.length === 0 ? undefined : `without resource ${missing.join(', ')}`;
    },
  },
];

/** The manufacturer that clients of this bench are told to have. */
export const benchManufacturer = device[0];

function isTlv(format: number | undefined): boolean {
  return format === lwm2mTlv || format === oldLwm2mTlv;
}

function content(reply: Buffer): { format: number | undefined; payload: Buffer } {
  const { options, payload } = optionsAndPayload(reply);
  const format = options.find((option) => option.number === contentFormatOption);
  return {
    format: format === undefined ? undefined : format.value.reduce((value, byte) => value * 256 + byte, 0),
    payload,
  };
}
