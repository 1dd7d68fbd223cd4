/** Where everything is given out as files; within the organisation. */
export const EXPORT = '/dokumente/mitnehmen'
