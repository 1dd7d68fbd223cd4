import type { ReadProblem } from '../types.ts'

/** Why a file cannot be read, told to the process that asked. */
export class WorkerTrouble extends Error {
  readonly problem: ReadProblem

  constructor(problem: ReadProblem) {
    super(problem)
    this.name = 'WorkerTrouble'
    this.problem = problem
  }
}
