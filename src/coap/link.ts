import { Config } from 'config';

/** The links of an image: one a server, and one to where firmware is downloaded from. */
export const enum Links {
  download = Config.servers,
  all = Config.servers + Config.firmwarePull,
}
