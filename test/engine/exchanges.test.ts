import { Outcome } from '../../src/coap/requests';
import { Built } from '../../src/engine/notify';
import { Observation } from '../../src/engine/observations';
import { fresh } from '../fresh';

/** A link, and the observation that has news in these tests. */
const link = 1;
const observation = 3;

/** What the neighbours answer. */
const nothingDue = {
  exchangeFree: true,
  refreshDue: 1000,
  registrationDue: 900,
  observationsDue: 800,
  sleepDue: 700,
  acceptsRequests: true,
  isOfBootstrap: false,
  isBootstrapDue: false,
  isOfDownload: false,
  isAsleep: false,
  hasReadyRequest: false,
  dueObservation: Observation.none as number,
  buildNotification: Built.news as number,
  hasNews: true,
  generationOf: 5,
  isSameObservation: true,
  hasSend: false,
  startReplay: 0,
  sendExchange: true,
};

type Answers = typeof nothingDue;

/** What is done by whom; those that send have the link busy. */
const senders = ['sendBootstrap', 'sendRegistration', 'sendNext'];
const doers = [
  'abandonExchange', 'dropBody', 'bootstrapExchanged', 'endReplay', 'downloadExchanged', 'notificationExchanged', 'noteSent', 'setChanged', 'stayAwake',
  'giveUpWhenLeaving', 'registrationExchanged', 'requestUpdate', 'respond', 'carryOut', 'wantWork', 'sendExchanged',
];

/** @returns The exchanges of links, what the neighbours do, in order, and what they answer, which may be changed. */
function start(changed: Partial<Answers> = {}) {
  const answers = { ...nothingDue, ...changed };
  const done: string[] = [];
  const note = (name: string, ...values: readonly unknown[]): unknown => done.push([name, ...values.filter((value) => typeof value === 'number')].join(' '));
  const { exchanges, neighbours } = fresh(
    () => ({
      neighbours: [
        'coap/block1', 'coap/endpoint', 'engine/bootstrap', 'engine/deferred', 'engine/download', 'engine/notify', 'engine/observations', 'engine/queue-mode',
        'engine/registration', 'engine/registration-state', 'engine/reply', 'engine/request', 'engine/schedule', 'engine/send',
      ].map((name) => jest.requireActual<Record<string, unknown>>(`../../src/${name}`)),
      exchanges: jest.requireActual<typeof import('../../src/engine/exchanges')>('../../src/engine/exchanges'),
    }),
    { servers: 2, queueMode: 1, send: 1, bootstrap: 1, firmwarePull: 1 },
  );
  for (const module of neighbours) {
    for (const name of Object.keys(module)) {
      if (doers.includes(name)) module[name] = (...values: readonly unknown[]) => note(name, ...values);
      if (senders.includes(name)) {
        module[name] = (...values: readonly unknown[]) => {
          note(name, ...values);
          answers.exchangeFree = false;
        };
      }
      if (name in answers) module[name] = () => answers[name as keyof Answers];
      if (name === 'sendExchange') {
        module[name] = (on: number) => {
          note(name, on);
          answers.exchangeFree = !answers.sendExchange;
          return answers.sendExchange;
        };
      }
    }
  }
  /** What is done meanwhile. */
  function during(act: () => void): string[] {
    done.length = 0;
    act();
    return [...done];
  }
  return { exchanges, answers, during, use: () => during(() => exchanges.useLink(link)) };
}

describe('the time until a link has something to send', () => {
  test('is that of the first who has', () => {
    const { exchanges, answers } = start();
    expect(exchanges.exchangeDue(link)).toBe(700);
    answers.sleepDue = 1000;
    expect(exchanges.exchangeDue(link)).toBe(800);
    answers.observationsDue = 1000;
    expect(exchanges.exchangeDue(link)).toBe(900);
  });

  test('does not know of observations where the server is not registered', () => {
    const { exchanges } = start({ acceptsRequests: false, sleepDue: 1000 });
    expect(exchanges.exchangeDue(link)).toBe(900);
  });

  test('is that of the registration alone while an exchange is under way', () => {
    const { exchanges } = start({ exchangeFree: false });
    expect(exchanges.exchangeDue(link)).toBe(1000);
  });
});

