import { encodeBytes32String, Interface } from "ethers";

import { CityAuthority__factory, CityDirectory__factory } from "../../typechain-types/index.js";
import { roleIdOf } from "../city/blueprint.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;

/** A council act vetoed, another one executed, an emergency closing and its lapse. */
export const governanceChapter: Chapter = {
  title: "Governance: everything in the open, nothing at once",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, citizen, wait } = stage;
  const { say, officeActs, refused } = narrator(stage, "governance");
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  const directory = CityDirectory__factory.connect(blueprint.addressOf("CityDirectory"), provider);
  const [authorityAddress, directoryAddress] = [
    blueprint.addressOf("CityAuthority"),
    blueprint.addressOf("CityDirectory"),
  ];
  const { address: council } = offices.COUNCIL;
  const schedule = (target: string, data: string) =>
    authority.interface.encodeFunctionData("schedule", [target, data, 0]);

  say("The council plans to appoint a second guardian. Every act of the council waits 48 hours in public.");
  const appoint = authority.interface.encodeFunctionData("grantRole", [
    roleIdOf(blueprint.roles, "GUARDIAN"),
    await stage.clerk.getAddress(),
    0,
  ]);
  await officeActs(
    "COUNCIL",
    "schedule the appointment of a guardian",
    authorityAddress,
    schedule(authorityAddress, appoint),
  );
  await printPending(stage);
  say("The ombudsman objects: the office would be one person with one key.");
  await officeActs(
    "OMBUDSMAN",
    "veto the appointment",
    authorityAddress,
    authority.interface.encodeFunctionData("cancel", [council, authorityAddress, appoint]),
  );
  await wait(2 * DAY);
  await refused(
    "the council executes the vetoed act all the same",
    council,
    authorityAddress,
    appoint,
    authority.interface,
  );

  say("The council enters its own wallet in the directory, so that everybody finds it.");
  const register = directory.interface.encodeFunctionData("register", [
    [{ service: encodeBytes32String("Council"), account: council, interfaceId: "0x00000000" }],
  ]);
  await officeActs(
    "COUNCIL",
    "schedule the directory entry",
    authorityAddress,
    schedule(directoryAddress, register),
  );
  await refused("the council acts before its time", council, directoryAddress, register, authority.interface);
  await refused(
    "a citizen enters something",
    await citizen.getAddress(),
    directoryAddress,
    register,
    directory.interface,
  );
  await wait(2 * DAY);
  await officeActs("COUNCIL", "execute the directory entry", directoryAddress, register);

  say(
    "An alarm: the guardian closes the directory at once. Without the council's word it opens again after seven days.",
  );
  await officeActs(
    "GUARDIAN",
    "close the directory",
    authorityAddress,
    authority.interface.encodeFunctionData("emergencyClose", [directoryAddress]),
  );
  say(
    `  the directory is ${(await authority.isTargetClosed(directoryAddress)) ? "closed" : "open"}, and reading it goes on`,
  );
  await wait(7 * DAY);
  say(`  seven days later it is ${(await authority.isTargetClosed(directoryAddress)) ? "closed" : "open"}`);
  await refused(
    "the guardian closes it again for another week",
    offices.GUARDIAN.address,
    authorityAddress,
    authority.interface.encodeFunctionData("emergencyClose", [directoryAddress]),
    authority.interface,
  );
}

async function printPending({ blueprint, provider }: Stage): Promise<void> {
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  for (const { selector, readyAt, expiresAt } of await authority.pendingOperations(0, 10)) {
    const name = Interface.from(authority.interface.fragments).getFunction(selector)?.name ?? selector;
    const time = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().slice(0, 16);
    console.log(`  pending for everybody to see: ${name}, from ${time(readyAt)} to ${time(expiresAt)}`);
  }
}
