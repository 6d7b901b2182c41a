import { dataSlice, isHexString } from "ethers";

import { type CellProblem, csvRecords } from "../csv/csvRecords.js";
import type { CsvOptions } from "../csv/csvRows.js";
import type { TextSource } from "../csv/textSource.js";
import { InputError } from "../errors.js";
import { dayOfDate } from "../inputs/dayOfDate.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { deviceKeyHash } from "./deviceSignature.js";
import { secp256k1KeyHash } from "./secp256k1KeyHash.js";

/** What a device counts, by the number that the register gives it. */
export const DEVICE_CLASSES = [
  "consumption",
  "photovoltaic",
  "wind",
  "battery",
  "vehicle",
  "feeder",
  "water",
  "air",
  "traffic",
] as const;

/** A device to register. */
export interface MeterRegistration {
  readonly line: number;
  readonly keyHash: bigint;
  readonly isSecp256k1: boolean;
  readonly zone: bigint;
  readonly class: bigint;
  readonly gateway: bigint;
  readonly owner: string;
  /** Last day of its calibration, from 1970-01-01. */
  readonly calibratedUntil: bigint;
}

const COLUMNS = {
  key: { parse: publicKey },
  curve: { parse: curveOf },
  zone: { parse: (text: string) => positive("zone", text, 65_535n) },
  class: { parse: classOf },
  gateway: { parse: (text: string) => positive("gateway", text, 2n ** 32n - 1n) },
  owner: { parse: (text: string) => requireAddress("owner", text) },
  calibrated_until: { parse: lastDay },
};

/**
 * Reads a file of devices to register (columns key, curve, zone, class, gateway, owner, calibrated_until); the key is x
 * and y, 64 bytes. Every bad line is told, and a key that stands there twice.
 * @throws InputError where the file has not these columns.
 */
export async function surveyMeters(
  source: TextSource,
  onProblem: (problem: CellProblem) => void,
  options: CsvOptions = {},
): Promise<readonly MeterRegistration[]> {
  const meters: MeterRegistration[] = [];
  const lineOf = new Map<bigint, number>();
  for await (const record of csvRecords(source, COLUMNS, options)) {
    if (record.problems !== undefined) {
      record.problems.forEach(onProblem);
      continue;
    }
    const { line, value } = record;
    const isSecp256k1 = value.curve === "secp256k1";
    const keyHash = hashOf(value.key, isSecp256k1);
    const told = (problem: string, mend: string) =>
      onProblem({ line, field: "key", value: `${value.key.slice(0, 18)}…`, problem, mend });
    if (keyHash === undefined) {
      told(`is no point of ${value.curve}`, "copy x and y as the device tells them");
      continue;
    }
    const earlier = lineOf.get(keyHash);
    if (earlier !== undefined) {
      told(`stands in line ${earlier} already`, "give each device its own key");
      continue;
    }
    lineOf.set(keyHash, line);
    const { zone, class: deviceClass, gateway, owner, calibrated_until: calibratedUntil } = value;
    meters.push({ line, keyHash, isSecp256k1, zone, class: deviceClass, gateway, owner, calibratedUntil });
  }
  return meters;
}

/** The hash by which the register knows a key; undefined where it is none. */
function hashOf(key: string, isSecp256k1: boolean): bigint | undefined {
  try {
    if (isSecp256k1) return secp256k1KeyHash(key);
    return deviceKeyHash({ x: BigInt(dataSlice(key, 0, 32)), y: BigInt(dataSlice(key, 32)) });
  } catch {
    return undefined;
  }
}

function publicKey(text: string): string {
  if (!isHexString(text, 64)) {
    throw new InputError("key", text, "is no public key", "give x and y, 0x and 128 hexadecimal digits");
  }
  return text;
}

function curveOf(text: string): "P-256" | "secp256k1" {
  if (text !== "P-256" && text !== "secp256k1") {
    throw new InputError("curve", text, "is no curve of devices", "give P-256 or secp256k1");
  }
  return text;
}

function classOf(text: string): bigint {
  const number = (DEVICE_CLASSES as readonly string[]).indexOf(text);
  if (number < 0) {
    throw new InputError("class", text, "is no class of devices", `give one of ${DEVICE_CLASSES.join(", ")}`);
  }
  return BigInt(number);
}

function positive(field: string, text: string, most: bigint): bigint {
  const number = /^\d+$/.test(text) ? BigInt(text) : 0n;
  if (number < 1n || number > most) {
    throw new InputError(field, text, "is no number of one", `give 1 to ${most}`);
  }
  return number;
}

function lastDay(text: string): bigint {
  const day = dayOfDate(text);
  if (day === undefined || day > 65_535n) {
    throw new InputError("calibrated_until", text, "is no day from 1970 to 2149", "write 2031-12-31");
  }
  return day;
}
