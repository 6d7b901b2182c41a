import { expect } from "chai";
import { concat, keccak256, toUtf8Bytes } from "ethers";

import { randomSalt, saltedHash } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

describe("saltedHash", () => {
  const salt = "0x000102030405060708090a0b0c0d0e0f";

  it("hashes text as UTF-8, and bytes", () => {
    const bytes = toUtf8Bytes("Zürich");
    expect(saltedHash("Zürich", salt)).to.equal(keccak256(concat([keccak256(salt), keccak256(bytes)])));
    expect(saltedHash(bytes, salt)).to.equal(saltedHash("Zürich", salt));
  });

  it("differs by salt, and where bytes move from salt to document", () => {
    const [longer, moved] = [`${salt}10`, new Uint8Array([0x10, 1])];
    expect(saltedHash(new Uint8Array([1]), longer)).to.not.equal(saltedHash(moved, salt));
    expect(saltedHash("receipt", randomSalt())).to.not.equal(saltedHash("receipt", randomSalt()));
  });

  const refused: [string, string, RegExp][] = [
    ["short", salt.slice(0, -2), /has 120 bits/],
    ["empty", "0x", /has 0 bits/],
    ["a word", "pepper", /is not bytes/],
    ["an odd digit", `${salt}1`, /is not bytes/],
    ["zero", `0x${"00".repeat(32)}`, /repeats itself/],
  ];
  for (const [name, wrong, problem] of refused) {
    it(`refuses a salt that is ${name}, without showing it`, async () => {
      await expectInputError(() => saltedHash("receipt", wrong), { field: "salt", problem });
      let message = "";
      try {
        saltedHash("receipt", wrong);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).to.include("(kept secret)");
    });
  }
});
