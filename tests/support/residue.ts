// One scanner for the tests and for the canary of living systems.
export * from '../../src/platform/residue/residue.ts'
