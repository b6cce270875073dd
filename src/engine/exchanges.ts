import { newInt32s } from 'runtime';
import { Config } from 'config';
import { dropBody } from '../coap/block1';
import { abandonExchange, exchangeFree, incoming, sendExchange } from '../coap/endpoint';
import { Outcome } from '../coap/requests';
import { bootstrapExchanged, isBootstrapDue, isOfBootstrap, sendBootstrap } from './bootstrap';
import { endReplay, hasReadyRequest, startReplay } from './deferred';
import { downloadExchanged, isOfDownload } from './download';
import { buildNotification, Built, dueObservation, hasNews, notificationExchanged, observationsDue } from './notify';
import { generationOf, isSameObservation, noteSent, Observation, setChanged } from './observations';
import { isAsleep, sleepDue, stayAwake } from './queue-mode';
import { giveUpWhenLeaving, registrationExchanged, sendRegistration } from './registration';
import { acceptsRequests, refreshDue, registrationDue, requestUpdate } from './registration-state';
import { respond } from './reply';
import { carryOut } from './request';
import { wantWork } from './schedule';
import { hasSend, sendExchanged, sendNext } from './send';

/** Who has the one exchange of a link: registration, late answers, notifications and Sends take turns (NSTART 1, RFC 7252 4.7). */
const enum Owner {
  nobody,
  registration,
  deferred,
  observation,
  send,
  bootstrap,
}

/** Whose exchange is under way on each link, and which observation's. */
const owners = /* @__PURE__ */ newInt32s(Config.servers);
const observations = /* @__PURE__ */ newInt32s(Config.servers);
const generations = /* @__PURE__ */ newInt32s(Config.servers);
/** Tenths of a second until the link has something to send. */
export function exchangeDue(link: number): number {
  if (!exchangeFree(link)) {
    return refreshDue(link);
  }
  let due = registrationDue(link);
  const observed = acceptsRequests(link) ? observationsDue(link) : due;
  due = observed < due ? observed : due;
  const asleep = Config.queueMode === 1 ? sleepDue(link) : due;
  return asleep < due ? asleep : due;
}

/** Begins the next exchange of a link that is free: what keeps the registration comes first. */
export function useLink(link: number): void {
  let again = true;
  if (refreshDue(link) === 0 && !exchangeFree(link)) {
    makeWay(link);
  }
  while (again && exchangeFree(link)) {
    again = false;
    if (Config.bootstrap === 1 && isOfBootstrap(link)) {
      if (isBootstrapDue()) {
        owners[link] = Owner.bootstrap;
        sendBootstrap();
      }
    } else if (registrationDue(link) === 0) {
      owners[link] = Owner.registration;
      sendRegistration(link);
      if (Config.queueMode === 1) {
        stayAwake(link);
      }
    } else if (Config.queueMode === 1 && isAsleep(link) && hasSomethingToSend(link)) {
      requestUpdate(link); // LwM2M 1.1 Core 6.5: the Update wakes the server first
      again = true;
    } else if (acceptsRequests(link) && hasReadyRequest(link)) {
      owners[link] = Owner.deferred;
      replay(link);
    } else if (acceptsRequests(link)) {
      const observation = dueObservation(link);
      if (observation !== Observation.none) {
        owners[link] = Owner.observation;
        observations[link] = observation;
        generations[link] = generationOf(observation);
        if (buildNotification(observation) === Built.news) {
          sendExchange(link);
        }
        again = true;
      } else if (Config.send === 1 && hasSend(link)) {
        owners[link] = Owner.send;
        sendNext(link);
        again = true;
      }
    }
  }
}

/**
 * The registration has to be refreshed, and what is under way is not acknowledged: it is given up, since it could last
 * until the registration has lapsed (NSTART 1). A notification is sent again afterwards.
 */
function makeWay(link: number): void {
  abandonExchange(link);
  if (owners[link] === Owner.observation && isSameObservation(observations[link], generations[link])) {
    noteSent(observations[link], -1);
    setChanged(observations[link], 1);
  }
  owners[link] = Owner.nobody;
}

/** Whether there is something to send beside the registration's own messages. */
function hasSomethingToSend(link: number): boolean {
  return hasReadyRequest(link) || observationsDue(link) === 0 || (Config.send === 1 && hasSend(link));
}

/** Carries out a request whose callbacks have answered, and sends its response. */
function replay(link: number): void {
  const error = startReplay(link);
  if (error === 0) {
    carryOut(link);
  } else {
    respond(link, error);
  }
  dropBody(link, incoming);
  endReplay();
  if (!sendExchange(link)) {
    wantWork();
  }
}

export function exchanged(link: number, outcome: Outcome): void {
  if (Config.firmwarePull === 1 && isOfDownload(link)) {
    downloadExchanged(outcome);
    wantWork();
    return;
  }
  const owner = owners[link];
  owners[link] = Owner.nobody;
  if (Config.bootstrap === 1 && owner === Owner.bootstrap) {
    bootstrapExchanged(outcome);
  } else if (owner === Owner.registration) {
    registrationExchanged(link, outcome);
  } else if (Config.send === 1 && owner === Owner.send) {
    owners[link] = Owner.send;
    sendExchanged(link, outcome);
  } else if (owner === Owner.observation) {
    if (isSameObservation(observations[link], generations[link])) {
      notificationExchanged(observations[link], outcome);
    }
    if (outcome === Outcome.timeout) {
      requestUpdate(link);
    }
  }
  wantWork();
}

/** A notification that was overtaken by news is renewed (RFC 7641 4.5.2); a registration nobody wants any more is not sent again. */
export function retransmitting(link: number): void {
  if (Config.firmwarePull === 1 && isOfDownload(link)) {
    return;
  }
  if (Config.queueMode === 1) {
    stayAwake(link);
  }
  if (owners[link] === Owner.registration) {
    giveUpWhenLeaving(link);
    return;
  }
  const isNotification = owners[link] === Owner.observation && isSameObservation(observations[link], generations[link]);
  if (isNotification && hasNews(observations[link])) {
    if (buildNotification(observations[link]) === Built.nothing) {
      abandonExchange(link);
      wantWork();
    } else {
      sendExchange(link);
    }
  }
}
