import { writeFileSync } from "node:fs";

import { paymentVectors, vectorsText } from "./vectors/payments.js";

writeFileSync("test/vectors/payments.json", vectorsText(await paymentVectors()));
console.log("test/vectors/payments.json written");
