/** The transfer that the examples of the FSPIOP API Definition agree on. */
export function quoted(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const id = '20508186-1458-4ac0-a824-d4b07e37d7b3'
  return {
    quoteId: id,
    transactionId: id,
    transactionType: { scenario: 'TRANSFER', initiator: 'PAYER', initiatorType: 'CONSUMER', balanceOfPayments: '110' },
    payee: { partyIdInfo: { partyIdType: 'MSISDN', partyIdentifier: '123456789', fspId: 'MobileMoney' } },
    payer: {
      personalInfo: { complexName: { firstName: 'Mats', lastName: 'Hagman' } },
      partyIdInfo: { partyIdType: 'MSISDN', partyIdentifier: '9876543', fspId: 'BankNrOne' },
    },
    expiration: '2017-11-15T14:17:09.663+01:00',
    amount: { amount: '500', currency: 'USD' },
    ...change,
  }
}

/** A currency conversion by a foreign exchange provider. */
export function conversion(): Readonly<Record<string, unknown>> {
  return {
    conversionRequestId: '77c9d78d-c26a-4474-8b3c-99b96a814bfc',
    conversionTerms: {
      conversionId: 'a1b2',
      initiatingFsp: 'greenbank',
      counterPartyFsp: 'FXP1',
      amountType: 'SEND',
      sourceAmount: { currency: 'TZS', amount: '5000' },
      targetAmount: { currency: 'KES', amount: '250' },
      expiration: '2026-11-23T12:00:00.000Z',
    },
  }
}
