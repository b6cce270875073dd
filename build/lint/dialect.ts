/**
 * The dialect of device code, as far as the shape of the text shows it: ES5 after lowering, and Lua. Each law says
 * what to write instead and which engine it is for. What needs names or types has a rule in a file of its own.
 *
 * What no look at the text can decide, and so is left to tests and reviewers: `%` of negative values, indexes past the
 * end, the range of an integer at run time, the depth of calls.
 */
import { espruinoLaws, type SyntaxLaw } from './espruino';

/** The parts of the device that may do what others may not. */
export type Area = 'core' | 'bytes' | 'runtime' | 'boards';

interface DialectLaw extends SyntaxLaw {
  /** Where the law does not hold. */
  readonly except?: readonly Area[];
}

const bitOperator = '[operator=/^(&|\\||\\^|<<|>>>)=?$/]';
/** Expressions that show that their value can be a fraction. */
const fractions = [
  'BinaryExpression[operator="/"]',
  'Literal[raw=/^[0-9]*\\.[0-9]/]',
  'CallExpression[callee.object.name="Math"][callee.property.name=/^(sqrt|sin|cos|tan|exp|log)$/]',
];
const mathEverywhere = 'abs|ceil|floor|max|min|acos|asin|atan|cos|exp|log|sin|sqrt|tan|E|PI';
const loop = ':matches(ForStatement, WhileStatement, DoWhileStatement, ForInStatement, ForOfStatement)';

