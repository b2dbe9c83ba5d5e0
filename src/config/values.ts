import { z } from 'zod';

/* Shapes of one setting each. The message of a fault is the key of its sentence, `config:fault.<key>`. */

/** A whole number from `from` to `to`. */
export const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'wholeNumber')
    .transform(Number)
    .refine((value) => value >= from && value <= to, { error: 'outOfRange', params: { from, to } });

/** An address of http or https, without slashes at its end. */
export const webAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'webAddress')
  .transform((text) => text.replace(/\/+$/, ''));

/** `true`, `1`, `yes` or their opposites. */
export const yesNo = z
  .string()
  .regex(/^(true|false|1|0|yes|no)$/i, 'yesNo')
  .transform((text) => /^(true|1|yes)$/i.test(text));

/** A key of ours. */
export const key = z.string().min(32, 'shortKey');
