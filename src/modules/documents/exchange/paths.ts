/** Where everything is given out as files; within the organisation. */
export const EXPORT = '/team/dokumente/mitnehmen'
