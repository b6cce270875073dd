/**
 * Imports go down the house, as the table of `rooms.ts` says.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { posix, relative, sep } from 'node:path';
import { rooms, type Room } from './rooms';

/** Whether a file lies in a folder, or is the file named. Files are named without extension here. */
function isIn(file: string, place: string): boolean {
  return place.endsWith('/') ? file.startsWith(place) : file === place.replace('.ts', '');
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => isIn(file, room.path));
}

function nameOf(room: Room): string {
  return room.path.replace(/\/$/, '');
}

/** The folder within a room of separate folders. */
function folderOf(path: string, room: Room): string {
  return path.slice(room.path.length).split('/')[0];
}

/** Whether the import, the export or one name in it is written with `type`. */
function isMarkedType(node: TSESTree.Node): boolean {
  return ('importKind' in node && node.importKind === 'type') || ('exportKind' in node && node.exportKind === 'type');
}

function isOnlyType(node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'TSImportType':
      return true;
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration': {
      const specifiers: readonly TSESTree.Node[] = node.specifiers;
      return isMarkedType(node) || (specifiers.length > 0 && specifiers.every(isMarkedType));
    }
    default:
      return isMarkedType(node);
  }
}

type Messages = 'direction' | 'sideways' | 'package' | 'builtName' | 'onlyType' | 'onlyBare' | 'homeless';

export const imports: TSESLint.RuleModule<Messages> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      direction:
        '{{from}} may not import {{to}}{{reason}}: imports only go down the house; ' +
        'pass it in from above, or move the shared part down.',
      sideways:
        '{{from}} may not import {{to}}: the folders of {{room}} do not know each other; move the shared part down.',
      package: '{{from}} may not import `{{to}}`: there are no packages on a device; what is outside comes through Board.',
      builtName: '{{from}} may not import `{{to}}`, which the build resolves for an image: it is for device code.',
      onlyType: '{{to}} holds types only: write `import type`.',
      onlyBare: "Write `from '{{name}}'`: the build resolves only the bare name to the image's own file.",
      homeless: '{{path}} lies in no room of the house: put it in one, or add the room to build/lint/rooms.ts.',
    },
  },
  defaultOptions: [],
  create(context) {
    const path = relative(context.cwd, context.filename).split(sep).join('/').replace(/\.[jt]s$/, '');
    const room = roomOf(path);
    const isTopLevel = !path.includes('/');

    function checkBare(node: TSESTree.Node, from: Room, name: string): void {
      const data = { from: nameOf(from), to: name };
      if (name === 'config' || name === 'runtime' || name === 'primitives') {
        if (!from.builtNames.includes(name)) context.report({ node, messageId: 'builtName', data });
      } else if (!from.packages) {
        context.report({ node, messageId: 'package', data });
      }
    }

    function checkRelative(node: TSESTree.Node, from: Room, specifier: string): void {
      const target = posix.join(posix.dirname(path), specifier).replace(/\.(js|ts|json)$/, '');
      const to = roomOf(target);
      const data = { from: nameOf(from), to: to === undefined ? target : nameOf(to) };
      if (to === undefined) {
        // package.json and the like, for the programs of the host.
        if (!from.packages) context.report({ node, messageId: 'homeless', data: { path: target } });
      } else if (from.imports === 'any' || (to === from && to.separateFolders === undefined)) {
        return;
      } else if (to === from) {
        if (folderOf(path, from) === folderOf(target, from)) return;
        const folders = { from: posix.dirname(path), to: posix.dirname(target), room: nameOf(from) };
        context.report({ node, messageId: 'sideways', data: folders });
      } else if (to.onlyAs === 'config' || to.onlyAs === 'runtime') {
        context.report({ node, messageId: 'onlyBare', data: { name: to.onlyAs } });
      } else if (!from.imports.some((allowed) => isIn(target, allowed))) {
        const reason = from.knowsNothingOf === undefined ? '' : `, as it knows nothing of ${from.knowsNothingOf}`;
        context.report({ node, messageId: 'direction', data: { ...data, reason } });
      } else if (to.onlyAs === 'type' && !isOnlyType(node)) {
        context.report({ node, messageId: 'onlyType', data });
      }
    }

    function check(node: TSESTree.Node, specifier: unknown): void {
      if (room === undefined || typeof specifier !== 'string') return;
      if (specifier.startsWith('.')) checkRelative(node, room, specifier);
      else checkBare(node, room, specifier);
    }

    return {
      Program(node) {
        if (room === undefined && !isTopLevel) context.report({ node, messageId: 'homeless', data: { path } });
      },
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.type === 'Literal' && node.source.value),
      TSImportType: (node) => check(node, node.source.value),
      TSExternalModuleReference: (node) => check(node, node.expression.type === 'Literal' && node.expression.value),
      'CallExpression[callee.name="require"]'({ arguments: [first] }: TSESTree.CallExpression) {
        if (first?.type === 'Literal') check(first, first.value);
      },
    };
  },
};
