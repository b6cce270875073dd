/** `npx mote object PATH.xml`: writes the description of an object from its OMA definition (LWM2M.xsd). */
import { InvalidArgumentError, type Command } from 'commander';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, ToolFailure } from './exitCodes';
import { DefinitionError, type DescribedObject, readDefinition } from './object/definition';
import { fileOf, placeOf } from './object/place';
import { mark, objectSource } from './object/source';

interface Options {
  readonly out?: string;
  readonly json?: true;
}

export function addObject(program: Command): void {
  program
    .command('object')
    .description("Writes an object's description from its OMA definition: typed, and ready for `addObject`.")
    .argument('<definition>', "the definition's XML file, such as tools/registry/3304.xml", parseFile)
    .option('--out <file>', 'the TypeScript file to write; unless told, src/objects/<name>.ts, or src/objects/ipso/<name>.ts for an IPSO object')
    .option('--json', 'says what was written as JSON')
    .addHelpText('after', '\nA file that was written by hand, or changed, is not overwritten.')
    .allowExcessArguments(false)
    .showHelpAfterError('Type: npx mote object tools/registry/3304.xml')
    .action(write);
}

function parseFile(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new InvalidArgumentError('There is no such file.');
  if (found.isDirectory()) throw new InvalidArgumentError('It is a folder: name the XML file of one object.');
  return file;
}

function write(definition: string, { out, json }: Options): void {
  const object = read(definition);
  const file = out === undefined ? fileOf(object) : path.resolve(out);
  const shownFile = path.relative('', file);
  try {
    if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(mark)) {
      throw new ToolFailure(ExitCode.Failed, `${shownFile} was written or changed by hand. Choose another file: --out FILE`);
    }
    writeFileSync(file, objectSource(object, placeOf(path.resolve(definition), file)));
  } catch (error) {
    if (!isRefused(error)) throw error;
    throw new ToolFailure(ExitCode.Failed, `${shownFile} cannot be written: ${error.message}. Name a file in a folder that is there: --out FILE`);
  }
  const { id, title, version, constant, resources } = object;
  if (json === true) console.log(JSON.stringify({ file, id, title, version, constant, resources: resources.length }));
  else console.log(`${shownFile} has object ${id}, ${title} ${version}: \`${constant}\`, ${resources.length} resources`);
}

/** What the system refuses, which is no mistake of ours. */
function isRefused(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

/** @throws ToolFailure */
function read(definition: string): DescribedObject {
  try {
    return readDefinition(readFileSync(definition, 'utf8'));
  } catch (error) {
    if (!(error instanceof DefinitionError || isRefused(error))) throw error;
    throw new ToolFailure(ExitCode.Failed, `${definition}: ${error.message}`);
  }
}
