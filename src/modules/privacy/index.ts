export { linksFor, noticeLink } from './notice/links.ts'
export { informing, overseeing, proving } from './data.ts'
export { record } from './ledger/record.ts'
export { factsOf, ledgerFact } from './ledger/facts.ts'
export { ledgerKind, nameOfEntry } from './ledger/kinds.ts'
export { purposeRefusals } from './ledger/refusals.ts'
export { evidenceOf, personEvidence, type EntryLine, type EvidenceOf } from './ledger/person.ts'
export { receiptOf, receiptPath, receiptsPath, type Receipt, type Receipted } from './ledger/receipt.ts'
export { proveEntries, proveGrowth, type ProvenEntry, type ProvenGrowth } from './ledger/proofs.ts'
export { mergeLedger, MERGE_DELAY } from './ledger/merge.ts'
export { mergeAndPublish } from './ledger/published.ts'
export { verifyLedger, type LedgerReport } from './ledger/verify.ts'
export { declareFork, type Fork } from './ledger/fork.ts'
export { CollectionNotice, collectionWording, specialWording, type Collection } from './collection.tsx'
export { AGE_OF_CONSENT, giverProblem, GiverFields, giverWording, ofAge, readGiver, type Giver } from './guardian.tsx'
export { consentsOf, recordConsent, withdrawConsents, type Consent, type ConsentRecord } from './consent.ts'
export {
  allConnectors,
  connector,
  readRecipientsBy,
  recipientBehind,
  recipientsNow,
  type Connector,
  type RecipientSource,
} from './connectors.ts'
export { personalDataSeen, type Seen, type SeenPlace } from './seen.ts'
export { dataKind, kindOf, type DataKind, type DayRange, type Part } from './kinds.ts'
export { DAYS_BEFORE, followUses, tellOfUses, type Use } from './notice/uses.ts'
export {
  currentNotice,
  declarations,
  noticeFacts,
  noticeVersion,
  publishNotices,
  republishNotices,
} from './notice/versions.ts'
export { basisWords } from './notice/purposes.ts'
export { categoryWords } from './notice/words.ts'
export type { AllDeclarations, Notice, NoticeFacts } from './notice/types.ts'
export { safeguard, type Safeguard } from './notice/safeguards.ts'
export { registerOf, type Entry } from './register.ts'
export { openRegister, recipients, registerProblems, type Recipient } from './recipients.ts'
export { settings } from './settings.ts'
export { copiesJob, copyAlarms, type CopyPorts } from './ledger/copies.ts'
export {
  announceLifting,
  grounds,
  lift,
  restrict,
  restrictionsInForce,
  restrictionsOf,
  type Ground,
  type Restrict,
  type RestrictedObject,
  type Restriction,
} from './restriction/restrict.ts'
export {
  activitiesAboutPeople,
  mayObjectTo,
  object,
  objectable,
  objectionsOf,
  objectToAdvertising,
  weigh,
  type Objection,
  type RaisedObjection,
  type Weighed,
} from './restriction/object.ts'
export {
  ADVERTISING,
  blockedSince,
  blockHash,
  type Channel,
  countBlocked,
  isSuppressed,
  liftSuppression,
  processingStopped,
  suppress,
} from './restriction/suppress.ts'
export { advertisingOffSince, blockAddress, unblockAddress } from './restriction/block.ts'
export { mayWrite, mayWriteAll, type Writing } from './restriction/may-write.ts'
export { acceptOffer, offerConsent, offersFor, type ConsentOffer } from './restriction/offers.ts'
export { preferencesPath } from './restriction/preferences.tsx'
export { declarationsOf, hasConsent, isConsent, withdraw } from './restriction/withdraw.ts'
export { endPassing, endsWithRestore, revocation, type TakeBack } from './revocation/marks.ts'
export { decideAgain, type DecisionMark, decisionMarks, toRepeat } from './restriction/marks.ts'
export { isHidden } from './restriction/missing.ts'
export { groundName, RightsPanel, type RightsPanelProps } from './restriction/screens/panel.tsx'
export { DeclarationFacts, purposeOf } from './restriction/screens/preferences.tsx'
export { mailOwnersBy, mailTokensBy, restrictionMails, type Letter } from './restriction/ports.ts'
export { restricting } from './restriction/data.ts'
export { erasePeople, eraseRows, type Erased, type Why } from './erasure/erase.ts'
export { eraseOrganisation } from './erasure/organisation.ts'
export { deletionRun, type DeletionReport } from './erasure/run.ts'
export { CLOCK_MAY_DIFFER, deletionAlarm, deletionAlarms, type DeletionAlarm } from './erasure/alarm.ts'
export { mustWaitToErase } from './erasure/held-back.ts'
export { leftOver, type LeftOver } from './erasure/left-over.ts'
export { noticeJob, privacy } from './module.ts'
export { mayOversee, mayReadRules } from './permissions.ts'
export { OfficeFrame, type OfficeFrameProps, type OfficeScreen } from './overview/frame.tsx'
export {
  officerFigure,
  officerPage,
  type OfficeFigure,
  type OfficeFigures,
  type OfficeGroup,
  type OfficePage,
} from './overview/pages.ts'
export { startPrivacy } from './start.ts'
export { documents, type Document } from './documents.ts'
export { afterErasure, lingeringTooLong } from './erasure/after.ts'
export { catalogue } from './verify/catalogue.ts'
export { lookedAt } from './verify/looked.ts'
export { privacyChecks } from './verify/checks.ts'
export { saysWhy, type Forms, type Opening } from './verify/checks-notice.ts'
export { canaryCheck, canaryJob, canaryNow } from './canary/job.ts'
export type { CanaryOptions, CanaryPerson, CanaryReport, CanaryStep, RestoredPort } from './canary/types.ts'
export { verifyJob } from './verify/job.ts'
export { areOld, lastResults } from './verify/results.ts'
export {
  broken,
  isScratch,
  kept,
  notYet,
  openProbe,
  SCRATCH,
  type Asking,
  type Check,
  type Checks,
  type Evidence,
  type Found,
  type Probe,
} from './verify/probe.ts'
export { type Answer, fieldsOf, hiddenIn, ownPage, textOf, unescaped, visitor, type Visitor } from './verify/visitor.ts'
export { notYetOf, reportLines, verify, type VerifyOptions, type VerifyReport } from './verify/verify.ts'
export { correcting, type CorrectionRow } from './correction/data.ts'
export { contest, correct, decide, valueCorrected, type Contest, type Decision } from './correction/contest.ts'
export { contestedAmong, openCorrections, openCorrectionsCount } from './correction/contested.ts'
export { checked, isContestable, isWritable } from './correction/correctable.ts'
export { ContestedMark } from './correction/mark.tsx'
export { columnWords, kindName } from './export/labels.ts'
export { heldRows, type HeldRows } from './export/held-rows.ts'
export { activityWords, coded, valueWords, type Reads } from './export/value-words.ts'
export { gatheredFor, type Standing } from './correction/values.ts'
export { answering } from './export/answering.ts'
export { importing } from './export/data.ts'
export { accessArchive, archiveOf } from './export/archive.ts'
export { namesRoles, type RoleOf } from './export/others.ts'
export { personData } from './export/person-data.ts'
export { forgetBrought, importPortable, type BroughtContact, type Imported } from './export/import.ts'
export { portable, portableArchive, portableData, type PortableWish } from './export/portable.ts'
export type { AnswerWish, ExportColumn, ExportRow, ExportTable, ExportValue, PersonExport } from './export/types.ts'
export { signingKey } from './ledger/signing-key.ts'
export { erasureAsked } from './erasure/waiting.ts'
export { lockHolds } from './erasure/locks.ts'
export { countHolds, holdKeeper, listHolds, type Hold, type HoldFilter } from './retention/held.ts'
export { holdable, releaseHold, setHold, type HoldWish } from './retention/holds.ts'
export { giveUpFile, reconcileFiles, removeFiles, type Reconciled } from './retention/files.ts'
export { retainedRows, type RetainedRows } from './retention/retained.ts'
export { dueFrom, ruleOn } from './retention/rules.ts'
export { mayHold } from './retention/routes.tsx'
