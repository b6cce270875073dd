/**
 * Lints texts as if they were files of this repository, with the repository's own rules. All texts of a
 * test file are in one TypeScript program, since making a program is what takes time.
 */
import path from 'node:path';
import { Linter } from 'eslint';
import ts from 'typescript';
import { config as repositoryConfig } from '../../build/lint/config';

export const root = path.resolve(__dirname, '../..');

/** What a text is refused for. */
export interface Refusal {
  readonly line: number;
  /** `rule` or `rule/messageId`. */
  readonly rule: string;
  readonly message: string;
}

const options: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts'],
  types: [],
  noResolve: true, // a text is judged alone
  noEmit: true,
};

function createProgram(texts: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, languageVersion, true);
  };
  return ts.createProgram([...texts.keys()], options, host);
}

/**
 * Makes a judge of texts.
 * @param files Texts by the path they are to have, from the top of the repository. No such files need exist.
 * @returns A function that gives what the text of a path is refused for; empty when it passes.
 */
export function createJudge(files: Readonly<Record<string, string>>): (file: string) => Refusal[] {
  const texts = new Map(Object.entries(files).map(([file, text]) => [path.join(root, file), text]));
  const program = createProgram(texts);
  const linter = new Linter({ configType: 'flat', cwd: root });
  const config: Linter.Config[] = [
    ...(repositoryConfig as Linter.Config[]),
    { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false, programs: [program] } } },
  ];
  return (file) =>
    linter.verify(files[file], config, { filename: path.join(root, file) }).map(({ line, ruleId, messageId, message }) => ({
      line,
      rule: messageId === undefined ? String(ruleId) : `${ruleId}/${messageId}`,
      message,
    }));
}
