import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

import { domains } from "../city/domains/index.js";
import { renderRolesPage } from "../city/rolesPage.js";
import { readFile } from "./lib/files.js";
import { type GateResult, resultOf } from "./lib/finding.js";

const PAGE = "docs/roles.md";

/**
 * The page of roles says what the tables in `scripts/city/domains/` say.
 *
 * @param root folder of the repository
 * @param options `update` rewrites the page instead of comparing it
 * @param page what it should say
 */
export function checkRoles(
  root: string,
  { update }: { update: boolean },
  page: string = renderRolesPage(domains),
): GateResult {
  if (update) writeFileSync(path.join(root, PAGE), page);
  const isFresh = existsSync(path.join(root, PAGE)) && readFile(root, PAGE).text === page;
  const mend = "run `npm run check -- --only roles --update` and read the difference.";
  return resultOf(isFresh ? [] : [{ file: PAGE, what: "the page is not what the tables say", mend }]);
}
