/**
 * Mote's own pages in Espruino's Storage, which boards/espruino/pages.ts says more about: the file `mote`, made once, whose
 * first byte begins a page of flash memory. Its pages are erased and written, the file never is.
 */
import { crc32 } from 'node:zlib';
import { ExitCode, ToolFailure } from '../exitCodes';
import type { Prompt } from '../prompt/prompt';

/** Bytes of a page, of what Storage has before each file, and pages for storage slots and journal. */
const pageBytes = 4096;
const headerBytes = 32;
const firstSlotPage = 4;
const journalPages = [2, 3];
/** Bytes of a piece: Base64 makes a line of some 800 characters of it. */
export const pieceBytes = 512;
/** Pages behind the file that stay free for settings, and what else is put into Storage. */
const sparePages = 1;

const storage = 'require("Storage")';
const flash = 'require("Flash")';
const number = /^\d+$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

export interface Pages {
  /** Where in flash the file begins. */
  readonly address: number;
  /** Pages of each slot for images; and how many slots there are: 2, or 1 where Storage is too small for updates. */
  readonly slotPages: number;
  readonly slots: number;
}

/** Where the first slot for images begins in the file. */
export const imageStart = firstSlotPage * pageBytes;

/** The pages that a board has; undefined when it has none, or the file does not lie any more where it was made. */
async function findPages(prompt: Prompt): Promise<Pages | undefined> {
  const address = Number(await prompt.evaluate(`+${storage}.read("mote.at")||0`, number));
  if (address === 0) return undefined;
  const slotPages = Number(await prompt.evaluate(`+${storage}.read("mote.slot")||0`, number));
  const size = `(h=>h[4]==109&&h[5]==111&&h[6]==116&&h[7]==101&&h[8]==0?h[0]|h[1]<<8|h[2]<<16:0)(${flash}.read(9,${address - headerBytes}))`;
  const bytes = Number(await prompt.evaluate(size, number));
  return bytes === 0 ? undefined : { address, slotPages, slots: bytes >= (firstSlotPage + 2 * slotPages) * pageBytes ? 2 : 1 };
}

/** Where the files in Storage end. */
async function endOfFiles(prompt: Prompt): Promise<number> {
  // On ESP32 and Linux process.memory() does not tell where Storage begins (Espruino's boards/ESP32.py, LINUX.py).
  const start = '(process.memory().flash_code_start||(process.env.BOARD=="LINUX"?268435456:3276800))';
  const walk = `(a=>{var h;while((h=${flash}.read(4,a))[3]!=255)a+=${headerBytes}+((h[0]|h[1]<<8|h[2]<<16)+3&~3);return a})`;
  return Number(await prompt.evaluate(`${walk}(${start})`, number));
}

/** Names of files that are made anew with the pages: those of the image, and those that boards had before there were pages. */
const replaced = /^(\.bootcde|slot-[ab]|journal-[ab]|mote|mote\.(at|slot|pad|key|json|random-[ab])|mote\d+[ab])$/;

const sizeInStorage = (bytes: number): number => headerBytes + ((bytes + 3) & ~3);

/** What is in the small file `name`; undefined when there is none. */
async function readFile(prompt: Prompt, name: string): Promise<Buffer | undefined> {
  const text = await prompt.evaluate(`${storage}.read("${name}")===undefined?"-":btoa(${storage}.read("${name}"))`, /^(-|[A-Za-z0-9+/]*={0,2})$/);
  return text === '-' ? undefined : Buffer.from(text, 'base64');
}

/** Files that stay as they are, behind the pages. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Writes a file that is not there. */
async function writeFile(prompt: Prompt, { name, bytes }: KeptFile): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) await writePiece(prompt, name, at, bytes.subarray(at, at + pieceBytes), bytes.length);
}

/** Makes a file of bytes that are 255. */
async function makeBlank(prompt: Prompt, name: string, bytes: number): Promise<void> {
  await prompt.evaluate(`${storage}.read("${name}",0,1)==="\\xff"||${storage}.write("${name}","\\xff",0,${bytes})?1:0`, /^1$/);
}