describe('a free link is used', () => {
  const all: Partial<Answers> = { isOfBootstrap: true, isBootstrapDue: true, registrationDue: 0, hasReadyRequest: true, dueObservation: observation, hasSend: true };

  test('by nobody who has nothing to say', () => {
    expect(start().use()).toEqual([]);
  });

  test('in this order', () => {
    expect(start(all).use()).toEqual(['sendBootstrap']);
    expect(start({ ...all, isOfBootstrap: false }).use()).toEqual([`sendRegistration ${link}`, `stayAwake ${link}`]);
    const late = { ...all, isOfBootstrap: false, registrationDue: 1 };
    expect(start(late).use()).toEqual([`carryOut ${link}`, `dropBody ${link}`, 'endReplay', `sendExchange ${link}`]);
    expect(start({ ...late, hasReadyRequest: false }).use()).toEqual([`sendExchange ${link}`]);
    expect(start({ ...late, hasReadyRequest: false, dueObservation: Observation.none }).use()).toEqual([`sendNext ${link}`]);
  });

  test('by the bootstrap session alone while it lasts', () => {
    expect(start({ ...all, isBootstrapDue: false }).use()).toEqual([]);
  });

  test('for nothing but the registration while the server has none', () => {
    expect(start({ ...all, isOfBootstrap: false, registrationDue: 1, acceptsRequests: false }).use()).toEqual([]);
  });

  test('by the next Send where one could not be sent', () => {
    const { answers, use } = start();
    let asked = 0;
    Object.defineProperty(answers, 'hasSend', { get: () => asked++ < 2 });
    Object.defineProperty(answers, 'exchangeFree', { get: () => asked < 2, set: () => undefined });
    expect(use()).toEqual([`sendNext ${link}`, `sendNext ${link}`]);
  });

  test('by the next observation where one has no news after all', () => {
    const { answers, use } = start({ dueObservation: observation, buildNotification: Built.nothing, hasSend: true });
    let asked = 0;
    Object.defineProperty(answers, 'dueObservation', { get: () => (asked++ === 0 ? observation : Observation.none) });
    expect(use()).toEqual([`sendNext ${link}`]);
    expect(asked).toBe(2);
  });

  // LwM2M 1.1 Core 6.5
  test('for an Update first where the server believes the client asleep', () => {
    for (const something of [{ hasReadyRequest: true }, { observationsDue: 0, dueObservation: observation }, { hasSend: true }]) {
      const { answers, during, exchanges } = start({ isAsleep: true, ...something });
      // `requestUpdate` makes the registration due.
      let asked = 0;
      Object.defineProperty(answers, 'registrationDue', { get: () => (asked++ === 0 ? 1 : 0) });
      expect(during(() => exchanges.useLink(link))).toEqual([`requestUpdate ${link}`, `sendRegistration ${link}`, `stayAwake ${link}`]);
    }
    expect(start({ isAsleep: true }).use()).toEqual([]);
  });
});

describe('a late answer', () => {
  test('is an error where a callback gave one', () => {
    expect(start({ hasReadyRequest: true, startReplay: 0xa0 }).use()[0]).toBe(`respond ${link} ${0xa0}`);
  });

  test('that cannot be sent leaves the link to others', () => {
    expect(start({ hasReadyRequest: true, sendExchange: false }).use()).toEqual([`carryOut ${link}`, `dropBody ${link}`, 'endReplay', `sendExchange ${link}`, 'wantWork']);
  });
});

describe('an exchange that is not acknowledged makes room for an Update that is due', () => {
  const lapsing = { refreshDue: 0, registrationDue: 0 };

  test('and a notification is sent again afterwards', () => {
    const { answers, use } = start({ dueObservation: observation });
    use();
    Object.assign(answers, lapsing, { exchangeFree: false });
    expect(use().slice(0, 3)).toEqual([`abandonExchange ${link}`, `noteSent ${observation} -1`, `setChanged ${observation} 1`]);
  });

  test('but not if its observation is another one by now', () => {
    const { answers, use } = start({ dueObservation: observation });
    use();
    Object.assign(answers, lapsing, { exchangeFree: false, isSameObservation: false });
    expect(use()).toEqual([`abandonExchange ${link}`]);
  });

  test('and what comes of it is told nobody', () => {
    const { exchanges, answers, during, use } = start({ hasSend: true });
    use();
    Object.assign(answers, lapsing, { registrationDue: 1, acceptsRequests: false });
    use();
    expect(during(() => exchanges.exchanged(link, Outcome.response))).toEqual(['wantWork']);
  });

  test('and not before', () => {
    expect(start({ exchangeFree: false, registrationDue: 0, refreshDue: 1 }).use()).toEqual([]);
  });
});