const laws: readonly DialectLaw[] = [
  // Functions: plain, and made once.
  {
    selector: ':function :function',
    except: ['boards'],
    message: 'A function within a function is made anew at every call: move it to the module, its state to a table.',
  },
  {
    selector: `${loop} :function`,
    message: 'Espruino shares one loop variable among all functions made in the loop: make the function outside.',
  },
  {
    selector: ':not(:function) > BlockStatement > FunctionDeclaration, SwitchCase > FunctionDeclaration',
    message: 'A function within a block has another scope on each engine: move it out of the block.',
  },
  {
    selector: 'ClassDeclaration, ClassExpression',
    message:
      'Classes go wrong on Espruino (shared fields) and cost tables in Lua: write functions over a module-level table.',
  },
  {
    selector: 'ThisExpression',
    except: ['boards'],
    message: 'Plain functions have no `this` (Lua passes it as an extra argument): name the table.',
  },
  {
    selector: 'Property[kind=/^(get|set)$/]',
    message: 'A getter hides a call, and costs a metatable in Lua: write a function.',
  },
  {
    selector: ':function[async=true], AwaitExpression, :function[generator=true], YieldExpression, ImportExpression',
    message:
      'ES5 and Espruino have no async functions and no generators: keep the state in a table and go on at the next event.',
  },
  {
    selector: 'RestElement, SpreadElement, Identifier[name="arguments"]',
    message: 'Spread and rest make an array at every call: pass the values one by one.',
  },
  {
    selector: 'AssignmentPattern',
    message: 'A default is a test at every call: pass the value where the function is called.',
  },
  {
    selector: 'ArrayPattern, ObjectPattern',
    message: 'Espruino has no destructuring, and lowered it makes arrays: read the fields one by one.',
  },

  // Statements.
  {
    selector: 'ForOfStatement, ForInStatement',
    message: 'Lowered for-of costs a helper, and the order of for-in differs between engines: count with an index.',
  },
  {
    selector: ':function :not(ForOfStatement, ForInStatement) > VariableDeclaration > VariableDeclarator[init=null]',
    message: 'A build may put a function into a loop, where a variable keeps what it had: give it a value where it is declared.',
  },
  {
    selector: 'ContinueStatement',
    message: 'Lua 5.1 has no `continue`: turn the condition around, or put the body in a function and return.',
  },
  {
    selector: 'TryStatement',
    except: ['boards'],
    message: 'Nothing on the device catches, since decoders do not throw: return an error code.',
  },
  {
    selector: 'ThrowStatement:not(:has(> NewExpression[callee.name="Error"]))',
    except: ['boards'],
    message: "Only a programming mistake throws, as `throw new Error('...')`: return an error code.",
  },
  {
    selector: ':not(ThrowStatement) > NewExpression',
    except: ['bytes', 'runtime', 'boards'],
    message: "Nothing is allocated after start, and constructors differ between engines: import a maker from 'runtime'.",
  },
  {
    selector: ['FunctionDeclaration:not([id.name=/^start/])', 'FunctionExpression', 'ArrowFunctionExpression']
      .map((made) => `${made} ObjectExpression, ${made} ArrayExpression`)
      .join(', '),
    except: ['runtime', 'boards'],
    message:
      'Nothing is allocated after start: make the table at the top of the module, or in a function that is named start.',
  },
  {
    selector: 'TSEnumDeclaration:not([const=true])',
    message: 'An enum is an object in the image: write `const enum`, which leaves only numbers.',
  },
  {
    selector: 'TSModuleDeclaration:not([declare=true])',
    message: 'A namespace becomes a closure in the image: a file is a module.',
  },

  // Operators.
  {
    selector: 'BinaryExpression[operator=">>"], AssignmentExpression[operator=">>="]',
    message: '`>>` differs between engines (Lua has no arithmetic shift): write `>>>`, or Math.floor of a division.',
  },
  {
    selector: 'BinaryExpression[operator="<<"] > Literal[value>=24].right',
    except: ['runtime'],
    message: 'A byte shifted by 24 is negative in JavaScript and positive in Lua: keep two 16-bit halves, or multiply.',
  },
  {
    selector: fractions
      .flatMap((fraction) => [
        `BinaryExpression${bitOperator} > ${fraction}`,
        `AssignmentExpression${bitOperator} > ${fraction}.right`,
        `UnaryExpression[operator="~"] > ${fraction}`,
      ])
      .join(', '),
    message: 'Lua 5.3 throws at a bit operation on a fraction: take Math.floor first.',
  },
  {
    selector: 'BinaryExpression[operator=/^[!=]=$/]',
    message: '`==` converts, and each engine in its own way: write `===` or `!==`.',
  },
  {
    selector: 'LogicalExpression[operator="??"], AssignmentExpression[operator=/^(\\?\\?|\\|\\||&&)=$/]',
    message: 'A default hides a condition: compare with undefined and use `?:`.',
  },
  { selector: 'ChainExpression', message: '`?.` hides a condition: compare with undefined first.' },
  {
    selector: 'BinaryExpression[operator="**"], AssignmentExpression[operator="**="]',
    message: 'Espruino has no `**`, and Lua gives a float: multiply, or shift 1.',
  },

  // Values.
  {
    selector: 'Literal[raw="null"]',
    except: ['boards'],
    message: 'Lua has one nil for null and undefined: write undefined.',
  },
  {
    selector: 'Literal[regex]',
    message: 'Lua has no regular expressions, and those of Espruino go wrong: scan the bytes.',
  },
  { selector: 'Literal[bigint]', message: 'ES5, Espruino and Lua have no BigInt: keep the value in two halves.' },
  {
    selector: 'Literal[value>1073741824][raw=/^[0-9]/]',
    except: ['bytes', 'runtime'],
    message: 'Integers beyond 2^30 are boxed on MicroQuickJS and overflow 32-bit Lua: keep two 16-bit halves.',
  },
  {
    selector: 'TemplateLiteral[expressions.length>0], TaggedTemplateExpression',
    except: ['bytes', 'runtime', 'boards'],
    message: 'A template prints numbers as the engine likes: write the text and the digits with src/bytes.',
  },
  {
    selector: ['UnaryExpression[operator="-"]', ...fractions]
      .map((index) => `MemberExpression[computed=true] > ${index}.property`)
      .join(', '),
    message: 'Espruino throws at an index that is negative or a fraction: check the index, take Math.floor.',
  },
  {
    selector: 'CallExpression > MemberExpression[property.name="fill"].callee',
    except: ['boards'],
    message: 'MicroQuickJS and Duktape have no `fill`: write a loop.',
  },
  {
    selector: `MemberExpression[object.name="Math"]:not([property.name=/^(${mathEverywhere})$/])`,
    except: ['runtime'],
    message:
      'This part of Math is missing or different on some engine: use Math.floor; randomness comes through Board.',
  },
];

/** The laws that hold in a part of the device, as options of ESLint's `no-restricted-syntax`. */
export function syntaxLaws(area: Area): SyntaxLaw[] {
  const held = laws.filter((law) => law.except === undefined || !law.except.includes(area));
  return [...espruinoLaws, ...held].map(({ selector, message }) => ({ selector, message }));
}
