import { writeFileSync } from "node:fs";

import { billingVectors } from "./vectors/billing.js";
import { paymentVectors, vectorsText } from "./vectors/payments.js";

for (const [name, vectors] of Object.entries({
  billing: await billingVectors(),
  payments: await paymentVectors(),
})) {
  writeFileSync(`test/vectors/${name}.json`, vectorsText(vectors));
  console.log(`test/vectors/${name}.json written`);
}
