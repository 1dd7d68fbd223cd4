export { actsOf, noteAct, resealWork, type Act, type Acts } from './audit.ts'
export { WorkPanel } from './panel.tsx'