/** Pages for each slot: two slots of what is wanted, as far as there is room; one where two are too small for the image. */
function chooseSlots(room: number, wanted: number, needed: number): { slotPages: number; slots: number } {
  const pages = Math.floor(room / pageBytes) - firstSlotPage - sparePages;
  const both = Math.min(wanted, Math.floor(pages / 2));
  if (both >= needed) return { slotPages: both, slots: 2 };
  if (pages >= needed) return { slotPages: Math.min(wanted, pages), slots: 1 };
  throw new ToolFailure(
    ExitCode.Failed,
    `The image needs ${needed} pages of ${pageBytes} bytes, and the board's Storage has ${Math.max(pages, 0)} left. Leave features out in config.json, erase files (require("Storage").list()), or flash an Espruino with more Storage: the README of the board may have one`,
  );
}

/**
 * Makes the pages. What lies before them in Storage is never replaced, so that they stay where they are: first the boot stub and
 * the key, and all that is replaced comes behind them.
 * @param first The boot stub and the key.
 */
async function makePages(prompt: Prompt, first: readonly KeptFile[], wanted: number, needed: number): Promise<Pages> {
  const names = JSON.parse(await prompt.evaluate(`JSON.stringify(${storage}.list())`, /^\[.*\]$/)) as string[];
  const settings = await readFile(prompt, 'mote.json');
  const key = first.some(({ name }) => name === 'mote.key') ? undefined : await readFile(prompt, 'mote.key');
  for (const name of names.filter((each) => replaced.test(each))) await prompt.evaluate(`(${storage}.erase("${name}"),1)`, number);
  await prompt.evaluate(`(${storage}.compact(),1)`, number);
  for (const file of key === undefined ? first : [...first, { name: 'mote.key', bytes: key }]) await writeFile(prompt, file);
  const end = await endOfFiles(prompt);
  const last = end + Number(await prompt.evaluate(`${storage}.getFree()`, number));
  // Behind the files that tell of the pages, each with a number of up to 12 digits, comes one that fills the page.
  const tellers = 2 * sizeInStorage(12);
  const address = Math.ceil((end + tellers + sizeInStorage(4) + headerBytes) / pageBytes) * pageBytes;
  const { slotPages, slots } = chooseSlots(last - address, wanted, needed);
  await writeFile(prompt, { name: 'mote.at', bytes: Buffer.from(String(address).padStart(12)) });
  await writeFile(prompt, { name: 'mote.slot', bytes: Buffer.from(String(slotPages).padStart(12)) });
  await makeBlank(prompt, 'mote.pad', address - end - tellers - 2 * headerBytes);
  await makeBlank(prompt, 'mote', (firstSlotPage + slots * slotPages) * pageBytes);
  if (settings !== undefined) await writeFile(prompt, { name: 'mote.json', bytes: settings });
  const pages = await findPages(prompt);
  if (pages === undefined) throw new ToolFailure(ExitCode.NotVerified, 'The pages for updates do not lie where they should. Erase Storage, which loses settings: require("Storage").eraseAll(). Then flash again.');
  return pages;
}

/**
 * Finds the pages, or makes them: then what was in the storage slots is kept.
 * @param first As for `makePages`.
 * @param wanted Bytes that a slot for images should have; it has fewer where Storage is small.
 * @param needed Bytes that it has to have.
 * @throws ToolFailure when Storage is too small.
 */
export async function requirePages(prompt: Prompt, first: readonly KeptFile[], wanted: number, needed: number): Promise<Pages> {
  const found = await findPages(prompt);
  let isEnough = found !== undefined && found.slotPages * pageBytes >= needed;
  for (const { name, bytes } of first) isEnough &&= (await readFile(prompt, name))?.equals(bytes) === true;
  if (found !== undefined && isEnough) return found;
  const kept = found === undefined ? undefined : await readStorageSlots(prompt);
  const pages = await makePages(prompt, first, Math.ceil(wanted / pageBytes), Math.ceil(needed / pageBytes));
  if (kept !== undefined) await writeStoragePage(prompt, pages, 0, kept);
  return pages;
}

async function erasePages(prompt: Prompt, { address }: Pages, first: number, count: number): Promise<void> {
  const step = `(g=>{for(var i=0;i<${pageBytes};i+=g)${flash}.erasePage(p+i);return 1})(${flash}.getPage(p).length)`;
  for (let page = first; page < first + count; page++) await prompt.evaluate(`(p=>${step})(${address + page * pageBytes})`, /^1$/);
}

/** Makes the first slot blank. */
export async function eraseImage(prompt: Prompt, pages: Pages): Promise<void> {
  await erasePages(prompt, pages, firstSlotPage, pages.slotPages);
}

/** Has the boot stub start what is in the first slot. */
export async function eraseJournal(prompt: Prompt, pages: Pages): Promise<void> {
  for (const page of journalPages) await erasePages(prompt, pages, page, 1);
}

