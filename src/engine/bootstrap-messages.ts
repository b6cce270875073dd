import { Config } from 'config';
import { decimalSize, putDecimal, putText } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { startRequest } from '../coap/endpoint';
import { putOption, putTextOption } from '../coap/encode';
import { ContentFormat } from '../format/type';
import { putEndpointName } from './registration-messages';

/** What the client asks a Bootstrap-Server for (LwM2M 1.1 Core 6.1.7.1, Transport 6.4.2). */

/** The format that the client likes best of those a Bootstrap-Server can write whole objects in. */
export function preferredFormat(): number {
  return Config.formatLwm2mCbor === 1 && Config.version >= 12
    ? ContentFormat.lwm2mCbor
    : Config.formatSenmlCbor === 1
      ? ContentFormat.senmlCbor
      : Config.formatTlv === 1
        ? ContentFormat.tlv
        : ContentFormat.senmlJson;
}

/** Bootstrap-Request: POST /bs?ep={}&pct={}. @param withFormat Whether to say which format is preferred. */
export function putBootstrapRequest(link: number, withFormat: boolean): void {
  startRequest(link, Code.post);
  putTextOption(Option.uriPath, 'bs');
  putEndpointName();
  if (withFormat && Config.version >= 11) {
    putOption(Option.uriQuery, 4 + decimalSize(preferredFormat()));
    putText('pct=');
    putDecimal(preferredFormat());
  }
}
