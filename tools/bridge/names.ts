/** A DNS server for the boards (RFC 1035): it answers with what this machine knows of a name. */

/** Finds the IPv4 address of a name. @throws An error of code ENOTFOUND when there is none. */
export type Lookup = (name: string) => Promise<string>;

const enum Code {
  noError = 0,
  serverFailure = 2,
  nameError = 3,
  notImplemented = 4,
}

const enum Flags {
  response = 0x8000,
  opcode = 0x7800,
  recursionDesired = 0x0100,
  recursionAvailable = 0x0080,
}

const headerBytes = 12;
const typeA = 1;
const classInternet = 1;
/** Seconds. */
const timeToLive = 60;

interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Where it ends in the message. */
  readonly end: number;
}

/** @returns undefined when it is not a question. A name in a question is not compressed. */
function readQuestion(message: Buffer): Question | undefined {
  const labels: string[] = [];
  let at = headerBytes;
  while (at < message.length && message[at] !== 0) {
    if (message[at] > 63) return undefined; // RFC 1035 2.3.4
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  if (at + 5 > message.length) return undefined;
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), class: message.readUInt16BE(at + 3), end: at + 5 };
}

async function lookUp({ name, type, class: kind }: Question, lookup: Lookup): Promise<{ code: Code; address?: string }> {
  if (type !== typeA || kind !== classInternet) return { code: Code.noError };
  try {
    return { code: Code.noError, address: await lookup(name) };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code === 'ENOTFOUND' ? Code.nameError : Code.serverFailure };
  }
}

/** The answer to a message of a board; undefined when that is no question. */
export async function answerTo(message: Buffer, lookup: Lookup): Promise<Buffer | undefined> {
  if (message.length < headerBytes) return undefined;
  const flags = message.readUInt16BE(2);
  const question = message.readUInt16BE(4) === 1 ? readQuestion(message) : undefined;
  if ((flags & Flags.response) !== 0 || question === undefined) return undefined;
  const isQuery = (flags & Flags.opcode) === 0;
  const { code, address } = isQuery ? await lookUp(question, lookup) : { code: Code.notImplemented, address: undefined };
  const header = Buffer.alloc(headerBytes);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(Flags.response | (flags & (Flags.opcode | Flags.recursionDesired)) | Flags.recursionAvailable | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  const parts = [header, message.subarray(headerBytes, question.end)];
  if (address !== undefined) {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc000 | headerBytes, 0); // RFC 1035 4.1.4: the name of the question
    record.writeUInt16BE(typeA, 2);
    record.writeUInt16BE(classInternet, 4);
    record.writeUInt32BE(timeToLive, 6);
    record.writeUInt16BE(4, 10);
    record.set(address.split('.').map(Number), 12);
    parts.push(record);
  }
  return Buffer.concat(parts);
}
