export const INFORM = '/team/datenschutz/information'
export const informPath = (notice: string): string => `${INFORM}/${notice}`
