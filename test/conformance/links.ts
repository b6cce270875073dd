/** Answers in CoRE Link Format, as cases compare them: the order of attributes is free. */
import assert from 'node:assert/strict';
import { parseLinks } from '../../tools/server/linkFormat';
import { Format } from '../stack/message';
import type { Server } from '../interop/server';

/** Links by target; each with its attributes by name, which have an empty text when they have no value. */
export type Links = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function linksOf(text: string): Links {
  return Object.fromEntries(parseLinks(text).map(({ target, attributes }) => [target, Object.fromEntries(attributes)]));
}

/** Asks Leshan for a Discover as it comes, without Leshan's own reading of it. */
export async function discover(server: Server, path: string): Promise<Links> {
  const { code, payload = '' } = await server.coap({ method: 'GET', path, accept: Format.link });
  assert.equal(code, '2.05', `Discover ${path}`);
  return linksOf(Buffer.from(payload, 'hex').toString());
}
