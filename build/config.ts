/**
 * Turns `firmware/<app>/config.json` into the module `config` of an image: the text of src/config.ts, with the
 * values of the members that config.json names put in the place of the defaults.
 */
import ts from 'typescript';
import { BuildFailure } from './failure';
import { didYouMean } from './didYouMean';

/** Values of members of `const enum Config`, by name. */
export type Settings = Readonly<Record<string, number>>;
/** The same, and the texts beside it. */
export type Changes = Readonly<Record<string, number | string>>;

function parseDefaults(defaults: string): ts.SourceFile {
  return ts.createSourceFile('src/config.ts', defaults, ts.ScriptTarget.ES2022, true);
}

/** The texts beside `const enum Config`, by name. */
function configTexts(defaults: string): Map<string, ts.Expression> {
  const declarations = parseDefaults(defaults).statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(declarations.flatMap(({ name, initializer }) => (initializer === undefined ? [] : [[name.getText(), initializer]])));
}

/** The members of `const enum Config`, by name. */
function configMembers(defaults: string): Map<string, ts.EnumMember> {
  const source = parseDefaults(defaults);
  const declaration = source.statements.find(
    (statement) => ts.isEnumDeclaration(statement) && statement.name.text === 'Config',
  );
  if (declaration === undefined || !ts.isEnumDeclaration(declaration)) {
    throw new BuildFailure('src/config.ts does not declare `const enum Config`');
  }
  return new Map(declaration.members.map((member) => [member.name.getText(), member]));
}

function parseSettings(text: string, file: string): Map<string, unknown> {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw new BuildFailure(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new BuildFailure(`${file}: expected an object such as { "objects": 8 }`);
  }
  return new Map(Object.entries(settings));
}

/** A text of the module `config`. */
export function configText(module: string, name: string): string {
  const text = configTexts(module).get(name);
  return text !== undefined && ts.isStringLiteral(text) ? text.text : '';
}

/** The values of src/config.ts. @param defaults Its text. */
export function defaultSettings(defaults: string): Settings {
  const settings: Record<string, number> = {};
  for (const [name, { initializer }] of configMembers(defaults)) {
    settings[name] = Number(initializer?.getText());
  }
  return settings;
}

/** A file of settings: its text, and its name, for messages. */
export interface SettingsFile {
  readonly text: string;
  readonly file: string;
}

/** The least and the most that a setting may be. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** What the tags `@minimum` and `@maximum` of a setting say. A feature, 0 or 1 by default and without a tag, is nothing else. */
function rangeOf(member: ts.EnumMember): Range {
  const tags = new Map(ts.getJSDocTags(member).map(({ tagName, comment }) => [tagName.text, Number(comment)]));
  const isFeature = tags.size === 0 && ['0', '1'].includes(member.initializer?.getText() ?? '');
  return { least: tags.get('minimum') ?? 0, most: isFeature ? 1 : (tags.get('maximum') ?? Infinity) };
}

function expected({ least, most }: Range): string {
  if (most === Infinity) return `an integer, ${least} or more`;
  return most === 1 ? '1 (in the image) or 0 (left out)' : `an integer, ${least} to ${most}`;
}

/**
 * The text of the module `config` of an image.
 * @param defaults The text of src/config.ts.
 * @param files The application's config.json, and those whose settings go over it.
 * @param changed Settings over those of all files.
 * @throws BuildFailure when a setting is unknown, or is not of its type: an integer within its bounds, or a text.
 */
export function configModule(defaults: string, files: readonly SettingsFile[], changed: Changes = {}): string {
  const members = configMembers(defaults);
  const texts = configTexts(defaults);
  const edits: { start: number; end: number; text: string }[] = [];
  const settings = new Map<string, { value: unknown; file: string }>();
  for (const { text, file } of files) {
    parseSettings(text, file).forEach((value, name) => settings.set(name, { value, file }));
  }
  for (const [name, value] of Object.entries(changed)) {
    settings.set(name, { value, file: 'the settings' });
  }
  for (const [name, { value, file }] of settings) {
    const text = texts.get(name);
    if (text !== undefined) {
      if (typeof value !== 'string') {
        throw new BuildFailure(`${file}: "${name}" is ${JSON.stringify(value)}; expected a text`);
      }
      edits.push({ start: text.getStart(), end: text.getEnd(), text: JSON.stringify(value) });
      continue;
    }
    const member = members.get(name);
    if (member === undefined) {
      throw new BuildFailure(`${file}: there is no setting "${name}"${didYouMean(name, [...members.keys(), ...texts.keys()])}\nAll are in src/config.ts.`);
    }
    const range = rangeOf(member);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < range.least || value > range.most) {
      throw new BuildFailure(`${file}: "${name}" is ${JSON.stringify(value)}; expected ${expected(range)}`);
    }
    edits.push({ start: member.name.getEnd(), end: member.getEnd(), text: ` = ${value}` });
  }
  let module = defaults;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    module = module.slice(0, start) + text + module.slice(end);
  }
  return module;
}
