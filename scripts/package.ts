import { buildPackage } from "./package/build.js";
import { describeTarball, pack } from "./package/pack.js";

/** Where the package is made; ignored by git. */
const OUT = "dist/package";

buildPackage(process.cwd(), OUT);
console.log(describeTarball(pack(OUT, "dist")));
