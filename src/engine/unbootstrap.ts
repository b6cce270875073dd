import { Config } from 'config';
import { takeLostAccount } from './accounts';
import { forgetOwner } from './attributes';
import { forgetObservations } from './observations';
import { forgetServer } from './ownership';
import { forgetSends } from './send';

/**
 * Unbootstrapping (LwM2M 1.1 Core 6.1.7.6, 8.1): forgets what servers have left whose account a Bootstrap-Server has
 * deleted: attributes, observations, Sends, entries in ACLs, and what was theirs alone. To be called when the bootstrap is
 * complete: what is deleted and written again is the same account, and a bootstrap that fails takes nothing away.
 */
export function forgetLostServers(): void {
  for (let link = 0; link < Config.servers; link++) {
    const lost = takeLostAccount(link);
    if (lost !== 0) {
      forgetObservations(link);
      forgetOwner(link);
      if (Config.send === 1) {
        forgetSends(link);
      }
      if (Config.accessControl === 1) {
        forgetServer(lost);
      }
    }
  }
}
