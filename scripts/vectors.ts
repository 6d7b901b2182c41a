import { writeFileSync } from "node:fs";

import { landVectors, landVectorsText } from "./vectors/land.js";
import { paymentVectors, vectorsText } from "./vectors/payments.js";

writeFileSync("test/vectors/payments.json", vectorsText(await paymentVectors()));
console.log("test/vectors/payments.json written");
writeFileSync("test/vectors/land.json", landVectorsText(landVectors()));
console.log("test/vectors/land.json written");
