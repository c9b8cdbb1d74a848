/**
 * The envelope of an attestation: DSSE, with SSH signatures.
 * Source: https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md.
 */
import { z } from "zod";
import { showPath } from "../../config/index.js";
import { AttestationError } from "./attestation-error.js";
import type { Signer } from "./ssh-signature.js";
import { Statement } from "./statement.js";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";

const Envelope = z.object({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: z.base64(),
  /** The first is the review's; the others are approvals. */
  signatures: z.array(z.object({ sig: z.base64() })).min(1),
});
type Envelope = z.infer<typeof Envelope>;

/** A statement that was read, and what was signed of it. Nothing of it is to be believed before its signatures are. */
export interface Attestation {
  statement: Statement;
  signed: Buffer;
  signatures: Buffer[];
}

/** The bytes that are signed: DSSE's pre-authentication encoding. */
function preAuthentication(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `),
    payload,
  ]);
}

/** The text of a new attestation with its first signature. Throws an AttestationError where it cannot be signed. */
export function attest(statement: Statement, sign: Signer): string {
  const payload = Buffer.from(JSON.stringify(statement));
  return format({
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString("base64"),
    signatures: [signature(payload, sign)],
  });
}

/** The text of the attestation with one signature more; those that it has stay. */
export function addSignature(text: string, sign: Signer): string {
  const envelope = parse(text);
  const payload = Buffer.from(envelope.payload, "base64");
  return format({ ...envelope, signatures: [...envelope.signatures, signature(payload, sign)] });
}

/**
 * The text of the attestation with the signatures of others of the same statement. Those of another statement, such as
 * an earlier review's, are left out.
 */
export function joinSignatures(text: string, others: readonly string[]): string {
  if (others.length === 0) return text;
  const envelope = parse(text);
  const more = others.map(parse).filter(({ payload }) => payload === envelope.payload);
  const signatures = [envelope, ...more].flatMap(({ signatures }) => signatures.map(({ sig }) => sig));
  return format({ ...envelope, signatures: [...new Set(signatures)].map((sig) => ({ sig })) });
}

/** Throws an AttestationError where the text is no attestation of this kind. */
export function readAttestation(text: string): Attestation {
  const envelope = parse(text);
  const payload = Buffer.from(envelope.payload, "base64");
  return {
    statement: readAs(Statement, payload.toString(), "its payload"),
    signed: preAuthentication(payload),
    signatures: envelope.signatures.map(({ sig }) => Buffer.from(sig, "base64")),
  };
}

const signature = (payload: Buffer, sign: Signer) => ({
  sig: sign(preAuthentication(payload)).toString("base64"),
});

const format = (envelope: Envelope): string => `${JSON.stringify(envelope, null, 2)}\n`;

const parse = (text: string): Envelope => readAs(Envelope, text, "it");

function readAs<Content>(schema: z.ZodType<Content>, text: string, what: string): Content {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AttestationError(`${what} is not JSON`);
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new AttestationError(
    `${what} is wrong at ${showPath(issue?.path ?? []) || "its top"}: ${issue?.message}`,
  );
}
