// How organisations are founded, for tests of modules that must not know the module accounts.
export { foundOrganisation } from '../../src/modules/accounts/index.ts'
