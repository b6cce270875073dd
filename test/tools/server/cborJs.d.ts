/** npm cbor-js, which comes without types. */
declare module 'cbor-js' {
  export function encode(value: unknown): ArrayBuffer;
  export function decode(bytes: ArrayBufferLike, tagger?: (value: unknown, tag: number) => unknown): unknown;
}
