import { tables } from '#platform/data/query-builder.ts'
import { breaches, breachPeople, breachSteps } from './breaches.ts'
import { accessRecords, disclosurePeople, disclosures, impactAssessments, logReviewLooks, logReviews } from './cases.ts'
import { connectors, processorInstructions, processors, subProcessors } from './contracts.ts'
import { measureDuties, measureResults } from './measures.ts'

export { registering, watching } from './activities.ts'

export const own = {
  processors,
  sub_processors: subProcessors,
  processor_instructions: processorInstructions,
  connectors,
  measure_results: measureResults,
  measure_duties: measureDuties,
  breaches,
  breach_steps: breachSteps,
  breach_people: breachPeople,
  impact_assessments: impactAssessments,
  disclosures,
  disclosure_people: disclosurePeople,
  log_reviews: logReviews,
  log_review_looks: logReviewLooks,
  access_records: accessRecords,
}

/** The query builder for this module's tables, by their names in the database. */
export const db = tables(own)
