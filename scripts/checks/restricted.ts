import { type AstNode, type Build, type CompiledSource, nodesOf, placeOf } from "./lib/build.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";

/**
 * The modifier `restricted` stands on `external` functions only, because it asks the authority about the selector of
 * the outermost call; and nothing reads the origin of a transaction, in Solidity or in assembly.
 *
 * @param build what the compiler says of the contracts
 */
export function checkRestricted({ sources }: Pick<Build, "sources">): GateResult {
  return resultOf(
    sources.flatMap((source) =>
      [...nodesOf(source.ast)].flatMap((node) => [
        ...restrictedInside(source, node),
        ...originRead(source, node),
      ]),
    ),
  );
}

function restrictedInside(source: CompiledSource, node: AstNode): Finding[] {
  if (node.nodeType !== "FunctionDefinition" || node.visibility === "external") return [];
  const modifiers = node.modifiers as { modifierName: { name: string } }[];
  if (!modifiers.some(({ modifierName }) => modifierName.name.split(".").at(-1) === "restricted")) return [];
  const name = String(node.name || node.kind);
  return [
    {
      file: placeOf(source, node),
      what: `${name} is ${String(node.visibility)} and restricted; the modifier checks the outer call's selector`,
      mend: "make it external, and let inner callers use an internal function without the modifier.",
    },
  ];
}

function originRead(source: CompiledSource, node: AstNode): Finding[] {
  if (!isMemberOrigin(node) && !isYulOrigin(node)) return [];
  return [
    {
      file: placeOf(source, node),
      what: "reads tx.origin; any contract that a citizen calls could act in their name",
      mend: "use _msgSender(), or a signature.",
    },
  ];
}

function isMemberOrigin(node: AstNode): boolean {
  if (node.nodeType !== "MemberAccess" || node.memberName !== "origin") return false;
  const { typeDescriptions } = node.expression as { typeDescriptions?: { typeIdentifier?: string } };
  return typeDescriptions?.typeIdentifier === "t_magic_transaction";
}

function isYulOrigin(node: AstNode): boolean {
  return (
    node.nodeType === "YulFunctionCall" &&
    (node.functionName as { name?: string } | undefined)?.name === "origin"
  );
}
