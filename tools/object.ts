/**
 * `npm run object -- PATH.xml`: writes the description of an object from its OMA definition (LWM2M.xsd).
 * Exit codes: as `--help` says.
 */
import { Command, InvalidArgumentError } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefinitionError, readDefinition } from './object/definition';
import { fileOf, placeOf } from './object/place';
import { mark, objectSource } from './object/source';
import { ExitCode } from './server/exitCodes';

interface Options {
  out?: string;
}

const program = new Command('npm run object --')
  .description("Writes an object's description from its OMA definition: typed, and ready for `addObject`.")
  .argument('<definition>', "the definition's XML file, such as tools/registry/3304.xml", parseFile)
  .option('--out <file>', 'the TypeScript file to write; unless told, src/objects/<name>.ts, or src/objects/ipso/<name>.ts for an IPSO object')
  .addHelpText(
    'after',
    `
A file that was written by hand, or changed, is not overwritten.
Exit codes: ${ExitCode.Ok} written, ${ExitCode.Failed} this is no definition of an object, or the file cannot be written, ${ExitCode.Usage} wrong options.`,
  )
  .showHelpAfterError('Type: npm run object -- tools/registry/3304.xml')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage))
  .parse();

process.exitCode = write(program.processedArgs[0] as string, program.opts<Options>());

function parseFile(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError('There is no such file.');
  return path.resolve(file);
}

function write(definition: string, { out }: Options): ExitCode {
  const shown = path.relative(process.cwd(), definition);
  try {
    const object = readDefinition(readFileSync(definition, 'utf8'));
    const file = out === undefined ? fileOf(object) : path.resolve(out);
    const shownFile = path.relative(process.cwd(), file);
    if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(mark)) {
      console.error(`${shownFile} was written or changed by hand. Choose another file: --out FILE`);
      return ExitCode.Failed;
    }
    writeFileSync(file, objectSource(object, placeOf(definition, file)));
    console.log(`${shownFile} has object ${object.id}, ${object.title} ${object.version}: \`${object.constant}\`, ${object.resources.length} resources`);
    return ExitCode.Ok;
  } catch (error) {
    // Mistakes of ours are not the definition's, nor the file system's.
    if (!(error instanceof DefinitionError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    console.error(`${shown}: ${(error as Error).message}`);
    return ExitCode.Failed;
  }
}
