export { billCommitment, type BillOpening } from "./billCommitment.js";
export { type Bill, billLeaf } from "./billLeaf.js";
export { billSalts } from "./billSalts.js";
export { type TermsOfBill, type LateTerms, NO_LATE_FEE, packTerms, readTerms } from "./billTerms.js";
export { packOrder, type OrderToPay, readOrder } from "./payOrder.js";
export { prepareRoll, type PreparedBill, type PrepareOptions, type RollPlan } from "./prepareRoll.js";
export { type ProvenBill, type ProvenStatement, Roll } from "./Roll.js";
export { ROLL_COLUMNS } from "./rollColumns.js";
export { MOST_LEVELS, readRollId, rollId, type RollFacts } from "./rollId.js";
export { shuffledOrder } from "./shuffledOrder.js";
export { type RollSurvey, surveyRoll, type SurveyOptions } from "./surveyRoll.js";
export { billAuthorizationTypedData, type BillAuthorizationTerms } from "./billAuthorizationTypedData.js";
export { datasetHash, datasetOf, readDataset } from "./dataset.js";
export { issueBillTypedData, type IssueBillTypedData } from "./issueBillTypedData.js";
export type { MandateScope } from "./mandate.js";
export { mandateTypedData, type MandateTerms, type MandateTypedData } from "./mandateTypedData.js";
export { openDisputeTypedData, type OpenDisputeTypedData } from "./openDisputeTypedData.js";
export { payBillTypedData, type PayBillTerms, type PayBillTypedData } from "./payBillTypedData.js";
export { payPartTypedData, type PayPartTerms, type PayPartTypedData } from "./payPartTypedData.js";
export { payStatementTypedData, type PayStatementTypedData } from "./payStatementTypedData.js";
export { reclaimDebitTypedData, type ReclaimDebitTypedData } from "./reclaimDebitTypedData.js";
export { revokeMandateTypedData, type RevokeMandateTypedData } from "./revokeMandateTypedData.js";
export { type Statement, statementNode } from "./statementNode.js";
export { verifyBill } from "./verifyBill.js";
export { withdrawDisputeTypedData, type WithdrawDisputeTypedData } from "./withdrawDisputeTypedData.js";
export {
  type PaymentReceipt,
  type ReceiptAnchors,
  type ShownPayment,
  verifyPaymentReceipt,
} from "./paymentReceipt.js";
export { MANDATE_FILE_SCHEMA, type MandateFile } from "./mandateFile.js";
export { mandateFileText } from "./mandateFileText.js";
export { PAYMENT_FILE_SCHEMA, type PaymentFile } from "./paymentFile.js";
export { paymentFileText } from "./paymentFileText.js";
export { paymentReceiptText } from "./paymentReceiptText.js";
export { readMandateFile } from "./readMandateFile.js";
export { readPaymentFile } from "./readPaymentFile.js";
export { readPaymentReceipt } from "./readPaymentReceipt.js";
export { RECEIPT_FILE_SCHEMA } from "./receiptFile.js";
