import { type AstNode, type Build, type CompiledSource, placeOf } from "./lib/build.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";

const DESCRIBED: Record<string, string> = {
  FunctionDefinition: "function",
  EventDefinition: "event",
  ErrorDefinition: "error",
};

interface Tag {
  tag: string;
  text: string;
}

/**
 * The interfaces are the specification: every function, event and error declared in `contracts/**\/I*.sol` carries
 * `@notice`, a `@param` for every parameter and a `@return` for every value. `@inheritdoc` stands for all of them.
 *
 * @param build what the compiler says of the contracts
 */
export function checkNatspec({ sources }: Pick<Build, "sources">): GateResult {
  const interfaces = sources.filter(({ path }) => /\/I[A-Z][^/]*\.sol$/.test(path));
  return resultOf(
    interfaces.flatMap((source) => declarationsOf(source).flatMap((node) => checkNode(source, node))),
  );
}

/** Functions, events and errors, of the file itself and of its contracts. */
function declarationsOf({ ast }: CompiledSource): AstNode[] {
  const top = ast.nodes as AstNode[];
  const inside = top
    .filter(({ nodeType }) => nodeType === "ContractDefinition")
    .flatMap((contract) => contract.nodes as AstNode[]);
  return [...top, ...inside].filter(
    ({ nodeType, visibility }) =>
      Object.hasOwn(DESCRIBED, nodeType) && !["internal", "private"].includes(String(visibility)),
  );
}

function checkNode(source: CompiledSource, node: AstNode): Finding[] {
  const tags = tagsOf(node);
  if (tags.some(({ tag }) => tag === "inheritdoc")) return [];
  const subject = `${DESCRIBED[node.nodeType]} ${String(node.name || node.kind)}`;
  const finding = (what: string, mend: string): Finding => ({
    file: placeOf(source, node),
    what: `${subject} ${what}`,
    mend,
  });

  const findings: Finding[] = [];
  if (!tags.some(({ tag, text }) => tag === "notice" && text !== "")) {
    findings.push(finding("has no @notice", "say in one sentence what it does, means or reports."));
  }
  for (const [index, name] of namesIn(node.parameters).entries()) {
    if (name === "") {
      findings.push(
        finding(`has no name for parameter ${index + 1}`, "name it, and describe it with @param."),
      );
    } else if (
      !tags.some(({ tag, text }) => tag === "param" && new RegExp(`^${escaped(name)}\\s+\\S`).test(text))
    ) {
      findings.push(finding(`has no @param ${name}`, "describe the parameter, with its unit."));
    }
  }
  const [described, returned] = [
    tags.filter(({ tag, text }) => tag === "return" && text !== "").length,
    namesIn(node.returnParameters).length,
  ];
  if (described !== returned) {
    findings.push(
      finding(`returns ${returned} and has ${described} @return`, "describe every value, with its unit."),
    );
  }
  return findings;
}

function tagsOf(node: AstNode): Tag[] {
  const { text = "" } = (node.documentation ?? {}) as { text?: string };
  return [...text.matchAll(/^\s*@(\w+)([\s\S]*?)(?=^\s*@\w|(?![\s\S]))/gm)].map(([, tag, said]) => ({
    tag,
    text: said.trim(),
  }));
}

function namesIn(list: unknown): string[] {
  const { parameters = [] } = (list ?? {}) as { parameters?: { name: string }[] };
  return parameters.map(({ name }) => name);
}

function escaped(name: string): string {
  return name.replaceAll("$", String.raw`\$`);
}
