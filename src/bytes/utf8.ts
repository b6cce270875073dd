/**
 * Whether bytes `start` to `end` - 1 are UTF-8 (RFC 3629 4): no overlong form, no surrogate, nothing beyond
 * U+10FFFF. NUL is refused too, since texts are handed to applications that end them there.
 */
export function utf8Valid(from: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end) {
    const lead = from[i];
    i++;
    if (lead > 0x7f) {
      if (lead < 0xc2 || lead > 0xf4 || i === end) {
        return false;
      }
      // The second byte excludes overlong forms, surrogates and what is too large.
      const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (from[i] < least || from[i] > most) {
        return false;
      }
      i++;
      for (let more = lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2; more > 0; more--) {
        if (i === end || (from[i] & 0xc0) !== 0x80) {
          return false;
        }
        i++;
      }
    } else if (lead === 0) {
      return false;
    }
  }
  return true;
}
