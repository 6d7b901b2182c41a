import { type AddressLike, type Signer, ZeroAddress } from "ethers";

import {
  LandArchive__factory,
  type LandRegistry,
  LandRegistry__factory,
  LandSurvey__factory,
  TitleDealings__factory,
  TitleJudgments__factory,
} from "../../typechain-types/index.js";

/** Deploys a register with its four codes. */
export async function deployLandRegistry(
  deployer: Signer,
  authority: AddressLike,
  predecessor: AddressLike = ZeroAddress,
): Promise<LandRegistry> {
  const codes = [
    await new TitleDealings__factory(deployer).deploy(),
    await new TitleJudgments__factory(deployer).deploy(predecessor),
    await new LandSurvey__factory(deployer).deploy(predecessor),
    await new LandArchive__factory(deployer).deploy(predecessor),
  ] as const;
  const [dealings, judgments, survey, archive] = await Promise.all(
    codes.map(async (code) => (await code.waitForDeployment()).getAddress()),
  );
  const registry = await new LandRegistry__factory(deployer).deploy(authority, predecessor, [
    dealings,
    judgments,
    survey,
    archive,
  ]);
  await registry.waitForDeployment();
  return registry;
}
