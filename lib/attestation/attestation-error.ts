/** What an attestation cannot be read, signed or checked for; its message is for the user. */
export class AttestationError extends Error {}