/** What a page of storage slots has: its turn and the records, by slot (boards/espruino/storage.ts). */
export interface StoragePage {
  readonly turn: number;
  readonly slots: ReadonlyMap<number, Buffer>;
}

const recordsStart = 8;

/** @returns undefined for a page that does not count. */
export function parseStoragePage(page: Buffer): StoragePage | undefined {
  const slots = new Map<number, Buffer>();
  if (page[4] + page[5] !== 255) return undefined;
  for (let at = recordsStart; at + 8 <= page.length; ) {
    const end = at + 8 + page.readUInt16BE(at + 5);
    if (end > page.length || page.readUInt32LE(at) !== crc32(page.subarray(at + 4, end))) break;
    slots.set(page[at + 4], page.subarray(at + 8, end));
    at = (end + 3) & ~3;
  }
  return { turn: page[4], slots };
}

/** The page, but for its turn, up to where it is blank. */
export function formatRecords({ slots }: StoragePage): Buffer {
  return Buffer.concat([...slots].map(([slot, bytes]) => {
    const record = Buffer.alloc(8 + ((bytes.length + 3) & ~3), 255);
    record.set([slot, bytes.length >>> 8, bytes.length & 255, 0], 4);
    bytes.copy(record, 8);
    record.writeUInt32LE(crc32(record.subarray(4, 8 + bytes.length)));
    return record;
  }));
}

async function readPage(prompt: Prompt, page: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < pageBytes; at += pieceBytes) {
    const piece = Buffer.from(await prompt.evaluate(`btoa(${storage}.read("mote",${page * pageBytes + at},${pieceBytes}))`, base64), 'base64');
    pieces.push(piece);
    // No record begins behind what is blank.
    if (piece.subarray(recordsStart).every((byte) => byte === 255)) break;
  }
  return Buffer.concat([...pieces, Buffer.alloc(pageBytes, 255)], pageBytes);
}

/** What is in the storage slots, and which page counts; page 1 with nothing where none does. */
async function readStorageSlots(prompt: Prompt): Promise<StoragePage & { readonly page: number }> {
  const [first, second] = [parseStoragePage(await readPage(prompt, 0)), parseStoragePage(await readPage(prompt, 1))];
  if (second !== undefined && (first === undefined || ((second.turn - first.turn) & 255) < 128)) return { page: 1, ...second };
  return first === undefined ? { page: 1, turn: 255, slots: new Map() } : { page: 0, ...first };
}

/** Writes the page that has the next turn. */
async function writeStoragePage(prompt: Prompt, pages: Pages, page: number, content: StoragePage): Promise<void> {
  await erasePages(prompt, pages, page, 1);
  const records = formatRecords(content);
  for (let at = 0; at < records.length; at += pieceBytes) {
    await writePiece(prompt, 'mote', page * pageBytes + recordsStart + at, records.subarray(at, at + pieceBytes));
  }
  await writePiece(prompt, 'mote', page * pageBytes + 4, Buffer.from([content.turn, 255 - content.turn]));
}

/** Writes to a storage slot, if it has nothing or `replace` is set. @returns Whether it has been written. */
export async function writeStorageSlot(prompt: Prompt, pages: Pages, slot: number, bytes: Buffer, replace: boolean): Promise<boolean> {
  const { page, turn, slots } = await readStorageSlots(prompt);
  if (slots.has(slot) && !replace) return false;
  await writeStoragePage(prompt, pages, 1 - page, { turn: (turn + 1) & 255, slots: new Map([...slots, [slot, bytes]]) });
  return true;
}

/**
 * Writes a piece of a file where it is blank. Flash memory takes a byte once: a piece that came damaged must not be written, nor one
 * whose answer was lost again.
 * @param size Bytes of the file, for the first piece of one that is made.
 */
export async function writePiece(prompt: Prompt, name: string, at: number, piece: Buffer, size = 0): Promise<void> {
  const write = `(${storage}.read("${name}",${at},${piece.length})===p||${storage}.write("${name}",p,${at},${size}))`;
  const isWritten = await prompt.evaluate(`(p=>E.CRC32(p)>>>0==${crc32(piece)}?${write}:"damaged")(atob("${piece.toString('base64')}"))`, /^(true|false)$/);
  if (isWritten === 'false') throw new ToolFailure(ExitCode.Failed, `The board's Storage refuses ${name} at byte ${at}: ${storage}.compact() may help.`);
}
