/** Names for the program, made from the names that an object definition gives. */

/** Words that no name may be: those of JavaScript and of Lua, and what TypeScript has for types. */
const reserved: ReadonlySet<string> = new Set(
  (
    'abstract and any arguments as async await boolean break case catch class const continue debugger declare default ' +
    'delete do else elseif end enum eval export extends false finally for function get global goto if implements import ' +
    'in infinity instanceof interface let local module nan namespace never new nil not null number object of or package ' +
    'private protected public repeat require return self set static string super switch symbol then this throw true try ' +
    'type typeof undefined unknown until var void while with yield'
  ).split(' '),
);

/** Names that a description file imports, or that everybody takes for something else. In lower case. */
const taken: ReadonlySet<string> = new Set(
  (
    'answer array buffer date describe device error followmeasured instanceof json map math onchanged ' +
    'onexecute operations promise proxy reflect resetmeasured sensor'
  ).split(' '),
);

/** The words of a name: `On/Off switch` has on, off, switch; `eDRX (WB-S1)` has e, drx, wb, s, 1. In lower case. */
export function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '') // é is e
    .replace(/\(\d+\)/g, ' ') // the number of a note
    .replace(/\(s\)/g, 's')
    .replace(/['’]/g, '');
  const words = plain.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Words as `camelCase`. What a digit would begin gets `first` before it, and a reserved word gets it behind. */
function camelCase(words: readonly string[], first: string): string {
  const given = words.length === 0 || /^\d/.test(words[0]) ? [first, ...words] : words;
  const name = given.map((word, i) => (i === 0 ? word : capital(word))).join('');
  return reserved.has(name.toLowerCase()) ? name + capital(first) : name;
}

/** Names of the members of an enum, by id: of resources in the order given. One that is there already gets its id behind it. */
export function resourceNames(resources: Iterable<{ readonly id: number; readonly name: string }>): Map<number, string> {
  const names = new Map<number, string>();
  const used = new Set<string>();
  for (const { id, name } of resources) {
    const words = wordsOf(name);
    const wanted = words.length === 0 ? `resource${id}` : camelCase(words, 'resource');
    const given = used.has(wanted) ? `${wanted}${/\d$/.test(wanted) ? '_' : ''}${id}` : wanted;
    used.add(given);
    names.set(id, given);
  }
  return names;
}

export interface ObjectNames {
  /** Of the description: `onOffSwitch`. */
  readonly constant: string;
  /** Of the enum of its resources: `OnOffSwitch`. */
  readonly type: string;
  /** Of its file, without the ending: `on-off-switch`. */
  readonly file: string;
}

/** Names for an object. That it is of LwM2M goes without saying. */
export function objectNames({ id, name }: { readonly id: number; readonly name: string }): ObjectNames {
  const words = wordsOf(name.replace(/^(LwM2M|OMA)\s+(?=\S)/i, ''));
  const base = words.length === 0 ? ['object', String(id)] : words;
  const camel = camelCase(base, 'object');
  const constant = taken.has(camel.toLowerCase()) ? `${camel}Object` : camel;
  return { constant, type: capital(constant), file: base.join('-') };
}
