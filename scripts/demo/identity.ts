import { hexlify, id, keccak256, toUtf8Bytes, Wallet } from "ethers";

import {
  applyChangesTypedData,
  type Authorization,
  authorizationOf,
  type Change,
  didChange,
  didOf,
  digestOf,
  FOREVER,
  freezeIdentityTypedData,
  nextIdentityNonce,
  readDomain,
  readIdentityState,
  recoveryOutlook,
  resolveDid,
  setGuardiansTypedData,
  type SignedActTerms,
  supportRecoveryTypedData,
  type TypedData,
} from "../../sdk/index.js";
import { CityToken__factory, DIDRegistry__factory } from "../../typechain-types/index.js";
import { newDemoPasskey } from "./passkey.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;
const SERVICE = "https://hub.example/resident";

/** Who signs an act, and how. */
interface Signer {
  readonly signer: string;
  readonly sign: (typedData: TypedData) => Promise<string> | string;
}

/** A form with what every signed act names. */
type SignedAct = TypedData<
  TypedData["types"],
  string,
  Record<string, unknown> & { readonly nonce: bigint; readonly deadline: bigint }
>;

/** An identity made without ether, moved to another phone, stolen, frozen, recovered; the money follows. */
export const identityChapter: Chapter = {
  title: "Identity: a phone is stolen, the citizen stays who she is",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, clerk, citizen, wait } = stage;
  const { say, act, refused } = narrator(stage, "identity");
  const registry = DIDRegistry__factory.connect(blueprint.addressOf("DIDRegistry"), clerk);
  const token = CityToken__factory.connect(blueprint.addressOf("CityToken"), clerk);
  const [registryAddress, tokenAddress] = [await registry.getAddress(), await token.getAddress()];
  const call = (request: { to: string; data: string }) => provider.call(request);
  const domain = await readDomain(call, registryAddress);
  const { chainId } = await provider.getNetwork();

  /** The same resident as before: a key on a phone, tokens, and no ether. */
  const phone = new Wallet(id("a resident of the demo city"));
  const identity = phone.address;
  const [sister, neighbour, friend] = ["sister", "neighbour", "friend"].map(
    (who) => new Wallet(id(`the resident's ${who}`)),
  );
  const verifier = blueprint.addressOf("PasskeyVerifier");
  const [passkey, newPasskey] = [newDemoPasskey(verifier), newDemoPasskey(verifier)];
  const byKey = (wallet: Wallet): Signer => ({
    signer: wallet.address,
    sign: ({ domain: of, types, message }) => wallet.signTypedData(of, types, message),
  });
  const byPasskey = ({ signer, sign }: typeof passkey): Signer => ({
    signer,
    sign: (typedData) => sign(digestOf(typedData)),
  });

  /** What somebody without ether has signed, ready for the clerk. */
  const signed = async (
    { signer, sign }: Signer,
    form: (terms: SignedActTerms) => SignedAct,
  ): Promise<Authorization> => {
    const latest = await provider.getBlock("latest");
    if (latest === null) throw new Error("the chain has no block");
    const nonce = await nextIdentityNonce(call, registryAddress, signer);
    const typedData = form({ identity, nonce, deadline: BigInt(latest.timestamp + DAY) });
    return authorizationOf(signer, typedData, await sign(typedData));
  };
  const apply = async (what: string, by: Signer, ...changes: Change[]): Promise<void> =>
    act(
      what,
      registry.applySigned(
        identity,
        changes,
        await signed(by, (terms) => applyChangesTypedData(domain, { ...terms, changes })),
      ),
    );
  const showOutlook = async (): Promise<void> => {
    const state = await readIdentityState(call, registryAddress, identity);
    const latest = await provider.getBlock("latest");
    const { phase, isFrozen, possible } = recoveryOutlook(state, BigInt(latest?.timestamp ?? 0));
    say(
      `  ${isFrozen ? "frozen" : "free"}, recovery ${phase}; its owner can do: ${possible.owner.join(", ") || "nothing"}`,
    );
  };

  say("A resident is somebody from the start: her account is her identifier. She pays nothing for it.");
  const did = didOf(chainId, identity);
  say(`  ${did}`);
  await apply(
    "the clerk sends her signature: where to reach her, and a passkey that acts for her",
    byKey(phone),
    didChange.setAttribute("did/svc/CityHub", hexlify(toUtf8Bytes(SERVICE)), FOREVER),
    didChange.setKey(passkey.signer, "act", FOREVER),
  );
  const set = {
    guardians: [sister.address, neighbour.address, friend.address],
    threshold: 2n,
    delay: BigInt(3 * DAY),
  };
  await act(
    "her passkey names three guardians, two of whom act together, after three days",
    registry.setGuardiansSigned(
      identity,
      set.guardians,
      set.threshold,
      set.delay,
      await signed(byPasskey(passkey), (terms) => setGuardiansTypedData(domain, { ...terms, ...set })),
    ),
  );
  const request = ({ method, params }: { method: string; params: readonly unknown[] }) =>
    rpc(stage, method, params);
  const { didDocument } = await resolveDid(request, registryAddress, did);
  say(
    `  third parties read: ${didDocument.verificationMethod.length} key, service ${didDocument.service?.[0].serviceEndpoint}`,
  );

  say("She has a new phone. The old passkey lets the new one in and goes.");
  await apply(
    "rotate: the new phone's passkey comes, the old one's goes",
    byPasskey(passkey),
    didChange.setKey(newPasskey.signer, "act", FOREVER),
    didChange.removeKey(passkey.signer),
  );

  say(
    "The phone is stolen, unlocked. Who holds it is the owner. Her sister signs one word; the clerk sends it.",
  );
  await act(
    "freeze, signed by the sister",
    registry.freezeSigned(
      identity,
      await signed(byKey(sister), (terms) => freezeIdentityTypedData(domain, terms)),
    ),
  );
  await act("anyone brings the word to the token", token.suspend(identity));
  await showOutlook();
  const abi = registry.interface;
  const thief = await citizen.getAddress();
  const attempts = [
    ["make himself the owner", abi.encodeFunctionData("changeOwner", [identity, thief])],
    [
      "enrol a key",
      abi.encodeFunctionData("applyChanges", [identity, [didChange.setKey(thief, "act", FOREVER)]]),
    ],
    ["name other guardians", abi.encodeFunctionData("setGuardians", [identity, [], 0n, 0n])],
    ["lift the freeze", abi.encodeFunctionData("unfreeze", [identity])],
  ] as const;
  for (const [what, data] of attempts)
    await refused(`the thief tries to ${what}`, identity, registryAddress, data, abi);
  await refused(
    "the thief sends her tokens to himself",
    identity,
    tokenAddress,
    token.interface.encodeFunctionData("transfer", [thief, 1n]),
    token.interface,
  );

  say("She buys another phone. Her sister and her neighbour name its key; three days pass in public.");
  const next = new Wallet(id("the resident's next phone"));
  const { round } = (await readIdentityState(call, registryAddress, identity)).recovery;
  for (const [who, guardian] of [
    ["sister", sister],
    ["neighbour", neighbour],
  ] as const) {
    await act(
      `support, signed by the ${who}`,
      registry.supportRecoverySigned(
        identity,
        next.address,
        round,
        await signed(byKey(guardian), (terms) =>
          supportRecoveryTypedData(domain, { ...terms, newOwner: next.address, round }),
        ),
      ),
    );
  }
  await showOutlook();
  await refused(
    "the thief vetoes",
    identity,
    registryAddress,
    abi.encodeFunctionData("vetoRecovery", [identity]),
    abi,
  );
  await wait(3 * DAY);
  await act("anyone completes the recovery", registry.executeRecovery(identity));
  const stolenAt = (await provider.getBlock("latest"))?.timestamp ?? 0;
  await apply(
    "she dates the theft: what the old key signs from then on is worth nothing",
    byKey(next),
    didChange.declareCompromised(keccak256(identity), BigInt(stolenAt - 3 * DAY)),
  );
  await showOutlook();

  say("Her tokens follow to the new account, after the token's own notice.");
  const balance = await token.balanceOf(identity);
  await act("anyone announces that to the token", token.announceRecovery(identity));
  await wait(Number(await token.RECOVERY_NOTICE()));
  await act("anyone moves them", token.recover(identity));
  const held = await token.balanceOf(next);
  if (held !== balance || held === 0n) throw new Error(`the successor holds ${held}, not ${balance}`);
  say(`  the old account holds ${await token.balanceOf(identity)}, the new one ${held / 1_000_000n} tokens`);
}

/** Asks the embedded chain as a wallet would (EIP-1193). */
async function rpc({ clerk }: Stage, method: string, params: readonly unknown[]): Promise<unknown> {
  const { provider } = clerk;
  if (provider === null || !("send" in provider)) throw new Error("the demo's chain takes no questions");
  return (provider.send as (method: string, params: readonly unknown[]) => Promise<unknown>).call(
    provider,
    method,
    params,
  );
}
