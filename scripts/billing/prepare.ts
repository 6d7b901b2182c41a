import { createReadStream, existsSync } from "node:fs";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import {
  type CellProblem,
  datasetOf,
  type Delimiter,
  formatAmount,
  InputError,
  prepareRoll,
  randomSalt,
  rollId,
  type RollPlan,
  type RollSurvey,
  surveyRoll,
} from "../../sdk/index.js";
import { parseMoment } from "../../sdk/payments/billing/parseMoment.js";
import { bad, good, heading, runCommand } from "../lib/cli.js";
import { problemTable } from "../lib/problemTable.js";
import { counted, table, thousands } from "../lib/table.js";
import { billLine, DraftFile, fastKeccak, ROLL_FILES, writePublicFiles } from "./rollFolder.js";

/** Arguments of `hardhat billing prepare`. */
export interface PrepareArguments {
  readonly file: string;
  readonly out: string;
  readonly payee: string;
  readonly opens: string;
  readonly serial: string;
  readonly generation: string;
  readonly secret: string;
  readonly delimiter: string;
}

/** Bad cells that are shown; the others stand in the file of problems. */
const SHOWN_PROBLEMS = 20;

/** Between two lines of progress, milliseconds. */
const PROGRESS_PAUSE = 2_000;

const PROBLEMS_FILE = "problems.csv";

/** `hardhat billing prepare`: makes a roll of a CSV file; asks no chain. */
export default async function prepare(args: PrepareArguments): Promise<void> {
  await runCommand(async () => {
    await requireFile(args.file);
    const plan = planOf(args);
    const survey = await surveyFile(args);
    printSurvey(survey);
    if (survey.badRows > 0) return false;
    const secret = await secretOf(args.secret);
    await emptyFolder(args.out);
    const bills = new DraftFile(join(args.out, ROLL_FILES.bills), true);
    try {
      const roll = await prepareRoll(
        createReadStream(args.file),
        survey,
        { ...plan, secret },
        {
          delimiter: delimiterOf(args),
          keccak256: await fastKeccak(),
          onBill: (bill) => bills.write(billLine(bill)),
          onProgress: await progressOf("numbering and hashing", args.file),
        },
      );
      await bills.close();
      const sheet = await writePublicFiles(args.out, roll, datasetOf(roll));
      console.log(`\n${heading("Roll")}`);
      for (const [field, value] of Object.entries({ ...sheet, levels: roll.levels }))
        console.log(`${field} ${value}`);
      console.log(good(`wrote ${args.out}: ${ROLL_FILES.sheet} and ${ROLL_FILES.dataset} are public`));
      console.log(`${ROLL_FILES.bills} and ${args.secret} are not: they name accounts and documents`);
      return true;
    } finally {
      await bills.discard();
    }
  });
}

/** Reads the file through and writes down what is wrong with it. */
async function surveyFile(args: PrepareArguments): Promise<RollSurvey> {
  const problems: CellProblem[] = [];
  let [count, file] = [0, undefined as DraftFile | undefined];
  const pending: Promise<void>[] = [];
  const survey = await surveyRoll(createReadStream(args.file), {
    delimiter: delimiterOf(args),
    onProblem: (problem) => {
      ++count;
      if (problems.length < SHOWN_PROBLEMS) problems.push(problem);
      if (file === undefined) file = problemsFile(args.out, pending);
      pending.push(file.write(problemRow(problem)));
    },
    onProgress: await progressOf("reading", args.file),
  });
  await Promise.all(pending);
  await file?.close();
  if (count > 0) {
    console.log(heading("Bad rows"));
    console.log(problemTable(problems));
    const rest = count - problems.length;
    console.log(bad(`${counted(count, "problem")}${rest > 0 ? `, ${thousands(rest)} not shown` : ""}`));
    console.log(`all of them: ${join(args.out, PROBLEMS_FILE)}\n`);
  }
  return survey;
}

function problemsFile(folder: string, pending: Promise<void>[]): DraftFile {
  // The folder is there before the stream opens its file: both are asked of the same queue.
  pending.push(mkdir(folder, { recursive: true }).then(() => undefined));
  const file = new DraftFile(join(folder, PROBLEMS_FILE), true);
  pending.push(file.write("line,field,value,problem,mend\n"));
  return file;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const problemRow = ({ line, field, value, problem, mend }: CellProblem): string =>
  `${[String(line), field, value, problem, mend].map(quoted).join()}\n`;

function printSurvey({ count, total, badRows, kinds, levels }: RollSurvey): void {
  console.log(heading("Bills"));
  const rows = [...kinds]
    .toSorted(([a], [b]) => a - b)
    .map(([kind, sums]) => [`kind ${kind}`, thousands(sums.count), formatAmount(sums.total)]);
  rows.push(["all", thousands(count), formatAmount(total)]);
  console.log(table(["", "bills", "sum"], rows));
  console.log(
    badRows === 0
      ? `a tree of ${counted(levels, "level")}`
      : bad(`${counted(badRows, "row")} not counted: nothing was prepared; mend the file and run again`),
  );
}

/** What the options say, checked before a long file is read. */
function planOf(args: PrepareArguments): Omit<RollPlan, "secret"> {
  const plan = {
    payee: args.payee,
    opensAt: parseMoment("--opens", args.opens, "00:00:00"),
    serial: wholeOf("--serial", args.serial),
    generation: Number(wholeOf("--generation", args.generation)),
  };
  rollId({ ...plan, levels: 0 });
  if (args.secret === "") {
    throw new Error("--secret: is missing; name the file that holds the office's secret, or shall hold it");
  }
  return plan;
}

/** Until the sheet is there again, which comes last, the folder holds no roll. */
async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of [ROLL_FILES.sheet, PROBLEMS_FILE]) await rm(join(folder, name), { force: true });
}

/** The secret of a file; drawn where there is none. */
async function secretOf(path: string): Promise<string> {
  if (existsSync(path)) {
    const secret = (await readFile(path, "utf8")).trim();
    if (!/^0x[0-9a-f]{64}$/i.test(secret)) {
      throw new Error(
        `--secret: ${path} does not hold 0x and 64 hexadecimal digits; restore it from its backup`,
      );
    }
    return secret;
  }
  await mkdir(dirname(path), { recursive: true });
  const secret = randomSalt();
  await writeFile(path, `${secret}\n`, { mode: 0o600, flag: "wx" });
  console.log(`drew a secret into ${path}: keep it, salts and order of the roll follow from it`);
  return secret;
}

function wholeOf(option: string, text: string): bigint {
  if (!/^\d{1,13}$/.test(text))
    throw new InputError(option, text, "is no whole number", "give one, such as 1");
  return BigInt(text);
}

function delimiterOf({ delimiter }: PrepareArguments): Delimiter {
  const known: Record<string, Delimiter> = { ",": ",", ";": ";", "|": "|", tab: "\t" };
  if (!(delimiter in known)) {
    throw new InputError("--delimiter", delimiter, "is none that a file may have", "give , or ; or | or tab");
  }
  return known[delimiter];
}

async function requireFile(path: string): Promise<void> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new InputError("--file", path, "is no file", "name the CSV file of the bills");
  }
}

/** Says now and then how far it is. */
async function progressOf(what: string, path: string): Promise<(characters: number) => void> {
  const { size } = await stat(path);
  let last = Date.now();
  return (characters) => {
    if (Date.now() - last < PROGRESS_PAUSE) return;
    last = Date.now();
    console.log(`${what}: ${Math.min(100, Math.round((100 * characters) / Math.max(size, 1)))}%`);
  };
}
