import { getAddress } from "ethers";

import {
  digestOf,
  formatAmount,
  payBillTypedData,
  type PaymentFile,
  payPartTypedData,
  readDomain,
  readOrder,
  readTerms,
  recoverSigner,
} from "../../sdk/index.js";
import { CityToken__factory, type IBilling } from "../../typechain-types/index.js";
import { oneLine } from "../lib/oneLine.js";
import { providerOf } from "./desk.js";
import { elsewhere } from "./signedFiles.js";
import { billOf, signedPayment } from "./signedPayment.js";

/** States of `IBilling.BillStatus` in which a bill takes no payment. */
const CLOSED: Readonly<Record<string, string>> = { 1: "settled", 3: "held in dispute" };

const OPEN_ROLL = 2n;

type Order = ReturnType<typeof readOrder>;

/** Why a payment would fail now; nothing where it would not. */
export async function paymentProblem(billing: IBilling, payment: PaymentFile): Promise<string | undefined> {
  const { chainId } = await providerOf(billing.runner).getNetwork();
  const wrongPlace = elsewhere(payment, chainId, await billing.getAddress());
  if (wrongPlace !== undefined) return wrongPlace;
  try {
    const paid = await billing.payBySignature.staticCall(payment.roll, [signedPayment(payment)]);
    if (paid === 1n) return undefined;
  } catch {
    // The whole batch would be refused: the reason is among those below.
  }
  try {
    return await diagnosis(billing, payment);
  } catch (error) {
    return oneLine((error as Error).message);
  }
}

/** The first thing that is wrong with a payment, asked of the chain in the order in which a person would. */
async function diagnosis(billing: IBilling, payment: PaymentFile): Promise<string> {
  const bill = billOf(payment);
  if ((await billing.rollStateOf(bill.roll)) !== OPEN_ROLL) return "its roll is not open";
  if (!(await billing.isBill(bill, [...payment.proof]))) return "its bill is not in the roll";
  readTerms(bill.terms);
  const order = readOrder(BigInt(payment.order));
  const now = BigInt((await providerOf(billing.runner).getBlock("latest"))?.timestamp ?? 0);
  const owed = await billing.owedOf(bill, now + 1n);
  const closed = CLOSED[String(owed.status)];
  if (closed !== undefined) return `its bill is ${closed}`;
  if (order.deadline < now)
    return `its deadline was ${new Date(Number(order.deadline) * 1000).toISOString()}`;
  if (order.sequence !== owed.sequence)
    return `it names the sequence ${order.sequence}, the bill has ${owed.sequence}`;
  if (order.isPart && order.settled !== owed.settled) {
    return `it names ${formatAmount(order.settled)} as settled, the bill has ${formatAmount(owed.settled)}`;
  }
  if (order.isPart ? order.amount > owed.due : order.amount < owed.due) {
    return `it allows ${formatAmount(order.amount)}, ${formatAmount(owed.due)} are owed`;
  }
  return (
    (await signatureProblem(billing, payment, order)) ??
    moneyProblem(billing, payment, order.isPart ? order.amount : owed.due)
  );
}

async function signatureProblem(
  billing: IBilling,
  payment: PaymentFile,
  order: Order,
): Promise<string | undefined> {
  const provider = providerOf(billing.runner);
  const domain = await readDomain((request) => provider.call(request), await billing.getAddress());
  const { payer } = payment;
  const typedData = order.isPart
    ? payPartTypedData(domain, billOf(payment), { payer, ...order })
    : payBillTypedData(domain, billOf(payment), { payer, ...order, maxAmount: order.amount });
  if (await billing.isWithdrawn(digestOf(typedData))) return "its payer has withdrawn it";
  if ((await provider.getCode(payer)) !== "0x") return undefined;
  const signer = recoverSigner(typedData, payment.signature);
  return signer === getAddress(payer) ? undefined : "its payer has not signed it";
}

async function moneyProblem(billing: IBilling, { payer }: PaymentFile, amount: bigint): Promise<string> {
  const token = CityToken__factory.connect(await billing.token(), billing.runner);
  const balance = await token.balanceOf(payer);
  if (balance < amount) return `its payer holds ${formatAmount(balance)}, ${formatAmount(amount)} are owed`;
  const allowance = await token.allowance(payer, billing);
  if (allowance < amount)
    return `its payer allows Billing ${formatAmount(allowance)}, ${formatAmount(amount)} are owed`;
  return "the contract refuses it";
}
