export { registerChecks } from './checks.ts'
export { registers } from './module.ts'
export { mayKeepRegisters, maySeeAccesses } from './permissions.ts'
export type { BackupState, Ports as RegisterPorts, Reminder, Running } from './ports.ts'
