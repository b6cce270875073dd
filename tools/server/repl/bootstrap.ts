/** What the bootstrap server does, as lines. */
import { codeName, describeFailure } from '../advice';
import { describeStep, type BootstrapServer } from '../bootstrap';
import { displayValue } from '../input';
import { formatPath } from '../path';

/** Prints each step of each session. */
export function printBootstrap(server: BootstrapServer, print: (line: string) => void): void {
  server.on('requested', (endpoint, peer) => print(`bootstrap | ${endpoint} asks, from ${peer.address}:${peer.port}`));
  server.on('step', ({ endpoint, step, code, diagnostic, links, leaves }) => {
    const said = diagnostic === '' ? '' : `: ${JSON.stringify(diagnostic)}`;
    print(`bootstrap | ${endpoint} ${describeStep(step)} ${codeName(code)}${said}`);
    for (const { target, attributes } of links) {
      print(`bootstrap |   ${[target, ...[...attributes].map(([name, value]) => `${name}=${value}`)].join(' ')}`);
    }
    for (const { path, type, value } of leaves) print(`bootstrap |   ${formatPath(path)} ${displayValue(type, value)}`);
  });
  server.on('finished', (endpoint) => print(`bootstrap | ${endpoint} is done and will register`));
  server.on('failed', (endpoint, reason) => print(`bootstrap | ${endpoint} failed: ${reason}`));
  server.on('packed', (endpoint, peer) => print(`bootstrap | ${endpoint} took the pack, from ${peer.address}:${peer.port}`));
  server.on('refused', (peer, code, reason) => print(`bootstrap | refused ${peer.address}:${peer.port} with ${code}: ${reason}`));
  server.on('handshakeFailed', (peer, failure) => print(`bootstrap | ${describeFailure(peer, failure)}`));
  server.on('trouble', (message) => print(`bootstrap | ${message}`));
}
