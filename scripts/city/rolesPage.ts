import type { Domain, RoleRow } from "./domain.js";

/**
 * The page docs/roles.md: who may do what in a city with the given services, from the tables that the deployment
 * applies and the verification reads.
 */
export function renderRolesPage(domains: readonly Domain[]): string {
  const roles = domains.flatMap((domain) => domain.roles);
  return [
    "# Roles",
    "",
    "Generated from the tables in `scripts/city/domains/` by `npm run check -- --only roles --update`; do not edit.",
    "The deployment applies these tables, `npm run verify` compares a chain with them, and `test/city/access.ts` calls",
    "every function as a member of every role.",
    "",
    "## What each role may and may never do",
    "",
    ...markdownTable(
      ["Role", "May", "May never"],
      roles.map(({ name, may, mayNever }) => [code(name), may, mayNever]),
    ),
    "",
    "## Who appoints, who cancels, how long an act waits",
    "",
    "Delays are minimums: a city file may ask for more. Nobody holds two roles of one group.",
    "",
    ...markdownTable(
      ["Role", "Id", "Appointed by", "Pending acts cancelled by", "Least delay", "Group", "Held by"],
      roles.map((role) => [
        code(role.name),
        role.id.toString(),
        code(role.admin),
        cancelledBy(role),
        hours(role.minimumDelay),
        role.exclusionGroup === 0 ? "–" : String(role.exclusionGroup),
        role.heldByContract ? "contracts" : "any account",
      ]),
    ),
    ...domains.flatMap(domainSection),
    "",
  ].join("\n");
}

function domainSection({ name, functions, openFunctions, agents, checkers }: Domain): string[] {
  return [
    "",
    `## ${name[0].toUpperCase()}${name.slice(1)}: functions`,
    "",
    "Functions of officers:",
    "",
    ...markdownTable(
      ["Contract", "Function", "Role"],
      functions.map(({ contract, signature, role }) => [code(contract), code(signature), code(role)]),
    ),
    "",
    "Functions that no role guards:",
    "",
    ...markdownTable(
      ["Contract", "Function", "Who may call"],
      openFunctions.map(({ contract, signature, guard }) => [code(contract), code(signature), guard]),
    ),
    ...(agents.length === 0
      ? []
      : [
          "",
          "Contracts that act on contracts:",
          "",
          ...markdownTable(
            ["Holder", "Agent", "Rights (bits)"],
            agents.map(({ holder, agent, rights }) => [code(holder), code(agent), `0b${rights.toString(2)}`]),
          ),
        ]),
    ...(checkers.length === 0
      ? []
      : [
          "",
          "Contracts that answer questions of policy:",
          "",
          ...markdownTable(
            ["Holder", "Checker"],
            checkers.map(({ holder, checker }) => [code(holder), code(checker)]),
          ),
        ]),
  ];
}

const cancelledBy = ({ name, guardian }: RoleRow): string =>
  name === "COUNCIL" ? `${code("COUNCIL")}, ${code("OMBUDSMAN")}` : code(guardian);

const hours = (seconds: number): string => (seconds === 0 ? "none" : `${seconds / 3600} h`);

const code = (text: string): string => `\`${text}\``;

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
