import { canonicalJson } from "../inputs/canonicalJson.js";
import type { ElectionRecord } from "./electionRecord.js";

/** An election record as its file holds it: the one form in which {@link readElectionRecord} takes it. */
export function electionRecordText(record: ElectionRecord): string {
  return canonicalJson(record);
}
