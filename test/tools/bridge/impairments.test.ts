import fc from 'fast-check';
import { impairedPath, type Impairments, type Later } from '../../../tools/bridge/impairments';

/** What comes out of a path, in virtual time, when packets 0 to `count` - 1 go in one millisecond after the other. */
function arrivals(impairments: Impairments, count: number): { packet: number; at: number }[] {
  const arrived: { packet: number; at: number }[] = [];
  const due: { at: number; action: () => void }[] = [];
  let now = 0;
  const later: Later = (milliseconds, action) => void due.push({ at: now + milliseconds, action });
  const passTo = (time: number): void => {
    for (;;) {
      const [next] = due.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      due.splice(due.indexOf(next), 1);
      now = next.at;
      next.action();
    }
    now = time;
  };
  const path = impairedPath(impairments, later);
  let lost = 0;
  for (let packet = 0; packet < count; packet++) {
    passTo(packet);
    if (!path.pass(() => arrived.push({ packet, at: now }))) lost++;
  }
  passTo(count + 10_000);
  expect(arrived.length).toBe(count - lost);
  return arrived;
}

const none = { loss: 0, delay: 0, reorder: 0, seed: 1 };
const part = fc.double({ min: 0, max: 1, noNaN: true });

test('without impairments everything arrives at once and in order', () => {
  expect(arrivals(none, 50)).toEqual(Array.from({ length: 50 }, (_, packet) => ({ packet, at: packet })));
});

test('the same seed has the same fate, and every packet that is not lost arrives once', () => {
  fc.assert(
    fc.property(part, part, fc.nat({ max: 50 }), fc.nat(), (loss, reorder, delay, seed) => {
      const first = arrivals({ loss, reorder, delay, seed }, 60);
      expect(new Set(first.map(({ packet }) => packet)).size).toBe(first.length);
      expect(arrivals({ loss, reorder, delay, seed }, 60)).toEqual(first);
    }),
  );
});

test('loss, delay and order are as told', () => {
  expect(arrivals({ ...none, loss: 1 }, 20)).toEqual([]);
  const some = arrivals({ ...none, loss: 0.3 }, 2000).length;
  expect(some).toBeGreaterThan(1300);
  expect(some).toBeLessThan(1500);
  expect(arrivals({ ...none, delay: 40 }, 20)).toEqual(Array.from({ length: 20 }, (_, packet) => ({ packet, at: packet + 40 })));
  const order = arrivals({ ...none, reorder: 1 }, 6).map(({ packet }) => packet);
  expect(order).toEqual([1, 0, 3, 2, 5, 4]);
});

test('what is lost does not depend on what else happens', () => {
  const packets = (impairments: Impairments): number[] => arrivals(impairments, 200).map(({ packet }) => packet).sort((a, b) => a - b);
  expect(packets({ ...none, loss: 0.5, reorder: 0.5, delay: 3 })).toEqual(packets({ ...none, loss: 0.5 }));
});

test('a packet that is held back and followed by none arrives all the same', () => {
  expect(arrivals({ ...none, reorder: 1 }, 1)).toEqual([{ packet: 0, at: 500 }]);
});
