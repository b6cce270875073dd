import { Config } from 'config';

/** Access rights of a server on an object instance, as bits of an ACL (LwM2M 1.1 Core E.3). */
export const enum Right {
  /** What needs no right: Discover. */
  none = 0,
  /** Read, Observe and Write-Attributes. */
  read = 1,
  write = 2,
  execute = 4,
  delete = 8,
  /** Of an object: Create. */
  create = 16,
}

/**
 * Whether the server of a link may do to an object instance what the right stands for (LwM2M 1.1 Core 8.1). The device
 * itself, link -1, may do everything.
 * @param instanceId `Id.none` for the object, of which only `Right.create` is asked.
 */
export function isAllowed(_link: number, _objectId: number, _instanceId: number, _right: Right): boolean {
  return Config.accessControl === 1;
}
