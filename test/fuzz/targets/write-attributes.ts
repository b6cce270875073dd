import { SMART_LIGHT, startClient } from '../client';
import { type Message, type Parts, writeRequest } from '../../stack/message';
import vectors from '../../vectors.json';
import { bytesOf, promise, type Target } from '../target';

/** Where attributes are set: an object, an instance, a resource with a number and one without, a resource instance. */
const paths = ['/3303', '/3303/0', '/3303/0/5700', '/3303/0/5701', '/3/0/7/0'];

/** Codes of Write-Attributes: all of them (LwM2M 1.1 Core 6.3.4), and 5.03 when there is no room. */
const codes = ['2.04', '4.00', '4.02', '5.03'];

/**
 * Write-Attributes: the first byte says to which path, the rest is the queries, with `&` between them. What is refused
 * changes nothing, and what is accepted is discovered the same each time it is written.
 */
export const writeAttributes: Target = {
  name: 'write-attributes',
  longest: 200,
  dictionary: bytesOf('pmin=', 'pmax=', 'gt=', 'lt=', 'st=', 'epmin=', 'epmax=', '&', '=', '-', '.', '1e3', '99999999999', 'pmin', 'gt'),
  seeds: () => {
    const queries = vectors.filter(({ id }) => id.startsWith('wa-')).map(({ input }) => input);
    return [...queries, 'pmin=1&pmax=20&gt=3.5&lt=1&st=1', 'epmin=1&epmax=2', 'pmin&gt'].flatMap((query) =>
      paths.map((_, at) => Uint8Array.from([at, ...Buffer.from(query)])),
    );
  },
  start(modules) {
    const client = startClient(modules, SMART_LIGHT);
    let messageId = 0;

    function ask(method: string, path: string, parts: Parts): Message {
      messageId++;
      const sent = client.receive(writeRequest(method, path, { ...parts, messageId, token: Buffer.from('a') }));
      const answers = sent.filter(({ packet }) => packet.ack && packet.messageId === messageId);
      promise(answers.length === 1, `${answers.length} answers`);
      return answers[0];
    }
    const discover = (path: string): string => ask('GET', path.split('/').slice(0, 4).join('/'), { accept: 40 }).text;

    return (input) => {
      client.reset();
      messageId = 0;
      const path = paths[(input[0] ?? 0) % paths.length];
      const options = Buffer.from(input.slice(1))
        .toString('latin1')
        .split('&')
        .map((query) => ({ name: 'Uri-Query' as const, value: Buffer.from(query, 'latin1') }));
      const before = discover(path);
      const { code } = ask('PUT', path, { options });
      const after = discover(path);
      promise(codes.includes(code), `answered ${code}`);
      promise(code === '2.04' || after === before, `refused, and changed ${before} to ${after}`);
      promise(ask('PUT', path, { options }).code === code, 'answered otherwise when asked again');
      promise(discover(path) === after, 'discovered otherwise when asked again');
    };
  },
};
