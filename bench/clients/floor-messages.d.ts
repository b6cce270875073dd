/** Reply datagrams in hex, by the `id` of the request kind. */
export const fixedReplies: Readonly<Record<string, string>>;
/** A Register request. */
export function register(endpoint: string): Buffer;
