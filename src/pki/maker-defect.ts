/** Defects that bind who makes a certificate, while RFC 5280 tells who reads it to go on (§4.1.2.5: either time format; §4.1.2.8: unique identifiers). */

/** Unique identifiers, which nobody processes. */
export const UNIQUE_IDENTIFIERS = 'the certificate has unique identifiers, which RFC 5280 §4.1.2.8 forbids'

/** GeneralizedTime where it should be UTCTime. */
export const earlyGeneralizedTime = (year: number): string => `GeneralizedTime is used for the year ${year}; up to 2049 it must be UTCTime`

/** The defect is one of these. */
export const isMakerDefect = (defect: string): boolean => defect === UNIQUE_IDENTIFIERS || defect.startsWith('GeneralizedTime is used for the year ')
