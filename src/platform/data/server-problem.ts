/** A condition of the database that the operator must know or mend. The message says what happened and what to do. */
export class DatabaseProblem extends Error {
  override name = 'DatabaseProblem'
}
