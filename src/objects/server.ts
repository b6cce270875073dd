import { Config } from 'config';
import { type InstanceOf, onChanged, onExecute, onValidate } from '../engine/application';
import { linkOfServer, Server, serverNumber } from '../engine/accounts';
import { Answer } from '../engine/answer';
import { requestBootstrap } from '../engine/bootstrap';
import { leave } from '../engine/registration';
import { noteChange, requestUpdate } from '../engine/registration-state';
import { Change } from '../engine/registration-messages';
import { wantWork } from '../engine/schedule';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';
import { slotOf } from '../model/instances';
import { addObject } from '../model/objects';

/**
 * Object 1, LwM2M Server (LwM2M 1.1 Core E.2): the terms of each registration. 13 to 20 are for the Bootstrap-Server
 * alone; 10 belongs to an object this client does not have. It is version 1.1 in all images, whose registrations with
 * LwM2M 1.2 say so (`ver=1.1`): a description is packed before the image's config is known.
 */
export const server = describe({
  id: 1,
  version: '1.1',
  multiple: true,
  resources: {
    [Server.shortServerId]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [1, 65534] },
    [Server.lifetime]: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    [Server.defaultMinimumPeriod]: { type: Type.integer, operations: Operations.readWrite },
    [Server.defaultMaximumPeriod]: { type: Type.integer, operations: Operations.readWrite },
    [Server.disable]: { type: Type.none, operations: Operations.execute },
    [Server.disableTimeout]: { type: Type.integer, operations: Operations.readWrite },
    [Server.notificationStoring]: { type: Type.boolean, operations: Operations.readWrite, mandatory: true },
    [Server.binding]: { type: Type.string, operations: Operations.readWrite, mandatory: true },
    [Server.registrationUpdateTrigger]: { type: Type.none, operations: Operations.execute, mandatory: true },
    [Server.bootstrapRequestTrigger]: { type: Type.none, operations: Operations.execute },
    [Server.alertCode]: { type: Type.unsigned, operations: Operations.read, range: [0, 255] },
    [Server.lastBootstrapped]: { type: Type.time, operations: Operations.read },
    [Server.priorityOrder]: { type: Type.unsigned, operations: Operations.none },
    [Server.initialDelayTimer]: { type: Type.unsigned, operations: Operations.none },
    [Server.failureBlock]: { type: Type.boolean, operations: Operations.none },
    [Server.bootstrapOnFailure]: { type: Type.boolean, operations: Operations.none },
    [Server.communicationRetryCount]: { type: Type.unsigned, operations: Operations.none },
    [Server.communicationRetryTimer]: { type: Type.unsigned, operations: Operations.none },
    [Server.communicationSequenceDelayTimer]: { type: Type.unsigned, operations: Operations.none },
    [Server.communicationSequenceRetryCount]: { type: Type.unsigned, operations: Operations.none },
    [Server.trigger]: { type: Type.boolean, operations: Operations.readWrite },
    [Server.preferredTransport]: { type: Type.string, operations: Operations.readWrite },
    [Server.muteSend]: { type: Type.boolean, operations: Operations.readWrite },
  },
});

type ServerInstance = InstanceOf<typeof server>;

function checkSeconds(value: number): Answer {
  return value >= 0 ? Answer.done : Answer.badRequest;
}

/** Bindings this client has: UDP, in queue mode too, which is a letter here in all versions (LwM2M 1.0.2 5.3.1.1), and TCP. */
function checkBinding(value: string): Answer {
  const isQueued = Config.queueMode === 1 && value === 'UQ';
  const isStream = Config.tcp === 1 && (value === 'T' || value === 'UT' || value === 'TU');
  return value === 'U' || isQueued || isStream ? Answer.done : Answer.badRequest;
}

function checkTransport(value: string): Answer {
  return value === 'U' || (Config.tcp === 1 && value === 'T') ? Answer.done : Answer.badRequest;
}

function onLifetime(instance: ServerInstance): void {
  noteChange(linkOfServer(slotOf(instance)), Change.lifetime);
}

function onBinding(instance: ServerInstance): void {
  noteChange(linkOfServer(slotOf(instance)), Change.binding);
}

/** @param args In LwM2M 1.1, the binding to use from then on: `0='U'` (LwM2M 1.1 Core E.2). */
function executeUpdate(instance: ServerInstance, args: string): Answer {
  if (args !== '' && args !== '0' && args !== "0='U'") {
    return Answer.badRequest;
  }
  requestUpdate(linkOfServer(slotOf(instance)));
  return Answer.done;
}

/** The bootstrap begins when the answer has left. */
function executeBootstrap(): Answer {
  return requestBootstrap() ? Answer.done : Answer.methodNotAllowed;
}

function executeDisable(instance: ServerInstance): Answer {
  const link = linkOfServer(slotOf(instance));
  leave(link, serverNumber(link, Server.disableTimeout, 86400));
  return Answer.done;
}

/** Adds the object. @param maxInstances Servers there can be. */
export function addServer(maxInstances: number): void {
  addObject(server, maxInstances);
  onValidate(server, Server.lifetime, checkSeconds);
  onValidate(server, Server.defaultMinimumPeriod, checkSeconds);
  onValidate(server, Server.defaultMaximumPeriod, checkSeconds);
  onValidate(server, Server.disableTimeout, checkSeconds);
  onValidate(server, Server.binding, checkBinding);
  onValidate(server, Server.preferredTransport, checkTransport);
  onChanged(server, Server.lifetime, onLifetime);
  onChanged(server, Server.binding, onBinding);
  onChanged(server, Server.defaultMinimumPeriod, wantWork);
  onChanged(server, Server.defaultMaximumPeriod, wantWork);
  onExecute(server, Server.registrationUpdateTrigger, executeUpdate);
  onExecute(server, Server.disable, executeDisable);
  if (Config.bootstrap === 1) {
    onExecute(server, Server.bootstrapRequestTrigger, executeBootstrap);
  }
}
