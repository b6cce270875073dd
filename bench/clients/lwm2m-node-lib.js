/**
 * lwm2m-node-lib as its own command-line client uses it: objects in its registry, no handlers.
 * Its client file is loaded alone, since the package's main file also loads a database driver for its server.
 */
'use strict';
const { promisify } = require('util');
const client = require('lwm2m-node-lib/lib/lwm2m-client');
const { device, temperature } = require('../values.json');

const { BENCH_PORT, BENCH_ENDPOINT } = process.env;
const create = promisify(client.registry.create);
const set = promisify(client.registry.setResource);

async function main() {
  client.init({
    client: {
      lifetime: '86400',
      version: '1.0',
      logLevel: 'FATAL',
      observe: { period: 3000 },
      ipProtocol: 'udp4',
      serverProtocol: 'udp4',
      // It drops a request whose Accept it has no name for.
      formats: [{ name: 'application/vnd.oma.lwm2m+tlv', value: 11542 }],
      writeFormat: 'text/plain',
    },
    logLevel: 'FATAL',
  });
  for (const [uri, values] of [['/3/0', device], ['/3303/0', temperature]]) {
    await create(uri);
    for (const [id, value] of Object.entries(values)) await set(uri, id, value);
  }
  await promisify(client.register)('127.0.0.1', BENCH_PORT, '', BENCH_ENDPOINT);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
