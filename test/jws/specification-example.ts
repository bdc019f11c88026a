import type { FspiopMessage } from '../../src/jws/fspiop-message.ts'

/** The key of the example: that of RFC 7515, appendix A.2; its public half. */
export const EXAMPLE_KEY = {
  kty: 'RSA',
  e: 'AQAB',
  n: [
    'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2j',
    'Z47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK',
    '-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  ].join(''),
}

const BODY = [
  '{"payee":{"partyIdInfo":{"partyIdType":"MSISDN","partyIdentifier":"15295558888","fspId":"5678"}},"amountType":"RECEIVE","transactionType":{"',
  'scenario":"TRANSFER","initiator":"PAYER","subScenario":"P2P Transfer across MM systems","initiatorType":"CONSUMER"},"note":"this is a sample',
  ' for POST /quotes","amount":{"amount":"150","currency":"USD"},"fees":{"amount":"1.5","currency":"USD"},"extensionList":[{"value":"value1","k',
  'ey":"key1"},{"value":"value2","key":"key2"},{"value":"value3","key":"key3"}],"geoCode":{"latitude":"57.323889","longitude":"125.520001"},"ex',
  'piration":"2017-05-24T08:40:00.000-04:00","payer":{"personalInfo":{"complexName":{"firstName":"Bill","middleName":"Ben","LastName":"Lee"},"d',
  'ateOfBirth":"1986-02-14"},"partyIdInfo":{"partyIdType":"MSISDN","partySubIdOrType":"RegisteredCustomer","partyIdentifier":"16135551212","fsp',
  'Id":"1234"},"name":"Bill Lee"},"quoteId":"59e331fa-345f-4554-aac8-fcd8833f7d50","transactionId":"36629a51-393a-4e3c-b347-c2cb57e1e1fc"}',
].join('')

const PROTECTED = [
  'eyJhbGciOiJSUzI1NiIsIkZTUElPUC1EZXN0aW5hdGlvbiI6IjU2NzgiLCJGU1BJT1AtVVJJIjoiL3F1b3RlcyIsIkZTUElPUC1IVFRQLU1ldGhvZCI6IlBPU1QiLCJEYXRlIjoiVHVl',
  'LCAyMyBNYXkgMjAxNyAyMToxMjozMSBHTVQiLCJGU1BJT1AtU291cmNlIjoiMTIzNCJ9',
].join('')

/** As printed, with the three hyphens back that its line breaks swallowed (at 41, 107 and 296). */
const SIGNATURE = [
  'dz2ntyS0_rDyA0pLeWluG--tBcYYrlvG99ffkXcEB-uve5Qzvzyn0ZUi82J7h17RsdfHPuTnbEGvCeU9Y4Bg0nIZHGL4icswaaO09T5hPPY-KBTzVQeHkokLmL4dXpHdr1ggSEpu3WEU',
  '3nfgOFGGAdOq355i1iGuDbhqm_lSfVHaqdVCEhkJ2Y_r2glO2QpdZrcbvsBV39derj_PlfISBBGjdh0dIPxnFIVcZuPHiq9Ha2MslrBHfqwFfNeU_xhErBd2PywkDQJbKOlfqdkmFC9b',
  'S8Ofx0O6Mg7qdFGw-QkseJTfp0HMbH1d9e6H0cocY8xfuDNGaZpOJhxiYtiPLg',
].join('')

/** FSPIOP Signature 1.1 §4: `POST /quotes` from 1234 to 5678; its keys are not in order, so only the bytes as they came verify. */
export const EXAMPLE: FspiopMessage = {
  method: 'POST',
  uri: '/quotes',
  headers: [
    ['Accept', 'application/vnd.interoperability.quotes+json;version=1.0'],
    ['FSPIOP-Source', '1234'],
    ['FSPIOP-Destination', '5678'],
    ['Content-Length', '975'],
    ['Date', 'Tue, 23 May 2017 21:12:31 GMT'],
    ['FSPIOP-Signature', JSON.stringify({ signature: SIGNATURE, protectedHeader: PROTECTED })],
  ],
  body: Buffer.from(BODY),
}
