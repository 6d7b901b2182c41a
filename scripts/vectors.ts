import { writeFileSync } from "node:fs";

import { BALLOT_SCHEMAS, ballotVectors } from "./vectors/ballots.js";
import { BILLING_SCHEMAS, billingVectors } from "./vectors/billing.js";
import { energyVectors } from "./vectors/energy.js";
import { identityVectors } from "./vectors/identity.js";
import { landVectors, landVectorsText } from "./vectors/land.js";
import { paymentVectors, vectorsText } from "./vectors/payments.js";
import { SEALED_SCHEMAS, sealedVectors } from "./vectors/sealedBallots.js";

/** Writes a file of vectors. */
function write(name: string, text: string): void {
  writeFileSync(`test/vectors/${name}`, text);
  console.log(`test/vectors/${name} written`);
}

write("payments.json", vectorsText(await paymentVectors()));
write("identity.json", vectorsText(await identityVectors()));
write("land.json", landVectorsText(landVectors()));
write("billing.json", vectorsText(await billingVectors()));
write("energy.json", vectorsText(energyVectors()));
write("ballots.json", vectorsText(ballotVectors()));
write("sealed.json", vectorsText(sealedVectors()));
for (const [name, schema] of Object.entries({ ...BILLING_SCHEMAS, ...BALLOT_SCHEMAS, ...SEALED_SCHEMAS }))
  write(name, vectorsText(schema));
if (process.argv.includes("--records")) {
  // Loaded only here: it starts a chain.
  const { writeElectionRecords } = await import("./vectors/electionRecords.js");
  await writeElectionRecords();
  console.log("test/vectors/records written");
}
