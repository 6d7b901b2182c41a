import { writeFileSync } from "node:fs";

import { identityVectors } from "./vectors/identity.js";
import { paymentVectors, vectorsText } from "./vectors/payments.js";

for (const [domain, vectors] of Object.entries({
  identity: await identityVectors(),
  payments: await paymentVectors(),
})) {
  const file = `test/vectors/${domain}.json`;
  writeFileSync(file, vectorsText(vectors));
  console.log(`${file} written`);
}
