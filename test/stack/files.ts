import { generate, parse } from 'coap-packet';
import type { Simulation } from '../../boards/sim/board';
import { firmwarePackage } from '../objects/firmware';
import { uint } from './message';

/** A file server: what it is asked is in `asked`, and what it holds may change. */
export interface Files {
  content: Buffer;
  eTag: Buffer;
  /** The largest SZX it gives. */
  szx: number;
  /** Bytes it says there are. */
  size2: number | undefined;
  /** Answers this code instead of 2.05, and how often; for ever unless told. */
  code: string | undefined;
  silent: boolean;
  readonly asked: string[];
  readonly blocks: number[];
}

/** Has a host of the network serve files. */
export function serve({ simulation }: { simulation: Pick<Simulation, 'listen'> }, host = 'files', port = 5683): Files {
  const files: Files = {
    content: firmwarePackage(5000),
    eTag: Buffer.from('v1'),
    szx: 6,
    size2: 5000,
    code: undefined,
    silent: false,
    asked: [],
    blocks: [],
  };
  simulation.listen(host, port, (bytes, reply) => {
    const { messageId, token, options } = parse(Buffer.from(bytes));
    if (files.silent) return;
    const values = (name: string): string[] => options.filter((option) => option.name === name).map(({ value }) => value.toString());
    const asked = [...(options.find(({ name }) => name === 'Block2')?.value ?? [])].reduce((sum, byte) => sum * 256 + byte, 0);
    files.asked.push(`${values('Uri-Host').join()}/${values('Uri-Path').join('/')}?${values('Uri-Query').join('&')}${values('Proxy-Uri').join()}`);
    if (files.code !== undefined) return reply(generate({ code: files.code, ack: true, messageId, token }));
    const szx = Math.min(asked & 7, files.szx);
    const from = (asked >>> 4) * (16 << (asked & 7));
    const to = from + (16 << szx);
    files.blocks.push(from);
    const block2 = (from / (16 << szx)) * 16 + (to < files.content.length ? 8 : 0) + szx;
    const sizes = files.size2 === undefined ? [] : [{ name: 'Size2' as const, value: uint(files.size2) }];
    reply(
      generate({
        code: '2.05',
        ack: true,
        messageId,
        token,
        payload: files.content.subarray(from, to),
        options: [{ name: 'ETag', value: files.eTag }, { name: 'Block2', value: uint(block2) }, ...sizes],
      }),
    );
  });
  return files;
}
