/**
 * Callback rows of central-ledger (`seeds/endpointType.js`): type, and what follows the base URL. Placeholders are
 * central-services-shared's own.
 */
export const ENDPOINT_TYPES: readonly (readonly [type: string, template: string])[] = [
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_PUT', '/participants/{{partyIdType}}/{{partyIdentifier}}'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_PUT_ERROR', '/participants/{{partyIdType}}/{{partyIdentifier}}/error'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_DELETE', '/participants/{{partyIdType}}/{{partyIdentifier}}'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_SUB_ID_PUT', '/participants/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_SUB_ID_PUT_ERROR', '/participants/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}/error'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_SUB_ID_DELETE', '/participants/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_BATCH_PUT', '/participants/{{requestId}}'],
  ['FSPIOP_CALLBACK_URL_PARTICIPANT_BATCH_PUT_ERROR', '/participants/{{requestId}}/error'],
  ['FSPIOP_CALLBACK_URL_PARTIES_GET', '/parties/{{partyIdType}}/{{partyIdentifier}}'],
  ['FSPIOP_CALLBACK_URL_PARTIES_PUT', '/parties/{{partyIdType}}/{{partyIdentifier}}'],
  ['FSPIOP_CALLBACK_URL_PARTIES_PUT_ERROR', '/parties/{{partyIdType}}/{{partyIdentifier}}/error'],
  ['FSPIOP_CALLBACK_URL_PARTIES_SUB_ID_GET', '/parties/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}'],
  ['FSPIOP_CALLBACK_URL_PARTIES_SUB_ID_PUT', '/parties/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}'],
  ['FSPIOP_CALLBACK_URL_PARTIES_SUB_ID_PUT_ERROR', '/parties/{{partyIdType}}/{{partyIdentifier}}/{{partySubIdOrType}}/error'],
  ['FSPIOP_CALLBACK_URL_QUOTES', ''],
  ['FSPIOP_CALLBACK_URL_BULK_QUOTES', ''],
  ['FSPIOP_CALLBACK_URL_FX_QUOTES', ''],
  ['FSPIOP_CALLBACK_URL_AUTHORIZATIONS', ''],
  ['FSPIOP_CALLBACK_URL_TRX_REQ_SERVICE', ''],
  ['FSPIOP_CALLBACK_URL_TRANSFER_POST', '/transfers'],
  ['FSPIOP_CALLBACK_URL_TRANSFER_PUT', '/transfers/{{transferId}}'],
  ['FSPIOP_CALLBACK_URL_TRANSFER_ERROR', '/transfers/{{transferId}}/error'],
  ['FSPIOP_CALLBACK_URL_BULK_TRANSFER_POST', '/bulkTransfers'],
  ['FSPIOP_CALLBACK_URL_BULK_TRANSFER_PUT', '/bulkTransfers/{{id}}'],
  ['FSPIOP_CALLBACK_URL_BULK_TRANSFER_ERROR', '/bulkTransfers/{{id}}/error'],
  ['FSPIOP_CALLBACK_URL_FX_TRANSFER_POST', '/fxTransfers'],
  ['FSPIOP_CALLBACK_URL_FX_TRANSFER_PUT', '/fxTransfers/{{commitRequestId}}'],
  ['FSPIOP_CALLBACK_URL_FX_TRANSFER_ERROR', '/fxTransfers/{{commitRequestId}}/error'],
]
