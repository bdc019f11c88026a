/** File name of a Hub CA's private key in the key folder (CONTRACT §3). */
export const caKeyName = (ca: string): string => `hub-ca-${ca}.key`
