/**
 * Return the options for `navigator.credentials.create` from JSON.
 *
 * @param {Json} json
 * @returns {PublicKeyCredentialCreationOptions}
 */
export function decodeCreation(json: Json): PublicKeyCredentialCreationOptions;
/**
 * Return the options for `navigator.credentials.get` from JSON.
 *
 * @param {Json} json
 * @returns {PublicKeyCredentialRequestOptions}
 */
export function decodeRequest(json: Json): PublicKeyCredentialRequestOptions;
/**
 * Return the answer of the browser as JSON.
 *
 * @param {any} credential
 * @returns {Json}
 */
export function encodeCredential(credential: any): Json;
export type Json = Record<string, any>;
