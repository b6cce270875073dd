/** The targets there are. One more is a file in `targets/` and a line here; one more content format, a line alone. */
import { base64 } from './targets/base64';
import { coapMessage } from './targets/coap-message';
import { datagrams } from './targets/datagram';
import { floatBits, floatText, integerText } from './targets/decimal';
import { dtls } from './targets/dtls';
import { executeArguments } from './targets/execute-arguments';
import { formats } from './targets/formats';
import { utf8 } from './targets/utf8';
import { writeAttributes } from './targets/write-attributes';
import type { Target } from './target';

export const targets: readonly Target[] = [
  base64,
  utf8,
  integerText,
  floatText,
  floatBits,
  executeArguments,
  ...formats,
  writeAttributes,
  ...datagrams,
  ...dtls,
  coapMessage,
];
