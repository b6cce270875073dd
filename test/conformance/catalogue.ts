/**
 * The cases of the LwM2M enabler test specification: ids and titles of ETS 1.2.1, and which of them ETS 1.0.1 has. Here are
 * those with a procedure; those without one, and those whose procedure is another's, are in exceptions.ts.
 */
export type Version = '1.0' | '1.1' | '1.2';

export interface Entry {
  readonly id: number;
  readonly title: string;
  /** Versions of the enabler that the case is for; the client is configured as each of them in turn. */
  readonly versions: readonly Version[];
}

type Titles = Readonly<Record<number, string>>;

/** LightweightM2M-1.0-int-N and LightweightM2M-1.1-int-N. */
const since10: Titles = {
  0: 'Client Initiated Bootstrap',
  101: 'Initial Registration',
  102: 'Registration Update',
  103: 'Deregistration',
  104: 'Registration Update Trigger',
  201: 'Querying basic information in Plain Text',
  203: 'Querying basic information in TLV',
  204: 'Querying basic information in JSON',
  205: 'Setting basic information in Plain Text',
  215: 'Setting basic information in TLV',
  220: 'Setting basic information in JSON',
  241: 'Executable Resource: Rebooting the device',
  260: 'Discover Command',
  301: 'Observation and Notification of parameter values',
  302: 'Cancel Observations using Reset Operation',
  303: 'Cancel observations using Observe with Cancel parameter',
  401: 'UDP Channel Security: Pre-shared Key Mode',
  651: 'Device: Check Access to the Resources',
  652: 'Querying the firmware version from the client',
  680: 'Device: Create Object Instance',
  685: 'Device: Delete Object Instance',
  701: 'Connectivity Monitoring: readable resources',
  710: 'Connectivity Monitoring: basic observation',
  751: 'Firmware: readable resources',
  755: 'Firmware: setting the Package',
  756: 'Firmware: setting the Package URI',
  760: 'Firmware: observation of State',
  770: 'Successful Firmware update (via CoAP)',
  771: 'Successful Firmware update (alternative mechanism)',
  772: 'Firmware error 1: installation without a package',
  773: 'Firmware error 2: shortage of storage',
  774: 'Firmware error 3: out of memory',
  775: 'Firmware error 4: connection lost during download',
  776: 'Firmware error 5: integrity check failure',
  777: 'Firmware error 6: unsupported package type',
  778: 'Firmware error 7: invalid URI',
  779: 'Firmware error 8: unsuccessful update',
  801: 'Location: readable resources',
  810: 'Location: basic observation',
  901: 'Connectivity Statistics: data collection',
  905: 'Connectivity Statistics: setting the writable resources',
  910: 'Connectivity Statistics: basic observation',
  950: 'Multi-Servers Registration',
  951: 'Multi-Servers & Attributes',
  1200: 'Cellular Connectivity: readable resources',
  1630: 'Create Portfolio Object Instance',
  1635: 'Delete Portfolio Object Instance',
};

/** LightweightM2M-1.1-int-N. */
const since11: Titles = {
  1: 'Client Initiated Bootstrap Full (PSK)',
  2: 'Client Initiated Bootstrap Full (Cert)',
  3: 'Simple Bootstrap from Smartcard',
  4: 'Bootstrap Delete',
  5: 'Server Initiated Bootstrap',
  6: 'Bootstrap Sequence',
  7: 'Fallback to bootstrap',
  8: 'Bootstrap Read',
  9: 'Bootstrap and Configuration Consistency',
  10: 'Client Initiated Bootstrap Full (EST)',
  105: 'Discarded Register Update',
  106: 'TCP Binding',
  107: 'Extending the lifetime of a registration',
  108: 'Turn on Queue Mode',
  109: 'Behavior in Queue Mode',
  211: 'Querying basic information in CBOR',
  212: 'Setting basic information in CBOR',
  221: 'Attempt to perform operations on Security',
  222: 'Read on Object',
  223: 'Read on Object Instance',
  224: 'Read on Resource',
  225: 'Read on Resource Instance',
  226: 'Write (Partial Update) on Object Instance',
  227: 'Write (replace) on Resource',
  228: 'Write on Resource Instance',
  229: 'Read-Composite Operation',
  230: 'Write-Composite Operation',
  231: 'Querying basic information in SenML JSON',
  232: 'Querying basic information in SenML CBOR',
  233: 'Setting basic information in SenML CBOR',
  234: 'Setting basic information in SenML JSON',
  235: 'Read-Composite Operation on root path',
  236: 'Read-Composite Operation, partial presence',
  237: 'Read on Object without specifying Content-Type',
  256: 'Write Operation Failure',
  257: 'Write-Composite Operation',
  261: 'Write-Attribute on a multiple resource',
  280: 'Successful Read-Composite Operation',
  281: 'Partially Successful Read-Composite Operation',
  304: 'Observe-Composite Operation',
  305: 'Cancel Observation-Composite Operation',
  306: 'Send Operation',
  307: 'Muting Send',
  308: 'Observe-Composite and creating an Object Instance',
  309: 'Observe-Composite and deleting an Object Instance',
  310: 'Observe-Composite and modification of parameters',
  311: 'Send command',
  402: 'UDP Channel Security: Certificate Mode',
  403: 'UDP Channel Security: Certificate Mode, server identity failure',
  404: 'TCP Channel Security: TLS, Certificate Mode',
  405: 'OSCORE',
  406: 'TCP Channel Security: TLS, Pre-shared Key Mode',
  1201: 'Cellular Connectivity 1.1: readable resources',
  1202: 'Cellular Connectivity 1.1: setting power saving',
  1203: 'Cellular Connectivity 1.1: basic observation',
  1204: 'Cellular Connectivity 1.1: observation of timers',
  1250: 'APN configuration',
  1350: 'Bearer Selection',
  1900: 'BinaryAppDataContainer: observation',
  1901: 'BinaryAppDataContainer: writing',
  2000: 'Event Log: LogStart',
  2001: 'Event Log: reading',
};

/** LightweightM2M-1.2-int-N. */
const since12: Titles = {
  11: 'Client Initiated Bootstrap (OSCORE)',
  12: 'Bootstrap via Bootstrap-Pack-Request',
  19: 'Client Initiated Bootstrap over MQTT',
  110: 'Initial Registration using Profile ID',
  111: 'Initial Registration with Profile ID and Object List',
  264: 'Discover with depth 1',
  266: 'Discover with depth 3',
  312: 'Observe with attributes as parameters',
  313: 'Observe parameters override attributes',
};

function entries(titles: Titles, versions: readonly Version[]): Entry[] {
  return Object.entries(titles).map(([id, title]) => ({ id: Number(id), title, versions }));
}

/** All cases with a procedure, by their number. */
export const catalogue: readonly Entry[] = [
  ...entries(since10, ['1.0', '1.1']),
  ...entries(since11, ['1.1']),
  ...entries(since12, ['1.2']),
].sort((a, b) => a.id - b.id);

/** Cases of the connection management objects have a name of their own. */
const connectionManagement = [1250, 1350];

/** The specification's name of a case; `LightweightM2M-` goes without saying. */
export function nameOf(id: number, version: Version): string {
  return connectionManagement.includes(id) ? `CONMGMT-int-${id}` : `${version}-int-${id}`;
}
