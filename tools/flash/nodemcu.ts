/** Writes files into NodeMCU's file system through its prompt, and reads them back. */
import { crc32 } from 'node:zlib';
import { luaStatement } from '../prompt/lua';
import type { Prompt } from '../prompt/prompt';
import { requireKept, seedFiles, slotFile, writeFiles, type FileSystem, type FileToWrite, type Progress, type WrittenFile } from './files';

/** Bytes of a piece, for which a line of the prompt has room in hexadecimal. */
const pieceBytes = 80;
/** Bytes of which a checksum is asked for at once: the board takes a while for it. */
const partBytes = 4096;

/** Functions that the prompt is taught, a line each. The contents of files are Lua's `io`: `file` has their names only (branch dev-esp32). */
const lessons: Readonly<Record<string, string>> = {
  // Writes bytes given in hexadecimal at their place. A line that lost bytes is shorter.
  mw: 'function mw(n,o,h,k)if #h~=k then return"damaged"end local f=io.open(n,o==0 and"w"or"r+")f:seek("set",o)f:write((h:gsub("..",function(x)return string.char(tonumber(x,16))end)))f:close()return"ok"end',
  // Bytes of a file; -1 when there is none.
  ms: 'function ms(n)local f=io.open(n,"r")if not f then return-1 end local s=f:seek("end")f:close()return s end',
  // Continues a CRC-32, with integers of 32 bits or more.
  mr: 'function mr(c,s)for i=1,#s do c=c~s:byte(i)for _=1,8 do c=(c>>1)~(0xEDB88320&-(c&1))end end return c end',
  // CRC-32 of k bytes of a file from o on.
  mc: 'function mc(n,o,k)local f=io.open(n,"r")f:seek("set",o)local c=0xFFFFFFFF while k>0 do local s=f:read(k<256 and k or 256)c=mr(c,s)k=k-#s end f:close()return string.format("%08x",c~0xFFFFFFFF)end',
};

async function teach(prompt: Prompt): Promise<void> {
  for (const [name, lesson] of Object.entries(lessons)) {
    for (let attempt = 0; attempt < 5; attempt++) {
      prompt.type(luaStatement(lesson));
      if ((await prompt.evaluate(`type(${name})`, /^\w+$/)) === 'function') break;
    }
  }
}

/** Whether the file on the board has these bytes. */
async function isOnBoard(prompt: Prompt, { name, bytes }: FileToWrite): Promise<boolean> {
  const size = await prompt.evaluate(`ms("${name}")`, /^-?\d+$/);
  if (Number(size) !== bytes.length) return false;
  for (let at = 0; at < bytes.length; at += partBytes) {
    const part = bytes.subarray(at, at + partBytes);
    const crc = await prompt.evaluate(`mc("${name}",${at},${part.length})`, /^[0-9a-f]{8}$/);
    if (parseInt(crc, 16) !== crc32(part)) return false;
  }
  return true;
}

async function writeFile(prompt: Prompt, { name, bytes }: FileToWrite, progress: Progress): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const digits = bytes.toString('hex', at, Math.min(at + pieceBytes, bytes.length));
    await prompt.evaluate(`mw("${name}",${at},"${digits}",${digits.length})`, /^ok$/);
    progress(name, Math.min(at + pieceBytes, bytes.length), bytes.length);
  }
}

function fileSystemOf(prompt: Prompt): FileSystem {
  return {
    has: (file) => isOnBoard(prompt, file),
    write: (file, told) => writeFile(prompt, file, told),
    exists: async (name) => (await prompt.evaluate(`file.exists("${name}")and 1 or 0`, /^[01]$/)) === '1',
    remedy: ': is the file system full? =file.fsinfo() tells. Then flash again.',
  };
}

/**
 * Writes files, those that the board does not have yet.
 * @throws ToolFailure when one is kept, or not read back as it was written.
 */
export async function writeToNodemcu(prompt: Prompt, files: readonly FileToWrite[], progress: Progress): Promise<WrittenFile[]> {
  await teach(prompt);
  const fileSystem = fileSystemOf(prompt);
  await requireKept(files, fileSystem);
  return writeFiles(files, fileSystem, progress);
}

/**
 * Gives the board a seed for its secrets, if it has none. After `writeToNodemcu`.
 * @param replace Also if it has one.
 * @returns Whether it was written.
 * @throws ToolFailure when it is not read back as it was written.
 */
export async function seedNodemcu(prompt: Prompt, seed: Buffer, replace: boolean): Promise<boolean> {
  const there = await prompt.evaluate(`(${seedFiles.map((name) => `file.exists("${name}")`).join(' or ')})and 1 or 0`, /^[01]$/);
  if (there === '1' && !replace) return false;
  await removeOnNodemcu(prompt, seedFiles);
  await writeFiles([{ name: seedFiles[0], bytes: slotFile(seed) }], fileSystemOf(prompt), () => undefined);
  return true;
}

/** Removes files of which the board may have none. */
export async function removeOnNodemcu(prompt: Prompt, names: readonly string[]): Promise<void> {
  for (const name of names) await prompt.evaluate(`(file.remove("${name}")and 1 or 0)`, /^[01]$/);
}

/** Starts what has been written. */
export function startNodemcu(prompt: Prompt): void {
  prompt.type(luaStatement('node.restart()'));
}