describe('the outcome of an exchange', () => {
  /** What is done about the outcome of what the link is used for with these answers. */
  function outcomeOf(answers: Partial<Answers>, outcome = Outcome.response, then: Partial<Answers> = {}): string[] {
    const started = start(answers);
    started.use();
    Object.assign(started.answers, then);
    return started.during(() => started.exchanges.exchanged(link, outcome));
  }

  test('is told whose it was', () => {
    expect(outcomeOf({ isOfBootstrap: true, isBootstrapDue: true })).toEqual([`bootstrapExchanged ${Outcome.response}`, 'wantWork']);
    expect(outcomeOf({ registrationDue: 0 })).toEqual([`registrationExchanged ${link} ${Outcome.response}`, 'wantWork']);
    expect(outcomeOf({ hasReadyRequest: true })).toEqual(['wantWork']);
    expect(outcomeOf({ dueObservation: observation })).toEqual([`notificationExchanged ${observation} ${Outcome.response}`, 'wantWork']);
    expect(outcomeOf({ hasSend: true })).toEqual([`sendExchanged ${link} ${Outcome.response}`, 'wantWork']);
  });

  test('is told once, but for a Send, which may go on in blocks', () => {
    for (const [answers, again] of [[{ registrationDue: 0 }, []], [{ hasSend: true }, [`sendExchanged ${link} ${Outcome.response}`]]] as const) {
      const { exchanges, during, use } = start(answers);
      use();
      exchanges.exchanged(link, Outcome.response);
      expect(during(() => exchanges.exchanged(link, Outcome.response))).toEqual([...again, 'wantWork']);
    }
  });

  test('of another link is not of this one', () => {
    const { exchanges, during, use } = start({ registrationDue: 0 });
    use();
    expect(during(() => exchanges.exchanged(0, Outcome.response))).toEqual(['wantWork']);
  });

  test('of a notification is not told an observation that has taken its place', () => {
    expect(outcomeOf({ dueObservation: observation }, Outcome.response, { isSameObservation: false })).toEqual(['wantWork']);
  });

  test('of a notification that was not acknowledged has the registration looked at', () => {
    expect(outcomeOf({ dueObservation: observation }, Outcome.timeout)).toEqual([`notificationExchanged ${observation} ${Outcome.timeout}`, `requestUpdate ${link}`, 'wantWork']);
    expect(outcomeOf({ hasSend: true }, Outcome.timeout)).not.toContain(`requestUpdate ${link}`);
  });

  test('of a download is the download\'s', () => {
    expect(outcomeOf({ isOfDownload: true })).toEqual([`downloadExchanged ${Outcome.response}`, 'wantWork']);
  });
});

describe('what is sent again', () => {
  /** What is done before the link's exchange is sent again, which began with these answers. */
  function againWith(answers: Partial<Answers>, then: Partial<Answers> = {}): string[] {
    const started = start(answers);
    started.use();
    Object.assign(started.answers, then);
    return started.during(() => started.exchanges.retransmitting(link));
  }
  const awake = `stayAwake ${link}`;

  test('is renewed if it is a notification and there is news (RFC 7641 4.5.2)', () => {
    expect(againWith({ dueObservation: observation })).toEqual([awake, `sendExchange ${link}`]);
    expect(againWith({ dueObservation: observation }, { hasNews: false })).toEqual([awake]);
    expect(againWith({ dueObservation: observation }, { isSameObservation: false })).toEqual([awake]);
    expect(againWith({ hasSend: true })).toEqual([awake]);
  });

  test('is given up if there is nothing to notify any more', () => {
    expect(againWith({ dueObservation: observation }, { buildNotification: Built.nothing })).toEqual([awake, `abandonExchange ${link}`, 'wantWork']);
  });

  test('is not a registration that nobody wants', () => {
    expect(againWith({ registrationDue: 0 })).toEqual([awake, `giveUpWhenLeaving ${link}`]);
  });

  test('keeps nobody awake who downloads', () => {
    expect(againWith({ isOfDownload: true })).toEqual([]);
  });
});
