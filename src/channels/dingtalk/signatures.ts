import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DingtalkSettings } from './settings';

/** The platform's own limit for the age of a signature, and our default (notes §1.1). */
export const MAX_SKEW_MS = 3_600_000;

/** Why a signed call was refused. */
export type SignatureFault = 'badQuery' | 'badSignature' | 'staleTimestamp';

const TIMESTAMP = /^[0-9]{13}$/;

/** What the robot's HTTP callbacks and custom robots are signed with: base64 of HMAC-SHA256 over the timestamp, a line end and the secret. */
export function robotSignature(secret: string, timestamp: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

/** What card callbacks by HTTP are signed with: base64 of HMAC-SHA256 over the timestamp alone. */
export function cardSignature(apiSecret: string, timestamp: string): string {
  return createHmac('sha256', apiSecret).update(timestamp).digest('base64');
}

/** The secret under which card callbacks are registered: made from the app's, so that it needs no setting of its own. */
export function cardApiSecret(settings: Pick<DingtalkSettings, 'clientSecret'>): string {
  return createHmac('sha256', settings.clientSecret).update('card callbacks').digest('hex').slice(0, 40);
}

/** Checks a timestamp (epoch ms in digits) and a signature against the expected one, in constant time. `now` is machine time. */
export function checkSignature(
  call: { readonly timestamp: string; readonly signature: string },
  expected: (timestamp: string) => string,
  now: number,
  maxSkewMs: number,
): SignatureFault | null {
  if (!TIMESTAMP.test(call.timestamp) || call.signature === '') return 'badQuery';
  const given = Buffer.from(call.signature, 'utf8');
  const right = Buffer.from(expected(call.timestamp), 'utf8');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 'badSignature';
  return Math.abs(now - Number(call.timestamp)) > Math.min(maxSkewMs, MAX_SKEW_MS) ? 'staleTimestamp' : null;
}
