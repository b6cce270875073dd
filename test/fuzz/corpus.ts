/** The inputs that are kept: the corpus, which is committed, and the findings, which are not. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './fuzzer';
import type { CorpusLimits } from './minimise';

/** What the corpus of a target may come to; of all targets together, 300 KB. */
export const corpusLimits: CorpusLimits = { inputs: 200, bytes: 18_000, tries: 100 };

function folderOf(name: string): string {
  return path.join(__dirname, 'corpus', name);
}

function hash(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}

/** The committed inputs of a target by the names of their files, in the order of these. */
export function readCorpus(name: string): Map<string, Uint8Array> {
  const folder = folderOf(name);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(files.map((file) => [file, new Uint8Array(readFileSync(path.join(folder, file)))]));
}

/** Replaces a target's corpus. */
export function writeCorpus(name: string, inputs: readonly Uint8Array[]): void {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) writeFileSync(path.join(folder, hash(input)), input);
}

/** Saves a finding, and beside it what is wrong. @returns The input's file, from the root of the repository. */
export function writeFinding(name: string, { input, failure }: Finding): string {
  const folder = path.join(__dirname, 'findings');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}-${hash(input)}`);
  const shown = path.relative(path.join(__dirname, '../..'), file);
  writeFileSync(file, input);
  writeFileSync(`${file}.txt`, `${failure.message}\n${failure.trace.map((line) => `  at ${line}\n`).join('')}npm run fuzz -- ${name} --input ${shown}\n`);
  return shown;
}
