import type { Recipient } from '../recipients.ts'

/** The company that runs this system; it is among the recipients when data leave the EU with it. */
export const isOperator = ({ id }: Recipient): boolean => id === 'operator'

/**
 * Whether people must be told where a copy of what protects their data abroad is had (Art. 13(1)(f) GDPR): not where the
 * Commission decided on the country (Art. 45), and not for the single cases of Art. 49, which rest on no such document.
 */
export const needsCopy = (thirdCountry: Recipient['thirdCountry']): boolean =>
  thirdCountry !== undefined && !/^A(45|49)-/.test(thirdCountry.article ?? '')
