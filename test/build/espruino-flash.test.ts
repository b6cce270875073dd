import { EspruinoFlash, packageOf } from '../../build/espruino-flash';
import { unpackImage } from '../../build/package';

interface Modules {
  readonly Storage: { read(name: string, at?: number, size?: number): string | undefined; write(name: string, data: Uint8Array, at: number): boolean };
  readonly Flash: { read(size: number, at: number): Uint8Array; erasePage(at: number): void };
}

const image = Buffer.from('print("image")');
const newFlash = (): EspruinoFlash & Modules => {
  const flash = new EspruinoFlash(image);
  return Object.assign(flash, flash.modules(() => ({})) as unknown as Modules);
};

test('the slot that runs has the image, and the file lies where mote.at says', () => {
  const { Storage, Flash } = newFlash();
  const slot = packageOf(image);
  expect(unpackImage(Buffer.from(Storage.read('mote', 4 * 4096, slot.length) ?? '', 'latin1'), 'slot A').code).toEqual(image);
  const at = Number(Storage.read('mote.at'));
  expect(Buffer.from(Flash.read(32, at - 32)).toString('latin1', 4, 9)).toBe('mote\0');
  expect(Storage.read('mote.json')).toBeUndefined();
});

test('what is written stays until its page is erased, and is not written over', () => {
  const { Storage, Flash } = newFlash();
  const at = 3 * 4096;
  expect(Storage.write('mote', Buffer.from('abc'), at)).toBe(true);
  expect(Storage.read('mote', at, 4)).toBe('abc\xff');
  expect(() => Storage.write('mote', Buffer.from('d'), at + 2)).toThrow('not blank');
  Flash.erasePage(Number(Storage.read('mote.at')) + at);
  expect(Storage.read('mote', at, 3)).toBe('\xff\xff\xff');
});

test('the key of packages lies in flash', () => {
  const flash = newFlash();
  const key = flash.Storage.read('mote.key') ?? '';
  expect(key).toMatch(/^[0-9a-f]{120}$/);
  expect(flash.holds(key)).toBe(true);
  expect(flash.holds('light')).toBe(false);
});
