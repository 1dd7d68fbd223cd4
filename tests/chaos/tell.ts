/** Says what a test has seen, so that a run can be judged and repeated. */
export const tell = (facts: Readonly<Record<string, unknown>>): void =>
  void process.stderr.write(`${JSON.stringify(facts)}\n`)
