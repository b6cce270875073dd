/**
 * Shortens the members of the interfaces that parts of an image have with each other, such as those of a format's reader
 * (`reader.start` becomes `reader.a`). What has other names outside, as the board does, keeps them. For JavaScript.
 */
import path from 'node:path';
import ts from 'typescript';
import { BuildFailure } from './failure';
import { root, shown } from './paths';

/** The rooms whose interfaces nothing outside the image sees. */
const rooms = ['coap', 'engine', 'format', 'image', 'shell'].map((room) => path.join(root, 'src', room) + path.sep);

function interfaceOf(symbol: ts.Symbol | undefined): ts.InterfaceDeclaration | undefined {
  const [declaration] = symbol?.declarations ?? [];
  return declaration !== undefined &&
    ts.isInterfaceDeclaration(declaration) &&
    rooms.some((room) => path.normalize(declaration.getSourceFile().fileName).startsWith(room))
    ? declaration
    : undefined;
}

/** The short name of the member: its place in the interface as a letter. */
function shortName(member: ts.Symbol | undefined): string | undefined {
  const [declaration] = member?.declarations ?? [];
  if (declaration === undefined || !ts.isInterfaceDeclaration(declaration.parent)) {
    return undefined;
  }
  const { symbol } = declaration.parent as ts.InterfaceDeclaration & { symbol: ts.Symbol };
  const place = interfaceOf(symbol)?.members.findIndex((each) => each === declaration) ?? -1;
  return place < 0 ? undefined : String.fromCharCode(97 + place);
}

/** A `before` transformer. */
export function shortenMembers(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();

  /** The interface's member that a property of an object literal stands for. */
  function memberOf(property: ts.ObjectLiteralElementLike): ts.Symbol | undefined {
    const type = ts.isObjectLiteralExpression(property.parent) ? checker.getContextualType(property.parent) : undefined;
    return property.name !== undefined && ts.isIdentifier(property.name) ? type?.getProperty(property.name.text) : undefined;
  }
  /** An object that was made as no interface's has its members' own names: it cannot become one. */
  function refuseUnnamed(node: ts.Identifier): void {
    const made = checker.getTypeAtLocation(node).symbol as ts.Symbol | undefined;
    if (made !== undefined && (made.flags & ts.SymbolFlags.ObjectLiteral) !== 0) {
      const wanted = interfaceOf(checker.getContextualType(node)?.symbol);
      if (wanted !== undefined) {
        throw new BuildFailure(`${shown(node.getSourceFile().fileName)}: declare \`${node.text}\` as \`${wanted.name.text}\``);
      }
    }
  }
  return (context) => (file) => {
    const { factory } = context;
    function visit(node: ts.Node): ts.Node {
      const original = ts.getOriginalNode(node);
      if (original.parent === undefined) {
        return ts.visitEachChild(node, visit, context);
      }
      if (ts.isPropertyAccessExpression(node) && ts.isPropertyAccessExpression(original)) {
        const name = shortName(checker.getSymbolAtLocation(original.name));
        return name === undefined
          ? ts.visitEachChild(node, visit, context)
          : factory.updatePropertyAccessExpression(node, ts.visitNode(node.expression, visit) as ts.Expression, factory.createIdentifier(name));
      }
      if (ts.isPropertyAssignment(node) && ts.isPropertyAssignment(original)) {
        const name = shortName(memberOf(original));
        const value = ts.visitNode(node.initializer, visit) as ts.Expression;
        return factory.updatePropertyAssignment(node, name === undefined ? node.name : factory.createIdentifier(name), value);
      }
      if (ts.isMethodDeclaration(node) && ts.isMethodDeclaration(original) && ts.isObjectLiteralExpression(original.parent)) {
        const name = shortName(memberOf(original));
        const method = ts.visitEachChild(node, visit, context);
        return name === undefined
          ? method
          : factory.updateMethodDeclaration(method, method.modifiers, method.asteriskToken, factory.createIdentifier(name), method.questionToken, method.typeParameters, method.parameters, method.type, method.body);
      }
      if (ts.isShorthandPropertyAssignment(node) && ts.isShorthandPropertyAssignment(original)) {
        const name = shortName(memberOf(original));
        return name === undefined ? node : factory.createPropertyAssignment(name, node.name);
      }
      if (ts.isIdentifier(original)) {
        refuseUnnamed(original);
      }
      return ts.visitEachChild(node, visit, context);
    }
    return ts.visitEachChild(file, visit, context);
  };
}
